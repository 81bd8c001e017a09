import NetworkModel
import Routing

/// A dump as a scenario: a collector with a session to each peer, and each peer announcing what it had told.
///
/// A peer originates its prefixes, and an export rule gives them the rest of their AS path, MED and communities. So the
/// collector decides among the same paths as the router that wrote the dump. What a rule cannot say is left out, and
/// told in `notes`: AS sets, next hops, aggregators, large communities, all but the first of a peer's paths.
package struct MRTScenario: Sendable {
  package private(set) var text = ""
  package private(set) var notes: [String] = []
  /// Beyond it a scenario is no way to look at routes.
  package static let routeLimit = 20_000

  private let dump: MRTDump
  private let routes: [MRTDump.Route]
  private let collectorAS: UInt32

  /// - Parameter within: only prefixes that lie in this one; nil: all.
  /// - Throws: when there is no IPv4 route, or more than `routeLimit`.
  package init(_ dump: MRTDump, title: String, within: IPv4Prefix? = nil) throws(MRTError) {
    self.dump = dump
    var seen: Set<[UInt32]> = []
    var (later, sets) = (0, 0)
    var kept: [MRTDump.Route] = []
    for route in dump.routes where within?.contains(route.prefix) ?? true {
      if dump.peers[route.peer].address == nil { continue }
      let key = [UInt32(route.peer), route.prefix.address.bits, UInt32(route.prefix.length)]
      if !seen.insert(key).inserted {
        later += 1
      } else if route.attributes.asPath.segments.contains(where: { $0.kind != .sequence }) {
        sets += 1
      } else {
        kept.append(route)
      }
    }
    routes = kept
    if kept.isEmpty {
      throw MRTError(offset: 0, message: "the dump has no IPv4 route\(within.map { " in \($0)" } ?? "")")
    }
    if kept.count > Self.routeLimit {
      throw MRTError(
        offset: 0,
        message:
          "\(kept.count) routes are more than a scenario can hold (\(Self.routeLimit)); take a part of them by --within PREFIX"
      )
    }
    collectorAS = Self.collectorAS(dump, kept)
    for (name, count) in dump.skipped.sorted(by: { $0.key < $1.key }) {
      notes.append("\(count) × \(name) left out")
    }
    if later > 0 {
      notes.append("\(later) further paths of a peer that has another to the same prefix left out")
    }
    if sets > 0 { notes.append("\(sets) paths with AS sets or confederations left out") }
    text = "title: \(title)\n\(network)\n\(routing)"
  }

  /// A peer whose paths do not begin with its own AS is internal: the collector's AS is its. Else a private one that is
  /// on no path.
  private static func collectorAS(_ dump: MRTDump, _ routes: [MRTDump.Route]) -> UInt32 {
    let isInner = routes.first { route in
      let peer = dump.peers[route.peer]
      return !peer.isCollector && route.attributes.asPath.numbers.first != peer.number
    }
    if let isInner { return dump.peers[isInner.peer].number }
    let taken = Set(routes.flatMap(\.attributes.asPath.numbers)).union(dump.peers.map(\.number))
    return (64512...65534).first { !taken.contains($0) } ?? 65535
  }

  /// Peers that have a route, in the order of the table.
  private var speakers: [(index: Int, name: String)] {
    var names: [(Int, String)] = []
    for index in Set(routes.map(\.peer)).sorted() where !dump.peers[index].isCollector {
      let number = dump.peers[index].number
      let same = names.count { dump.peers[$0.0].number == number }
      names.append((index, same == 0 ? "as\(number)" : "as\(number)-\(same + 1)"))
    }
    return names
  }

  private var network: String {
    var identifiers: Set<IPv4Address> = [dump.collector]
    var text = "duration: 10min\n\nnetwork:\n  routers:\n    collector: {as: \(collectorAS)"
    text += dump.collector == .any ? "}\n" : ", router-id: \(dump.collector)}\n"
    for (index, name) in speakers {
      let peer = dump.peers[index]
      let isGiven = peer.identifier != .any && identifiers.insert(peer.identifier).inserted
      text += "    \(name): {as: \(peer.number)\(isGiven ? ", router-id: \(peer.identifier)" : "")}\n"
    }
    text += "  links:\n"
    for (_, name) in speakers { text += "    - collector -- \(name)\n" }
    return text
  }

  private var routing: String {
    var text =
      "routing:\n  protocol: [global, bgp]\n  bgp:\n    policies: none\n    mrai: 0s\n    mrai-ibgp: 0s\n"
    text +=
      "    sessions: [\(speakers.map { "collector -- \($0.name)" }.joined(separator: ", "))]\n    originate:\n"
    var rules: [String] = []
    let own = routes.filter { dump.peers[$0.peer].isCollector }
    if !own.isEmpty {
      text += "      collector: [\(own.map(\.prefix.description).joined(separator: ", "))]\n"
    }
    for (index, name) in speakers {
      let told = routes.filter { $0.peer == index }
      text += "      \(name): [\(told.map(\.prefix.description).joined(separator: ", "))]\n"
      rules += exportRules(told, of: name, number: dump.peers[index].number)
    }
    // A peer hears of nothing here: it only tells what the dump has of it.
    rules.append("{on: collector, direction: out, action: deny}")
    return text + "    rules:\n" + rules.map { "      - \($0)\n" }.joined()
  }

  /// One rule for all prefixes that share their attributes; local preference is the collector's.
  private func exportRules(_ routes: [MRTDump.Route], of name: String, number: UInt32) -> [String] {
    var order: [String] = []
    var prefixes: [String: [String]] = [:]
    func add(_ head: String, _ set: [String], _ prefix: IPv4Prefix) {
      let key = "\(head)|\(set.joined(separator: ", "))"
      if prefixes[key] == nil { order.append(key) }
      prefixes[key, default: []].append(prefix.description)
    }
    for route in routes {
      let attributes = route.attributes
      var numbers = attributes.asPath.numbers
      if number != collectorAS { numbers = Array(numbers.dropFirst()) }
      var set: [String] = []
      if !numbers.isEmpty { set.append("prepend: [\(numbers.map(String.init).joined(separator: ", "))]") }
      // A peer's own prefix would have MED 0.
      if let metric = attributes.multiExitDiscriminator { set.append("med: \(metric)") }
      if attributes.origin != .igp { set.append("origin: \(attributes.origin.description.lowercased())") }
      if !attributes.communities.isEmpty {
        set.append("community: [\(attributes.communities.map { "\"\($0)\"" }.joined(separator: ", "))]")
      }
      if !set.isEmpty { add("on: \(name), neighbor: collector, direction: out", set, route.prefix) }
      if let preference = attributes.localPreference, preference != 100 {
        add(
          "on: collector, neighbor: \(name), direction: in", ["local-preference: \(preference)"], route.prefix
        )
      }
    }
    return order.map { key in
      let parts = key.split(separator: "|", maxSplits: 1)
      let list = (prefixes[key] ?? []).joined(separator: ", ")
      return "{\(parts[0]), match: {prefix: [\(list)]}, set: {\(parts[1])}}"
    }
  }
}
