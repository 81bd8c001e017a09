import NetworkModel

extension MetricLookup {
  func bgp(_ captures: [String], _ parts: [String]) -> Double? {
    if parts.last == "updates" { return updates.map(Double.init) }
    if let level = result.asLevel { return asLevel(level, captures, parts) }
    if parts.contains("share") { return share(captures) }
    guard captures.count == 2, let prefix = IPv4Prefix(captures[1]),
      let table = tables.first(where: { $0.name == captures[0] })?.table,
      let best = table.prefixes.first(where: { $0.prefix == prefix })?.paths.first(where: \.isBest)
    else { return nil }
    switch parts.last {
    case "path_length": return Double(best.pathLength)
    case "local_preference": return Double(best.localPreference)
    case "origin": return best.origin(in: table.autonomousSystem).map(Double.init)
    default:
      switch best.asPath.first {
      case nil: return Double(table.autonomousSystem)
      case .number(let number): return Double(number)
      case .confederation(let numbers): return numbers.first.map { Double($0) }
      case .set, .confederationSet: return nil
      }
    }
  }

  private var updates: Int? {
    result.routing.first { $0.name == "bgp" }.map { traffic in
      traffic.counters.first { $0.name == "updates sent" }?.value ?? 0
    }
  }

  private var tables: [(name: String, table: BGPTable)] {
    (routes?.routers ?? []).compactMap { router in router.bgp.map { (router.name, $0) } }
  }

  /// By the most specific prefix that each router has, as its packets go; an AS counts once, by its first router.
  private func share(_ captures: [String]) -> Double? {
    guard captures.count == 2, let prefix = IPv4Prefix(captures[0]), let target = UInt32(captures[1]) else {
      return nil
    }
    var seen: Set<UInt32> = [target]
    var (hits, total) = (0, 0)
    for (_, table) in tables where seen.insert(table.autonomousSystem).inserted {
      // An origin of the prefix or of a part of it is nobody's client.
      if table.prefixes.contains(where: { $0.prefix.overlaps(prefix) && $0.paths.contains { $0.from == nil } }
      ) {
        continue
      }
      total += 1
      let covering = table.prefixes.filter { entry in
        entry.prefix.contains(prefix.address) && entry.paths.contains(where: \.isBest)
      }
      guard let route = covering.max(by: { $0.prefix.length < $1.prefix.length }),
        let best = route.paths.first(where: \.isBest)
      else { continue }
      if best.origin(in: table.autonomousSystem) == target { hits += 1 }
    }
    return total == 0 ? nil : Double(hits) / Double(total)
  }
}

extension BGPTablePath {
  /// As the decision counts it: a set is one, member ASes are none (RFC 5065 §5.3).
  var pathLength: Int {
    asPath.count { segment in
      switch segment {
      case .number, .set: true
      case .confederation, .confederationSet: false
      }
    }
  }

  /// The AS that originated the path; nil when it ends in a set.
  func origin(in own: UInt32) -> UInt32? {
    switch asPath.last {
    case nil: own
    case .number(let number): number
    case .confederation(let numbers): numbers.last
    case .set, .confederationSet: nil
    }
  }
}
