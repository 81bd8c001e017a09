import NetworkModel
import ScenarioFormats

/// `rhumb explain SCENARIO policy SOURCE DESTINATION`: whether a connection may be made, and the rule that decides.
enum PolicyExplanation {
  static func text(
    _ source: String, _ destination: String?, port: String, scenario path: String, _ options: ScenarioOptions,
    quiet: Bool
  ) throws -> String {
    guard let destination else {
      throw UsageFailure(
        "a policy is about a source and a destination", hint: "rhumb explain FILE policy SOURCE DESTINATION")
    }
    let (number, transport) = try Reach.port(port)
    let scenario = try options.load(path, quiet: quiet)
    let (evaluator, endpoints) = try Reach.prepare(scenario, path: path, isStrict: false)
    let from = try find(source, endpoints)
    let to = try find(destination, endpoints)
    let verdict = evaluator.verdict(from, to, transport, number)
    return "\(source) → \(destination) \(transport) \(number): \(verdict.isAllowed ? "allowed" : "denied")\n"
      + "  \(verdict.reason)\n"
  }

  /// By name, or any address as something outside.
  private static func find(_ name: String, _ endpoints: [PolicyEndpoint]) throws(UsageFailure)
    -> PolicyEndpoint
  {
    if let known = endpoints.first(where: { $0.name == name }) { return known }
    if let address = IPv4Address(name) {
      return endpoints.first { $0.addresses.contains(address) }
        ?? PolicyEndpoint(name: name, addresses: [address])
    }
    throw UsageFailure(
      "there is no node `\(name)`", hint: NearestName.hint(name, among: endpoints.map(\.name)))
  }
}
