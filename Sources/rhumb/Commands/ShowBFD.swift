import Engine
import Reports

/// `rhumb show SCENARIO bfd`.
enum ShowBFD {
  static let summary = "the sessions of bidirectional forwarding detection, and how long silence may last"

  static func text(_ simulation: borrowing Simulation, nodes: [String], words: [String]) throws -> String {
    guard words.isEmpty else {
      throw UsageFailure("expected nothing more, found `\(words.joined(separator: " "))`")
    }
    var texts: [String] = []
    for name in nodes {
      guard let node = simulation.topology.node(named: name) else { continue }
      let sessions = simulation.bfdSessions(of: node)
      if !sessions.isEmpty { texts.append(BFDText.sessions(sessions, of: name)) }
    }
    if texts.isEmpty {
      throw UsageFailure("none of the routers has BFD sessions", hint: "on links: {bfd: true}")
    }
    return texts.joined(separator: "\n")
  }
}
