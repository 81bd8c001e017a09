import NetworkModel
import Routing

/// A dump as a scenario: a collector with a session to each peer, and each peer announcing what it had told.
///
/// A peer originates its prefixes, and an export rule gives them the rest of their AS path, MED and communities. So the
/// collector decides among the same paths as the router that wrote the dump. What a rule cannot say is an announcement as
/// written: paths with AS sets or large communities, and several paths of a peer to one prefix (RFC 8050), which it then tells by
/// add-path. Left out, and told in `notes`, are paths with segments of a confederation; next hops and aggregators are new ones.
package struct MRTScenario: Sendable {
  package private(set) var text = ""
  package private(set) var notes: [String] = []
  /// Beyond it a scenario is no way to look at routes.
  package static let routeLimit = 20_000

  private let dump: MRTDump
  private let routes: [MRTDump.Route]
  private let collectorAS: UInt32
  /// Where a peer's paths are announced as written.
  private let written: Set<Place>

  /// A peer's part of a prefix.
  private struct Place: Hashable {
    let peer: Int
    let prefix: IPv4Prefix

    init(_ route: MRTDump.Route) { (peer, prefix) = (route.peer, route.prefix) }
  }

  private static func isBeyondRules(_ attributes: PathAttributes) -> Bool {
    !attributes.largeCommunities.isEmpty || attributes.asPath.segments.contains { $0.kind != .sequence }
  }

  /// - Parameter within: only prefixes that lie in this one; nil: all.
  /// - Throws: when there is no IPv4 route, or more than `routeLimit`.
  package init(_ dump: MRTDump, title: String, within: IPv4Prefix? = nil) throws(MRTError) {
    self.dump = dump
    var inner = 0
    var counts: [Place: Int] = [:]
    var kept: [MRTDump.Route] = []
    for route in dump.routes where within?.contains(route.prefix) ?? true {
      if dump.peers[route.peer].address == nil { continue }
      if route.attributes.asPath.segments.contains(where: { $0.kind != .sequence && $0.kind != .set }) {
        inner += 1
        continue
      }
      counts[Place(route), default: 0] += 1
      kept.append(route)
    }
    written = Set(
      kept.filter { (counts[Place($0)] ?? 0) > 1 || Self.isBeyondRules($0.attributes) }.map { Place($0) })
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
    if inner > 0 { notes.append("\(inner) paths with segments of a confederation left out") }
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
    text += "    sessions: [\(speakers.map { "collector -- \($0.name)" }.joined(separator: ", "))]\n"
    var origins = ""
    var rules: [String] = []
    var announcements: [String] = []
    func add(_ told: [MRTDump.Route], of name: String, number: UInt32?) {
      let plain = told.filter { !written.contains(Place($0)) }
      if !plain.isEmpty {
        origins += "      \(name): [\(plain.map(\.prefix.description).joined(separator: ", "))]\n"
      }
      if let number { rules += exportRules(plain, of: name, number: number) }
      let special = told.filter { written.contains(Place($0)) }
      announcements += special.map { announcement($0, of: name, number: number) }
      if let number, number != collectorAS { rules += special.compactMap { preference($0, of: name) } }
    }
    add(routes.filter { dump.peers[$0.peer].isCollector }, of: "collector", number: nil)
    for (index, name) in speakers {
      add(routes.filter { $0.peer == index }, of: name, number: dump.peers[index].number)
    }
    if !origins.isEmpty { text += "    originate:\n" + origins }
    if !announcements.isEmpty {
      text += "    announcements:\n" + announcements.map { "      - \($0)\n" }.joined()
    }
    let several = speakers.filter { speaker in
      Set(routes.filter { $0.peer == speaker.index }.map(\.prefix)).count
        < routes.count { $0.peer == speaker.index }
    }
    if !several.isEmpty {
      text += "    add-paths: {send: all, ebgp: true, on: [\(several.map(\.name).joined(separator: ", "))]}\n"
    }
    // A peer hears of nothing here: it only tells what the dump has of it.
    rules.append("{on: collector, direction: out, action: deny}")
    return text + "    rules:\n" + rules.map { "      - \($0)\n" }.joined()
  }

  /// - Parameter number: the peer's AS, which its announcements get in front; nil: the collector's own.
  private func announcement(_ route: MRTDump.Route, of name: String, number: UInt32?) -> String {
    let attributes = route.attributes
    var path = attributes.asPath
    if let number, number != collectorAS, path.segments.first?.kind == .sequence {
      path.segments[0].numbers.removeFirst()
      if path.segments[0].numbers.isEmpty { path.segments.removeFirst() }
    }
    var parts = ["on: \(name)", "prefix: \(route.prefix)"]
    if !path.isEmpty { parts.append("as-path: \"\(path)\"") }
    if let metric = attributes.multiExitDiscriminator { parts.append("med: \(metric)") }
    if let preference = attributes.localPreference, number == collectorAS || number == nil {
      parts.append("local-preference: \(preference)")
    }
    if attributes.origin != .igp { parts.append("origin: \(attributes.origin.description.lowercased())") }
    func add(_ key: String, _ values: [String]) {
      if !values.isEmpty { parts.append("\(key): [\(values.map { "\"\($0)\"" }.joined(separator: ", "))]") }
    }
    add("community", attributes.communities.map(\.description))
    add("large-community", attributes.largeCommunities.map(\.description))
    return "{\(parts.joined(separator: ", "))}"
  }

  /// The collector's own preference of one path among several.
  private func preference(_ route: MRTDump.Route, of name: String) -> String? {
    guard let preference = route.attributes.localPreference, preference != 100 else { return nil }
    let path = route.attributes.asPath.numbers.map(String.init).joined(separator: " ")
    return "{on: collector, neighbor: \(name), direction: in, "
      + "match: {prefix: \(route.prefix), as-path: \"^\(path)$\"}, set: {local-preference: \(preference)}}"
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
