/// Zones in turn by their weights, less what of them is not healthy: Envoy's locality-weighted load balancing.
///
/// Source: Envoy, "Locality weighted load balancing" in its documentation, and `LocalityWrr` in
/// source/extensions/load_balancing_policies/common: weight · min(1, overprovisioning · healthy / all) in a schedule of
/// earliest deadlines. Deviation: the schedule starts at its beginning and not at a random place.
public struct LocalityShare: Sendable {
  private var schedule: DeadlineSchedule
  private var weights: [Double]

  /// - Parameters: by zone; zones in which nothing is healthy get nothing.
  public init(weights: [Int], healthy: [Int], backends: [Int], overprovisioning: Int) {
    self.weights = weights.indices.map {
      Self.effective(
        weights[$0], healthy: healthy[$0], backends: backends[$0], overprovisioning: overprovisioning)
    }
    schedule = DeadlineSchedule(capacity: weights.count)
    for (zone, weight) in self.weights.enumerated() where weight > 0 {
      schedule.addExactly(zone, weight: weight)
    }
  }

  public static func effective(_ weight: Int, healthy: Int, backends: Int, overprovisioning: Int) -> Double {
    guard backends > 0 else { return 0 }
    let availability = Double(healthy) / Double(backends)
    return Double(weight) * min(1, Double(overprovisioning) / 100 * availability)
  }

  /// Nil when no zone has a weight.
  public mutating func next() -> Int? {
    guard let zone = schedule.next() else { return nil }
    schedule.addExactly(zone, weight: weights[zone])
    return zone
  }
}
