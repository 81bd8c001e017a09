import NetworkModel
import ScenarioFormats

/// `rhumb explain SCENARIO name CONTAINER NAME`: which networks are searched, and the addresses that they answer with.
enum NameExplanation {
  static func text(
    of name: String?, askedBy asker: String, scenario path: String, _ options: ScenarioOptions, quiet: Bool
  ) throws -> String {
    guard let name else {
      throw UsageFailure("a name is asked for by a container", hint: "rhumb explain FILE name CONTAINER NAME")
    }
    let scenario = try options.load(path, quiet: quiet)
    let topology = try ScenarioOptions.prepare(scenario, path: path).topology
    guard !topology.members(of: asker).isEmpty else {
      throw UsageFailure(
        "there is no container `\(asker)`",
        hint: NearestName.hint(asker, among: topology.nodes.filter { $0.kind == .container }.map(\.name)))
    }
    let dns = EmbeddedDNS(scenario.network)
    let answer = dns.answer(name, for: asker)
    var text = "\(asker) asks for \(name):\n"
    for step in answer.story { text += "  \(step)\n" }
    guard let network = answer.network else {
      let hint = NearestName.hint(name, among: dns.names(for: asker))
      return text + "  no answer (NXDOMAIN)" + (hint.map { "; \($0)" } ?? "") + "\n"
    }
    for container in answer.containers {
      guard let node = topology.node(named: container) else { continue }
      text += "  \(container): \(address(of: node, on: network, topology)?.description ?? "no address")\n"
    }
    if answer.containers.count > 1 {
      text += "  in random order each time; clients take the first\n"
    }
    return text
  }

  private static func address(of node: NodeIndex, on network: String, _ topology: Topology) -> IPv4Address? {
    let own = topology[node].interfaces.first { interface in
      topology.containerNetwork(of: interface).map { topology.containerNetworks[$0].spec.name == network }
        ?? false
    }
    return own.flatMap { topology[$0].address?.address }
  }
}
