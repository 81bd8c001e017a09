import NetworkModel

extension MetricLookup {
  func asLevel(_ level: ASLevelResult, _ captures: [String], _ parts: [String]) -> Double? {
    guard captures.count == 2 else { return nil }
    if parts.contains("share") { return share(level, captures) }
    guard let prefix = IPv4Prefix(captures[1]), let number = ASGraph.number(named: captures[0]),
      let place = level.numbers.firstIndex(of: number),
      let state = level.prefixes.first(where: { $0.prefix == prefix })?.state, state.next[place] != .max
    else { return nil }
    switch parts.last {
    case "path_length": return Double(state.lengths[place]) - 1
    case "origin": return Double(level.numbers[Int(state.origins[place])])
    case "next": return Double(level.numbers[Int(state.next[place])])
    default: return nil  // Relations stand for local preferences here.
    }
  }

  /// By the most specific prefix that each AS has a path to; origins of overlapping prefixes are nobody's clients.
  private func share(_ level: ASLevelResult, _ captures: [String]) -> Double? {
    guard let prefix = IPv4Prefix(captures[0]), let number = UInt32(captures[1]),
      let target = level.numbers.firstIndex(of: number)
    else { return nil }
    let overlapping = level.prefixes.filter { $0.prefix.overlaps(prefix) }.compactMap(\.state)
    let covering = level.prefixes.filter { $0.prefix.contains(prefix.address) }
      .sorted { $0.prefix.length > $1.prefix.length }.compactMap(\.state)
    var (hits, total) = (0, 0)
    for place in level.numbers.indices {
      if place == target || overlapping.contains(where: { $0.origins[place] == UInt32(place) }) { continue }
      total += 1
      guard let state = covering.first(where: { $0.origins[place] != .max }) else { continue }
      if Int(state.origins[place]) == target { hits += 1 }
    }
    return total == 0 ? nil : Double(hits) / Double(total)
  }
}
