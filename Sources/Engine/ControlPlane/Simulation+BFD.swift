import Kernel
import Metrics
import NetworkModel
import Routing

extension Simulation {
  /// nil where no link of the node has it.
  func makeBFD(for node: NodeIndex, interfaces: [RoutingInterface]) -> BFDProcess? {
    var settings: [InterfaceIndex: BFDSpec] = [:]
    for interface in interfaces {
      settings[interface.index] = topology[interface.index].link.flatMap { topology[$0].spec.bfd }
    }
    if settings.isEmpty { return nil }
    return BFDProcess(
      interfaces: interfaces, settings: settings,
      stream: RandomStream(seed: scenario.seed, entity: topology[node].name, purpose: "bfd"))
  }

  /// A router's sessions, now.
  package func bfdSessions(of node: NodeIndex) -> [BFDSessionRow] {
    guard let place = routers[node.position].bfdPlace,
      let process = routers[node.position].processes[place] as? BFDProcess
    else { return [] }
    return process.sessionViews.map { view in
      BFDSessionRow(
        peer: view.peer, node: topology.describe(NextHop(interface: view.interface, address: view.peer)).node,
        interface: topology[view.interface].name, state: view.state.name, since: now - view.since,
        detectionTime: view.detectionTime)
    }
  }

  mutating func noteLoss(of neighbor: RoutingNeighbor, _ node: NodeIndex) {
    note("bfd-down", entity: topology[node].name, detail: "\(neighbor.address)")
  }
}
