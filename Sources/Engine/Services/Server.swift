import Kernel
import NetworkModel

/// A backend's server: some requests in service, others in a first-come-first-served queue.
struct Server {
  // What every request touches comes first, so that it shares few cache lines.
  private(set) var inService = 0
  private(set) var queued = 0
  /// How many it serves at once, and how many may wait.
  private let slots: UInt32
  private let places: UInt32
  var firstQueued: UInt32 = .max
  var lastQueued: UInt32 = .max
  let node: NodeIndex
  /// What was in service before a crash is recognised by the epoch.
  var epoch: UInt32 = 0
  private var lastChange = SimTime.zero
  /// Requests that reached the server.
  var requests: UInt64 = 0
  private(set) var queuePeak = 0
  private var busyIntegral: UInt128 = 0
  private var queueIntegral: UInt128 = 0
  /// Share of the requests that it answers with an error, and how long that takes; nil: as long as any.
  var errors: Double
  /// Of a backend with less than one processor; 0.5 takes twice as long.
  let speed: Double
  var serviceTime: Sampler
  /// Pauses, such as for collecting garbage: nothing is served until then, and all the time of them so far.
  var pausedUntil = SimTime.zero
  var pausesTotal = SimTime.zero
  let errorTime: Sampler?
  /// The keys that it remembers, and how long a request for one of them takes.
  var cache: RecentKeys?
  var cacheTime: Sampler?
  var codel = CoDelState()
  let name: String
  let weight: Int
  /// Its priority; 1 for a backup.
  var level = 0
  var pauses: (gap: Distribution, length: Distribution)?
  var pauseStream = RandomStream(word: 0)

  init(
    node: NodeIndex, name: String, weight: Int, concurrency: Int, queueLimit: Int, speed: Double,
    serviceTime: Distribution, errors: Double = 0, errorTime: Distribution? = nil
  ) {
    self.errors = errors
    self.errorTime = errorTime.map { Sampler($0) }
    self.node = node
    self.name = name
    self.weight = weight
    slots = UInt32(clamping: concurrency)
    places = UInt32(clamping: queueLimit)
    self.speed = speed
    self.serviceTime = Sampler(serviceTime)
  }

  /// Requests in service and waiting.
  var load: Int { inService + queued }
  var concurrency: Int { Int(slots) }
  var hasFreeSlot: Bool { inService < concurrency }
  var hasQueueRoom: Bool { queued < Int(places) }

  /// Counts requests into or out of service and queue.
  @inline(__always)
  mutating func changeLoad(inService serviceChange: Int, queued queueChange: Int, at now: SimTime) {
    settle(at: now)
    inService += serviceChange
    queued += queueChange
    if queued > queuePeak { queuePeak = queued }
  }

  @inline(__always)
  private mutating func settle(at now: SimTime) {
    let elapsed = UInt64(bitPattern: (now - lastChange).picoseconds)
    if elapsed == 0 { return }
    Self.add(elapsed, UInt64(bitPattern: Int64(inService)), to: &busyIntegral)
    Self.add(elapsed, UInt64(bitPattern: Int64(queued)), to: &queueIntegral)
    lastChange = now
  }

  @inline(__always)
  private static func add(_ elapsed: UInt64, _ count: UInt64, to integral: inout UInt128) {
    let product = elapsed.multipliedFullWidth(by: count)
    integral &+= UInt128(product.high) << 64 | UInt128(product.low)
  }

  /// How long the next request takes, at the server's speed.
  mutating func drawServiceTime(_ stream: inout RandomStream) -> SimTime {
    max(.zero, .seconds(serviceTime.sample(&stream) / speed))
  }

  /// Busy slots over all slots, and the mean queue, over the time until now.
  mutating func averages(at now: SimTime) -> (utilization: Double, queue: Double) {
    settle(at: now)
    guard now > .zero else { return (0, 0) }
    let total = Double(now.picoseconds)
    return (Double(busyIntegral) / total / Double(max(1, concurrency)), Double(queueIntegral) / total)
  }
}
