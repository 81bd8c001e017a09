import NetworkModel
import Yams

/// Names in the embedded DNS of container networks, as destinations of traffic.
extension ScenarioDecoder {
  /// The containers behind a name as a service: the resolver shuffles its answers, and clients take the first one
  /// (moby, libnetwork/resolver.go), so that each request goes to any of them alike.
  ///
  /// - Returns: nil when the sender's networks know no such name.
  mutating func namedService(_ name: String, from sender: String, at node: Node) -> TrafficDestination? {
    let answer = EmbeddedDNS(scenario.network).answer(name, for: sender)
    guard let network = answer.network else { return nil }
    let backends = answer.containers.map { BackendSpec(name: $0) }
    for title in [name, "\(name)@\(network)"] {
      if let known = scenario.services.first(where: { $0.name == title }) {
        if known.backends == backends { return .service(title) }
        continue
      }
      var service = ServiceSpec(name: title)
      service.backends = backends
      service.policy = PolicySpec(name: "random")
      serviceNodes[title] = node
      resolvedServices.insert(title)
      scenario.services.append(service)
      return .service(title)
    }
    return nil
  }

  /// Where a flow to a name goes: the first container that bears it.
  func namedContainer(_ name: String, from sender: String) -> String? {
    EmbeddedDNS(scenario.network).answer(name, for: sender).containers.first
  }
}
