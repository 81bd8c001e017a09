import Balancing
import Kernel
import NetworkModel

/// Priorities, backups, zones and subsets: which groups of backends a balancer has.
extension Simulation {
  /// Nil when the service has one group, which all balancers use.
  ///
  /// - Parameter seat: the balancer's place among those of the service.
  func groupPlan(_ service: Int, seat: Int, _ seats: [BalancerSeat]) -> GroupPlan? {
    let spec = scenario.services[service]
    let levels = services[service].servers.elements.map(\.level)
    let hasBackups = spec.backends.contains { $0.isBackup }
    let hasZones = spec.localities.map { $0.routing != .none } ?? false
    guard hasBackups || hasZones || spec.subset != nil || levels.contains(where: { $0 > 0 }) else {
      return nil
    }
    var plan = GroupPlan(backends: levels.count)
    plan.levels = levels
    if hasBackups { plan.mode = spec.backupMode }
    plan.overprovisioning = spec.health.overprovisioning
    plan.panicThreshold = spec.health.panicThreshold ?? 0
    let zones = zoneFinder(spec)
    if let localities = spec.localities {
      plan.zoneNames = localities.zones.map(\.name)
      plan.zoneWeights = localities.zones.map(\.weight)
      plan.zones = services[service].servers.elements.map { zones($0.node) ?? -1 }
      plan.ownZone = zones(NodeIndex(Int(seats[seat].node)))
      plan.balancers = plan.zoneNames.indices.map { zone in
        seats.count { zones(NodeIndex(Int($0.node))) == zone }
      }
      plan.failsInPanic = localities.failsInPanic
      switch localities.routing {
      case .none: plan.zoneRouting = .ignored
      case .weighted: plan.zoneRouting = .weighted
      case .zoneAware:
        plan.zoneRouting = .aware(
          minimumClusterSize: localities.minimumClusterSize, enabled: localities.enabled)
      }
    }
    if let subset = spec.subset {
      let own = seats.indices.filter { zones(NodeIndex(Int(seats[$0].node))) == plan.ownZone }
      choose(
        subset, client: seat, clientInZone: own.firstIndex(of: seat) ?? seat, entity: seats[seat].entity,
        &plan)
    }
    return plan
  }

  /// A node's zone is its own, or else its host's.
  private func zoneFinder(_ spec: ServiceSpec) -> (NodeIndex) -> Int? {
    var zones: [NodeIndex: Int] = [:]
    for (place, zone) in (spec.localities?.zones ?? []).enumerated() {
      for name in zone.nodes {
        for node in topology.members(of: name) { zones[node] = place }
      }
    }
    let topology = topology
    return { node in zones[node] ?? topology[node].host.flatMap { zones[$0] } }
  }

  /// Takes all backends but the balancer's subset out, each level by itself.
  private func choose(
    _ subset: SubsetSpec, client: Int, clientInZone: Int, entity: String, _ plan: inout GroupPlan
  ) {
    var stream = RandomStream(seed: scenario.seed, entity: entity, purpose: "subset")
    var kept = [Bool](repeating: false, count: plan.levels.count)
    func take(_ places: [Int], _ size: Int, _ number: Int) {
      guard size > 0 else { return }
      let chosen =
        subset.method == .random
        ? BackendSubset.random(places, size: size, stream: &stream)
        : BackendSubset.deterministic(places, size: size, client: number)
      for place in chosen { kept[place] = true }
    }
    for level in 0..<plan.levelCount {
      let places = plan.levels.indices.filter { plan.levels[$0] == level }
      let near = subset.prefersZone ? places.filter { plan.zones[$0] == plan.ownZone } : []
      if near.isEmpty {
        take(places, subset.size, client)
      } else {
        take(near, subset.size, clientInZone)
        take(places.filter { !near.contains($0) }, subset.size - near.count, client)
      }
    }
    for place in kept.indices where !kept[place] { plan.levels[place] = -1 }
  }
}

extension ServiceSpec {
  /// HAProxy's way for its policies, nginx's for all others.
  fileprivate var backupMode: GroupPlan.Mode {
    let flavors = BalancingCatalogue.type(of: policy)?.descriptor.flavors ?? []
    let flavor = policy.flavor ?? flavors.first
    return flavor == "haproxy" ? .backupForAll(usesAll: usesAllBackups) : .backupForRequest
  }
}
