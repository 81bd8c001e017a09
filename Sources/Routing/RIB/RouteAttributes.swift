/// What a route says beside its prefix, source and next hops.
struct RouteAttributes: Sendable, BitwiseCopyable, Equatable {
  let metric: Int
  let distance: Int32
  let path: RoutePath?
}

/// The attributes of a RIB's routes, each kept once and named by a number: thousands of routes share a few dozen.
struct RouteAttributesTable: Sendable {
  private var values: [RouteAttributes] = []
  /// Place in `values` and one more; 0: empty. Open addressing, a power of two, at most half full.
  private var index: [UInt32] = Array(repeating: 0, count: 16)

  subscript(number: UInt32) -> RouteAttributes { values[Int(number)] }

  /// The number of these, a new one when they are not known yet.
  mutating func number(of attributes: RouteAttributes) -> UInt32 {
    let (slot, number) = locate(attributes)
    if let number { return number }
    values.append(attributes)
    index[slot] = UInt32(truncatingIfNeeded: values.count)
    if values.count * 2 > index.count { grow() }
    return UInt32(truncatingIfNeeded: values.count - 1)
  }

  @inline(__always)
  private func locate(_ attributes: RouteAttributes) -> (slot: Int, number: UInt32?) {
    index.withUnsafeBufferPointer { index in
      values.withUnsafeBufferPointer { values in
        let mask = index.count &- 1
        var slot = Self.hash(attributes) & mask
        while index[slot] != 0 {
          let number = index[slot] &- 1
          if values[Int(number)] == attributes { return (slot, number) }
          slot = (slot &+ 1) & mask
        }
        return (slot, nil)
      }
    }
  }

  private mutating func grow() {
    index = Array(repeating: 0, count: index.count * 2)
    for (place, attributes) in values.enumerated() {
      index[locate(attributes).slot] = UInt32(truncatingIfNeeded: place + 1)
    }
  }

  private static func hash(_ attributes: RouteAttributes) -> Int {
    var key = UInt64(bitPattern: Int64(attributes.metric)) << 16
    if case .ospf(let type, let area) = attributes.path {
      key ^= UInt64(type.rawValue) << 8 ^ UInt64(area ?? .max) << 40
    }
    key ^= UInt64(UInt32(bitPattern: attributes.distance))
    let product = key &* 0x9FB2_1C65_1E98_DF25
    return Int(truncatingIfNeeded: product ^ product >> 29)
  }
}
