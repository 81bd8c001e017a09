import NetworkModel

/// The equal-cost paths of a route beyond its first. Few routes have any, so they stand beside the table, and the table is
/// plain memory.
extension RIPProcess {
  @inline(__always)
  func otherPaths(_ place: Int) -> [RIPRoute.Path] {
    routes[place].hasOthers ? furtherPaths[routes[place].prefix] ?? [] : []
  }

  mutating func setOtherPaths(_ place: Int, _ paths: [RIPRoute.Path]) {
    if paths.isEmpty && !routes[place].hasOthers { return }
    furtherPaths[routes[place].prefix] = paths.isEmpty ? nil : paths
    routes[place].hasOthers = !paths.isEmpty
    edition &+= 1
  }

  func paths(_ place: Int) -> [RIPRoute.Path] { [routes[place].first] + otherPaths(place) }

  @inline(__always)
  func leaves(_ place: Int, by interface: InterfaceIndex) -> Bool {
    routes[place].first.interface == interface
      || routes[place].hasOthers && otherPaths(place).contains { $0.interface == interface }
  }

  @inline(__always)
  func nextHops(_ place: Int) -> NextHopSet {
    let first = routes[place].first.nextHop
    if !routes[place].hasOthers { return NextHopSet(first) }
    return NextHopSet(Set(paths(place).map(\.nextHop)).sorted())
  }
}
