/// Consistent hashing with bounded loads: a backend takes no more than ⌈c · m · w / W⌉ of m requests in flight, this one
/// counted; the hash's next choice takes what it cannot.
///
/// c = 1 + ε is the bound over the mean, w the backend's share W of all weights. As c ≥ 1, some backend always has room.
///
/// Source: Mirrokni, Thorup and Zadimoghaddam, "Consistent hashing with bounded loads", 2018, §1. Deviation from Envoy,
/// which jumps to a random backend and lets one more in than the bound.
struct BoundedLoad: Sendable {
  static let parameter = PolicyDescriptor.Parameter.number(
    "bounded-load", "Greatest load over the mean, such as 1.25; 0: not bounded.", 0, in: 0...1000)

  /// Nil: no bound.
  private let factor: Double?

  init(_ configuration: PolicyConfiguration, _ descriptor: PolicyDescriptor) {
    let given = configuration.number("bounded-load", descriptor)
    factor = given == 0 ? nil : max(1, given)
  }

  var isBounded: Bool { factor != nil }

  func capacity(_ backend: Int, _ backends: borrowing BackendTable) -> Int {
    guard let factor, backends.eligibleWeight > 0 else { return .max }
    let mean =
      factor * Double(backends.totalInFlight + 1) * Double(backends.entries[backend].weight)
      / Double(backends.eligibleWeight)
    return Int(mean.rounded(.up))
  }

  func hasRoom(_ backend: Int, _ backends: borrowing BackendTable) -> Bool {
    factor == nil || backends.entries[backend].inFlight < capacity(backend, backends)
  }
}
