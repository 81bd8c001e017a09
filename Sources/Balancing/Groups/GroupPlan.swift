/// Which backends of a service belong together, and how one chooses among such groups before the policy chooses in one.
public struct GroupPlan: Sendable, Equatable {
  public enum Mode: Sendable, Equatable {
    /// Envoy's priorities.
    case levels
    /// nginx: where no backend of the first level is left for a request, one of the second is taken.
    case backupForRequest
    /// HAProxy: the second level is used while nothing of the first one works; only its first backend, or all.
    case backupForAll(usesAll: Bool)
  }

  public enum Zones: Sendable, Equatable {
    case ignored
    case weighted
    case aware(minimumClusterSize: Int, enabled: Double)
  }

  public var mode = Mode.levels
  public var zoneRouting = Zones.ignored
  /// By backend; -1: this balancer does not use it.
  public var levels: [Int]
  /// By backend; -1: in none.
  public var zones: [Int]
  public var zoneNames: [String] = []
  public var zoneWeights: [Int] = []
  /// Balancers of the service in each zone.
  public var balancers: [Int] = []
  /// The balancer's own zone.
  public var ownZone: Int?
  /// In per cent.
  public var overprovisioning = 140
  public var panicThreshold = 0.0
  /// In panic nothing is sent, in place of to all.
  public var failsInPanic = false

  public init(backends: Int) {
    levels = Array(repeating: 0, count: backends)
    zones = Array(repeating: -1, count: backends)
  }

  public var levelCount: Int { max(1, (levels.max() ?? 0) + 1) }

  /// Zones in the order of their names, as Envoy has them.
  var zoneOrder: [Int] {
    zoneNames.indices.sorted {
      Array(zoneNames[$0].utf8).lexicographicallyPrecedes(Array(zoneNames[$1].utf8))
    }
  }
}

/// How many backends of some kind each group has.
struct GroupCounts {
  private(set) var byLevel: [Int]
  private(set) var byZone: [[Int]]

  init(_ plan: GroupPlan, _ counts: (Int) -> Bool) {
    byLevel = [Int](repeating: 0, count: plan.levelCount)
    byZone = byLevel.map { _ in [Int](repeating: 0, count: plan.zoneNames.count) }
    for (backend, level) in plan.levels.enumerated() where level >= 0 && counts(backend) {
      byLevel[level] += 1
      if plan.zones[backend] >= 0 { byZone[level][plan.zones[backend]] += 1 }
    }
  }
}
