import Kernel
import NetworkModel
import Routing

extension Simulation {
  func makeOSPF(for node: NodeIndex, interfaces: [RoutingInterface]) -> OSPFProcess {
    OSPFProcess(
      routerID: topology[node].routerID ?? .any, interfaces: interfaces,
      configuration: OSPFConfiguration(scenario.routing), domain: ospfDomain)
  }
}
