import NetworkModel

/// Numbers that mean nothing outside (RFC 6996), and others that are not to be seen there.
extension ASPath {
  /// RFC 6996 §5.
  package static func isPrivate(_ number: UInt32) -> Bool {
    (64512...65534).contains(number) || (4_200_000_000...4_294_967_294).contains(number)
  }

  /// The path names private ASes only, and at least one.
  package var isPrivate: Bool { !isEmpty && numbers.allSatisfy(Self.isPrivate) }

  /// As FRR's `remove-private-AS`: the neighbour's own number stays, so that it still finds its loops.
  package mutating func removePrivate(
    _ removal: BGPNeighborOptions.PrivateASRemoval, own: UInt32, neighbor: UInt32
  ) {
    switch removal {
    case .none: break
    case .whole: if isPrivate { filter { $0 == neighbor } }
    case .all: filter { $0 == neighbor || !Self.isPrivate($0) }
    case .replaceWhole: if isPrivate { replacePrivate(by: own, besides: neighbor) }
    case .replaceAll: replacePrivate(by: own, besides: neighbor)
    }
  }

  /// How often a number stands in the path.
  package func count(of number: UInt32) -> Int {
    segments.reduce(0) { sum, segment in sum + segment.numbers.count { $0 == number } }
  }

  /// FRR's `set as-path exclude`.
  package mutating func remove(_ numbers: [UInt32]) { filter { !numbers.contains($0) } }

  /// FRR's `as-override`.
  package mutating func replace(_ number: UInt32, by other: UInt32) { change { $0 == number ? other : $0 } }

  private mutating func replacePrivate(by own: UInt32, besides neighbor: UInt32) {
    change { $0 != neighbor && Self.isPrivate($0) ? own : $0 }
  }

  private mutating func change(_ body: (UInt32) -> UInt32) {
    for position in segments.indices {
      let numbers = segments[position].numbers.map(body)
      let isSet = segments[position].kind == .set || segments[position].kind == .confederationSet
      segments[position].numbers = isSet ? Set(numbers).sorted() : numbers
    }
  }

  private mutating func filter(_ stays: (UInt32) -> Bool) {
    for position in segments.indices { segments[position].numbers.removeAll { !stays($0) } }
    segments.removeAll(where: \.numbers.isEmpty)
  }
}
