/// How requests are shared among priorities, by the health of each: Envoy's arithmetic in whole per cents.
///
/// A level's health is the share of its healthy backends times the overprovisioning factor, at most 100. Levels take load in
/// their order until 100 is given out; when all together have less than 100, their shares are scaled up, and what rounding
/// leaves goes to the first level with any health. Only then may a level panic: below the threshold it uses all of its
/// backends. When every level panics, load goes by the number of backends.
///
/// Source: Envoy, "Priority levels" and "Panic threshold" in its documentation, and `LoadBalancerBase` in
/// source/extensions/load_balancing_policies/common. Complexity: O(levels).
public struct PriorityLoad: Sendable, Equatable {
  /// By level, 0…100.
  public private(set) var health: [Int]
  /// By level, per cent of the requests; the sum is 100.
  public private(set) var load: [Int]
  public private(set) var isPanicking: [Bool]
  /// The sum of the health, at most 100.
  public let total: Int

  /// - Parameters:
  ///   - healthy, backends: counts by level; at least one level.
  ///   - overprovisioning: in per cent, 140 by default in Envoy.
  ///   - panicThreshold: share of healthy backends below which a level panics; zero: never.
  public init(healthy: [Int], backends: [Int], overprovisioning: Int, panicThreshold: Double) {
    health = zip(healthy, backends).map { $1 == 0 ? 0 : min(100, overprovisioning * $0 / $1) }
    total = min(100, health.reduce(0, +))
    load = [Int](repeating: 0, count: health.count)
    isPanicking = load.map { _ in false }
    share()
    guard total < 100, panicThreshold > 0 else { return }
    isPanicking = zip(healthy, backends).map { $1 == 0 || Double($0) < panicThreshold * Double($1) }
    if isPanicking.allSatisfy({ $0 }) { share(byCount: backends) }
  }

  private mutating func share() {
    guard total > 0 else {
      load[0] = 100
      return
    }
    var left = 100
    for level in load.indices {
      load[level] = min(left, health[level] * 100 / total)
      left -= load[level]
    }
    if let first = health.firstIndex(where: { $0 > 0 }) { load[first] += left }
  }

  private mutating func share(byCount backends: [Int]) {
    let count = backends.reduce(0, +)
    guard count > 0, let first = backends.firstIndex(where: { $0 > 0 }) else {
      load = load.indices.map { $0 == 0 ? 100 : 0 }
      return
    }
    load = backends.map { 100 * $0 / count }
    load[first] += 100 - load.reduce(0, +)
  }

  /// The level of a request with this random word, or hash.
  public func level(_ word: UInt64) -> Int {
    let point = Int(word % 100) + 1
    var sum = 0
    for level in load.indices {
      sum += load[level]
      if point <= sum { return level }
    }
    return 0
  }
}
