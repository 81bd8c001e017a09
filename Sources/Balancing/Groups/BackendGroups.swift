import Kernel
import NetworkModel

/// The groups of one balancer: first a priority is chosen, then perhaps a zone, then the policy chooses there.
public struct BackendGroups: Sendable {
  public let plan: GroupPlan
  public private(set) var load: PriorityLoad
  public private(set) var routing = ZoneRouting.off(.oneZone)
  /// The group of the last choice: its level, and its zone or -1.
  public private(set) var lastLevel = 0
  public private(set) var lastZone = -1
  private var cells: [GroupCell] = []
  /// By level, and by level and zone; -1 where a group has no backends.
  private var whole: [Int]
  private var byZone: [[Int]]
  private var shares: [LocalityShare] = []

  public init(
    _ type: any BalancingPolicy.Type, _ backends: [BackendIdentity], _ configuration: PolicyConfiguration,
    _ plan: GroupPlan
  ) {
    self.plan = plan
    whole = []
    byZone = []
    load = PriorityLoad(healthy: [0], backends: [1], overprovisioning: 100, panicThreshold: 0)
    func add(_ cells: inout [GroupCell], _ members: [Int]) -> Int {
      guard let cell = GroupCell(type, backends, configuration, members: members) else { return -1 }
      cells.append(cell)
      return cells.count - 1
    }
    for level in 0..<plan.levelCount {
      let members = backends.indices.filter { plan.levels[$0] == level }
      whole.append(add(&cells, members))
      guard plan.zoneRouting != .ignored else { continue }
      byZone.append(
        plan.zoneNames.indices.map { zone in add(&cells, members.filter { plan.zones[$0] == zone }) })
    }
    refresh(backends.map { _ in true })
  }

  // MARK: Health

  /// Takes in who is healthy. O(backends).
  ///
  /// - Returns: whether a level panics.
  @discardableResult
  public mutating func refresh(_ isHealthy: [Bool]) -> Bool {
    let all = GroupCounts(plan) { _ in true }
    let healthy = GroupCounts(plan) { isHealthy[$0] }
    load = PriorityLoad(
      healthy: healthy.byLevel, backends: all.byLevel, overprovisioning: plan.overprovisioning,
      panicThreshold: plan.panicThreshold)
    for level in 0..<plan.levelCount {
      if whole[level] >= 0 {
        for backend in cells[whole[level]].members {
          cells[whole[level]].setEligible(backend, load.isPanicking[level] || isHealthy[backend])
        }
      }
      guard plan.zoneRouting != .ignored else { continue }
      for cell in byZone[level] where cell >= 0 {
        for backend in cells[cell].members { cells[cell].setEligible(backend, isHealthy[backend]) }
      }
    }
    refreshZones(healthy, all)
    return load.isPanicking.contains(true)
  }

  private mutating func refreshZones(_ healthy: GroupCounts, _ all: GroupCounts) {
    switch plan.zoneRouting {
    case .ignored: return
    case .weighted:
      shares = (0..<plan.levelCount).map { level in
        LocalityShare(
          weights: plan.zoneWeights, healthy: healthy.byZone[level], backends: all.byZone[level],
          overprovisioning: plan.overprovisioning)
      }
    case .aware(let minimum, _):
      // Envoy does this for the first priority only.
      routing = ZoneRouting(
        own: plan.ownZone, balancers: plan.balancers, backends: all.byZone[0], healthy: healthy.byZone[0],
        order: plan.zoneOrder, minimumClusterSize: minimum)
    }
  }

  /// Whether some group may choose it now.
  public func isInUse(_ backend: Int) -> Bool {
    let level = plan.levels[backend]
    guard level >= 0, whole[level] >= 0 else { return false }
    let cell = cells[whole[level]]
    return cell.table.entries[cell.place(of: backend)].isEligible
  }

  // MARK: Choices

  public mutating func choose(
    for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    switch plan.mode {
    case .levels: return chooseByLevel(request, &stream)
    case .backupForRequest:
      return pick(0, -1, request, &stream) ?? pick(1, -1, request, &stream)
    case .backupForAll(let usesAll):
      if whole[0] >= 0 && !cells[whole[0]].table.eligible.isEmpty { return pick(0, -1, request, &stream) }
      if usesAll { return pick(1, -1, request, &stream) }
      guard plan.levelCount > 1, let backend = cells[whole[1]].first else { return nil }
      (lastLevel, lastZone) = (1, -1)
      return BalancingDecision(backend: backend, reason: .init("the first backup that works"))
    }
  }

  private mutating func chooseByLevel(
    _ request: BalancingRequest, _ stream: inout RandomStream
  ) -> BalancingDecision? {
    var level = 0
    if plan.levelCount > 1 { level = load.level(request.hash != 0 ? request.hash : stream.next()) }
    if load.isPanicking[level] {
      if plan.failsInPanic { return nil }
      return pick(level, -1, request, &stream)
    }
    switch plan.zoneRouting {
    case .ignored: break
    case .weighted:
      if let zone = shares[level].next() { return pick(level, zone, request, &stream) }
    case .aware(_, let enabled):
      if level == 0, enabled >= 1 || stream.uniform() < enabled,
        let zone = routing.zone({ stream.next() })
      {
        return pick(level, zone, request, &stream)
      }
    }
    return pick(level, -1, request, &stream)
  }

  private mutating func pick(
    _ level: Int, _ zone: Int, _ request: BalancingRequest, _ stream: inout RandomStream
  ) -> BalancingDecision? {
    guard level < plan.levelCount else { return nil }
    let cell = zone < 0 ? whole[level] : byZone[level][zone]
    guard cell >= 0 else { return nil }
    (lastLevel, lastZone) = (level, zone)
    return cells[cell].choose(for: request, stream: &stream)
  }

  /// Of the last choice, for people; empty when there was nothing to choose.
  public var lastChoice: String {
    var parts: [String] = []
    switch plan.mode {
    case .levels:
      if plan.levelCount > 1 {
        let shares = load.load.map { "\($0)" }.joined(separator: "/")
        parts.append("priority \(lastLevel), as the load is shared \(shares)")
      }
    case .backupForRequest, .backupForAll: if lastLevel > 0 { parts.append("a backup") }
    }
    if load.isPanicking[min(lastLevel, load.isPanicking.count - 1)] { parts.append("in panic: any backend") }
    if lastZone >= 0 {
      let isOwn = plan.ownZone == lastZone ? " (the balancer's own)" : ""
      parts.append("zone \(plan.zoneNames[lastZone])\(isOwn)")
    }
    return parts.joined(separator: ", ")
  }

  // MARK: Loads

  private mutating func forEachCell(of backend: Int, _ body: (inout GroupCell, Int) -> Void) {
    let level = plan.levels[backend]
    guard level >= 0 else { return }
    let own = whole[level]
    if own >= 0 {
      let place = cells[own].place(of: backend)
      body(&cells[own], place)
    }
    let zone = plan.zones[backend]
    guard plan.zoneRouting != .ignored, zone >= 0, byZone[level][zone] >= 0 else { return }
    let cell = byZone[level][zone]
    let place = cells[cell].place(of: backend)
    body(&cells[cell], place)
  }

  public mutating func began(_ backend: Int) {
    forEachCell(of: backend) { cell, place in cell.table.began(place) }
  }

  public mutating func ended(_ backend: Int) {
    forEachCell(of: backend) { cell, place in cell.table.ended(place) }
  }

  public mutating func attemptEnded(_ report: AttemptReport) {
    forEachCell(of: report.backend) { cell, place in
      var own = report
      own.backend = place
      cell.policy.attemptEnded(own, cell.table)
    }
  }

  public mutating func setLoad(_ backend: Int, _ load: Int) {
    forEachCell(of: backend) { cell, place in cell.table.entries[place].load = load }
  }

  public mutating func becameIdle(_ backend: Int) {
    forEachCell(of: backend) { cell, place in cell.policy.becameIdle(place) }
  }
}
