import Kernel
import Metrics
import NetworkModel
import Routing

extension Simulation {
  func makeBGPProcess(_ speaker: BGPConfiguration, interfaces: [RoutingInterface]) -> BGPProcess {
    BGPProcess(
      configuration: speaker, interfaces: interfaces,
      stream: RandomStream(seed: scenario.seed, entity: speaker.name, purpose: "bgp"))
  }

  /// Whether two nodes may run an interior protocol with each other: both routers, and where BGP runs, of one AS
  /// or confederation.
  func speaksInterior(_ a: NodeIndex, _ b: NodeIndex) -> Bool {
    guard topology[b].kind == .router else { return false }
    guard bgpPlan != nil else { return true }
    let confederations = scenario.routing.bgp.confederations
    func domain(_ node: NodeIndex) -> UInt32? {
      topology[node].autonomousSystem.map { confederations.identifier(of: $0) }
    }
    return domain(a) == domain(b)
  }

  /// Carries out `announce:` and `withdraw:`.
  mutating func originate(_ prefix: IPv4Prefix, on name: String, isPresent: Bool) {
    guard let node = topology.node(named: name) else { return }
    if let position = bgpPlan?.speakers[node.position]?.originated.firstIndex(of: prefix) {
      if !isPresent { bgpPlan?.withdraw(position, from: node) }
    } else if isPresent {
      bgpPlan?.announce(prefix, from: node)
    }
    tellProcesses(of: node, .originate(prefix, isPresent: isPresent))
  }
}
