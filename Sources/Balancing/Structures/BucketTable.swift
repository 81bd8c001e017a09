/// The 256 buckets of IPVS's hashing schedulers, dealt to the eligible destinations in turn.
struct BucketTable: Sendable {
  static let size = 256
  private(set) var buckets: [Int32] = []
  private var version: UInt32 = .max

  /// - Parameter byWeight: whether a destination gets as many buckets in a row as its weight (sh) or one (dh).
  mutating func update(_ backends: borrowing BackendTable, byWeight: Bool) {
    guard version != backends.version else { return }
    version = backends.version
    buckets.removeAll(keepingCapacity: true)
    guard !backends.eligible.isEmpty else { return }
    var place = 0
    var given = 0
    for _ in 0..<Self.size {
      let destination = backends.eligible[place]
      buckets.append(destination)
      given += 1
      if !byWeight || given >= backends.entries[Int(destination)].weight {
        place = (place + 1) % backends.eligible.count
        given = 0
      }
    }
  }
}
