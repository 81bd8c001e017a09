import Kernel
import NetworkModel
import Routing

extension Simulation {
  func makeOSPF(for node: NodeIndex, interfaces: [RoutingInterface]) -> OSPFProcess {
    OSPFProcess(
      routerID: topology[node].routerID ?? .any, interfaces: interfaces,
      configuration: ospfConfiguration(of: node), domain: ospfDomain)
  }

  /// The scenario's options, and what one router has of its own.
  func ospfConfiguration(of node: NodeIndex) -> OSPFConfiguration {
    let spec = scenario.routing.ospf
    let name = topology[node].name
    var configuration = OSPFConfiguration(scenario.routing)
    configuration.isStubRouter = spec.stubRouters.contains(name)
    configuration.defaultRoute = spec.defaultRoutes.first { $0.node == name }
    for (area, areaSpec) in spec.areas.sorted(by: { $0.key < $1.key }) {
      for pair in areaSpec.virtualLinks {
        let other = pair.first == name ? pair.second : pair.second == name ? pair.first : nil
        guard let other, let node = topology.node(named: other), let router = topology[node].routerID else {
          continue
        }
        configuration.virtualLinks.append(OSPFConfiguration.VirtualLink(area: area, router: router))
      }
    }
    return configuration
  }
}
