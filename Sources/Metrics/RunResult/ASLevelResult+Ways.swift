extension ASLevelResult {
  /// The way that an AS's packets take, without itself; empty at an origin, nil without a route or where no state is kept. A way
  /// that comes back to an AS, as it may before all have heard, ends there.
  ///
  /// - Parameter place: of the AS.
  package func way(from place: Int, to prefix: Prefix) -> [UInt32]? {
    guard let next = prefix.state?.next, next[place] != .max else { return nil }
    var way: [UInt32] = []
    var seen: Set<Int> = [place]
    var place = place
    while Int(next[place]) != place, next[place] != .max {
      place = Int(next[place])
      way.append(numbers[place])
      guard seen.insert(place).inserted else { break }
    }
    return way
  }
}
