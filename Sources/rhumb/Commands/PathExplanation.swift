import ArgumentParser
import Engine
import Kernel
import NetworkModel
import Reports
import ScenarioFormats

/// `rhumb explain SCENARIO path A B`: the way of a packet from one node to another, with its headers.
struct PathOptions: ParsableArguments {
  @Option(name: .long, help: "Of a path: the length of the IP packet; by default what both ends' links take.")
  var bytes: Int?
}

enum PathExplanation {
  static func text(
    from: String, to: String?, in simulation: borrowing Simulation, _ options: PathOptions,
    port text: String?,
    asJSON: Bool
  ) throws -> String {
    guard let to else {
      throw UsageFailure("a path needs its destination", hint: "rhumb explain FILE path FROM TO")
    }
    if let bytes = options.bytes, !(48...65535).contains(bytes) {
      throw UsageFailure("an IP packet has 48…65535 bytes here, not \(bytes)")
    }
    var wanted: PublishedPort?
    if let text {
      wanted = PublishedPort(text)
      guard let wanted, wanted.published == nil, wanted.target > 0 else {
        throw UsageFailure("`\(text)` is no port such as 80 or 53/udp")
      }
    }
    let trace = simulation.path(
      from: try node(from, simulation), to: try node(to, simulation), wanted?.transport ?? .tcp,
      port: wanted?.target, bytes: options.bytes)
    return asJSON ? PathText.json(trace).serialized() : PathText.text(trace)
  }

  /// A node with an IP stack, or the first container of a set.
  private static func node(_ name: String, _ simulation: borrowing Simulation) throws -> NodeIndex {
    let members = simulation.topology.members(of: name)
    if let first = members.first, simulation.topology[first].kind.isEndOrRouter { return first }
    let names = simulation.topology.nodes.filter { $0.kind.isEndOrRouter }.map(\.name)
    throw UsageFailure(
      members.isEmpty ? "there is no node `\(name)`" : "`\(name)` is a bridge, which has no address",
      hint: NearestName.hint(name, among: names))
  }
}
