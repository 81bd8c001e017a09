import Kernel
import NetworkModel

/// Prequal: probes random backends for their requests in flight and latency, and picks from a small pool of answers.
///
/// Each request sends `probes` probes to random backends, whose answers serve later requests. A probe in the pool is hot
/// when its requests in flight are beyond the `quantile` of what recent probes told. If all are hot the one with the
/// fewest in flight is picked, else the cold one with the least latency (the hot-cold lexicographic rule). A probe that
/// is used counts the request that it caused; probes leave the pool when they are old, when it is full (the oldest), and
/// one a request, by turns the oldest and the worst.
///
/// Source: Wydrowski et al., "Load is not what you should balance: introducing Prequal", NSDI 2024, §4. Deviations:
/// answers are there `probe-delay` after the request that sent them; a probe is used at most `reuse` times instead of the
/// paper's average; the latency that a backend tells is its recent mean at that many requests in flight, not the median.
/// Complexity: O(pool), without allocation. Fails with fewer requests than probes can keep fresh.
public struct Prequal: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "prequal", summary: "From a pool of probes: the least latency among those that are not loaded.",
    parameters: [
      .whole("probes", "Probes a request.", 3, in: 1...16),
      .whole("pool", "Probes that are kept.", 16, in: 2...256),
      .number("quantile", "Of requests in flight, above which a backend is hot.", 0.84, in: 0...1),
      .duration("age", "A probe older than this is forgotten.", .seconds(1)),
      .whole("reuse", "How often a probe may be used.", 4, in: 1...100),
      .duration("probe-delay", "From a probe to its answer.", .milliseconds(1)),
    ], sees: [.load, .attempts])

  private struct Probe: BitwiseCopyable {
    var backend: Int32
    var uses: Int32 = 0
    var load: Int
    var latency: Double
    var arrives: SimTime
  }

  private var pool: [Probe] = []
  private let probes: Int
  private let size: Int
  private let quantile: Double
  private let age: SimTime
  private let reuse: Int32
  private let delay: SimTime
  /// What the last probes told of the load: a ring, and the same sorted.
  private var ring: [Int]
  private var sorted: [Int] = []
  private var ringNext = 0
  private var removesWorst = false
  /// Recent mean latency in seconds by backend and by its requests in flight, as it would tell a probe; −1: unknown.
  private var latencies: [Double]
  private static let levels = 64

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    probes = configuration.whole("probes", Self.descriptor)
    size = configuration.whole("pool", Self.descriptor)
    quantile = configuration.number("quantile", Self.descriptor)
    age = configuration.duration("age", Self.descriptor)
    reuse = Int32(configuration.whole("reuse", Self.descriptor))
    delay = configuration.duration("probe-delay", Self.descriptor)
    pool.reserveCapacity(size + 17)
    ring = Array(repeating: 0, count: 128)
    sorted.reserveCapacity(129)
    latencies = Array(repeating: -1, count: backends.count * Self.levels)
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    guard !backends.eligible.isEmpty else { return nil }
    pool.removeAll { probe in
      probe.uses >= reuse || request.now - probe.arrives > age
        || !backends.entries[Int(probe.backend)].isEligible
    }
    let decision = pick(backends, at: request.now, &stream)
    send(backends, at: request.now, &stream)
    removeOne(at: request.now)
    return decision
  }

  private mutating func pick(
    _ backends: borrowing BackendTable, at now: SimTime, _ stream: inout RandomStream
  ) -> BalancingDecision? {
    let limit = threshold
    var usable = 0
    var cold = -1
    var hot = -1
    for place in pool.indices where pool[place].arrives <= now {
      usable += 1
      if pool[place].load > limit {
        if hot < 0 || pool[place].load < pool[hot].load { hot = place }
      } else if cold < 0 || pool[place].latency < pool[cold].latency {
        cold = place
      }
    }
    // The paper falls back to a random backend when fewer than two probes are there.
    guard usable >= 2 else {
      let chosen = backends.random(&stream)
      return BalancingDecision(
        backend: chosen, reason: .init("only {0} probes are there; drawn at random", usable))
    }
    let place = cold >= 0 ? cold : hot
    let probe = pool[place]
    pool[place].uses += 1
    pool[place].load += 1
    let reason: BalancingDecision.Reason =
      cold >= 0
      ? .init(
        "cold, with the least latency of {0} ms at {1} in flight", probe.latency * 1000, Double(probe.load))
      : .init("all {0} are hot; the fewest in flight: {1}", usable, probe.load)
    return BalancingDecision(backend: Int(probe.backend), reason: reason)
  }

  private var threshold: Int {
    guard !sorted.isEmpty else { return .max }
    return sorted[min(sorted.count - 1, Int(quantile * Double(sorted.count)))]
  }

  private mutating func send(
    _ backends: borrowing BackendTable, at now: SimTime, _ stream: inout RandomStream
  ) {
    for _ in 0..<probes {
      let target = backends.random(&stream)
      let load = backends.entries[target].load
      if pool.count >= size { pool.remove(at: oldest) }
      pool.append(
        Probe(
          backend: Int32(truncatingIfNeeded: target), load: load, latency: latency(target, load),
          arrives: now + delay))
      remember(load)
    }
  }

  private mutating func remember(_ load: Int) {
    if sorted.count == ring.count {
      let old = ring[ringNext]
      sorted.remove(at: firstPlace(notBelow: old))
    }
    ring[ringNext] = load
    ringNext = (ringNext + 1) % ring.count
    sorted.insert(load, at: firstPlace(notBelow: load))
  }

  private func firstPlace(notBelow value: Int) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private var oldest: Int {
    var place = 0
    for other in pool.indices where pool[other].arrives < pool[place].arrives { place = other }
    return place
  }

  private mutating func removeOne(at now: SimTime) {
    guard pool.count > size / 2 else { return }
    removesWorst.toggle()
    guard removesWorst else {
      pool.remove(at: oldest)
      return
    }
    let limit = threshold
    var worst = -1
    for place in pool.indices where pool[place].arrives <= now {
      if worst < 0 || isWorse(pool[place], pool[worst], limit) { worst = place }
    }
    if worst >= 0 { pool.remove(at: worst) }
  }

  private func isWorse(_ a: Probe, _ b: Probe, _ limit: Int) -> Bool {
    let (isHot, otherIsHot) = (a.load > limit, b.load > limit)
    if isHot != otherIsHot { return isHot }
    return isHot ? a.load > b.load : a.latency > b.latency
  }

  /// At that load, or else at the nearest one that is known.
  private func latency(_ backend: Int, _ load: Int) -> Double {
    let wanted = min(load, Self.levels - 1)
    let base = backend * Self.levels
    for distance in 0..<Self.levels {
      if wanted >= distance, latencies[base + wanted - distance] >= 0 {
        return latencies[base + wanted - distance]
      }
      if wanted + distance < Self.levels, latencies[base + wanted + distance] >= 0 {
        return latencies[base + wanted + distance]
      }
    }
    return 0
  }

  public mutating func attemptEnded(_ report: AttemptReport, _ backends: borrowing BackendTable) {
    if report.isCancelled { return }
    let place = report.backend * Self.levels + min(report.arrivalLoad, Self.levels - 1)
    let seconds = report.latency.seconds
    let known = latencies[place]
    latencies[place] = known < 0 ? seconds : known + (seconds - known) / 8
  }
}
