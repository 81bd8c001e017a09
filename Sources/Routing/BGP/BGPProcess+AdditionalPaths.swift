import NetworkModel

/// More paths than the best one for neighbours that take them (RFC 7911).
extension BGPProcess {
  /// Where a path is from, by which it keeps its identifier.
  struct PathOrigin: Hashable, Sendable {
    let source: BGPPath.Source
    let identifier: UInt32
  }

  /// Usable paths that the neighbour is to know: all, or the best one through each neighbouring AS.
  func additionalPaths(_ prefix: IPv4Prefix, to index: Int) -> [BGPPath] {
    let usable = candidates(for: prefix).filter { $0.interiorCost != nil }
    if neighbors[index].configuration.additionalPaths == .all { return usable }
    var result: [BGPPath] = []
    var seen: [UInt32?] = []
    for path in usable where !seen.contains(path.attributes.asPath.neighbor) {
      let number = path.attributes.asPath.neighbor
      seen.append(number)
      let rivals = usable.filter { $0.attributes.asPath.neighbor == number }
      if let best = Decision.make(among: rivals, configuration.settings).best { result.append(rivals[best]) }
    }
    return result
  }

  /// §3: chosen by the speaker, and kept as long as the path is there.
  mutating func identifier(of path: BGPPath) -> UInt32 {
    let origin = PathOrigin(source: path.source, identifier: path.identifier)
    if let known = pathIdentifiers[origin] { return known }
    let made = UInt32(truncatingIfNeeded: pathIdentifiers.count + 1)
    pathIdentifiers[origin] = made
    return made
  }
}
