import Balancing
import Kernel
import NetworkModel

/// How many requests (or connections) of one balancer a backend may have, and what happens to more.
struct BackendLimit: Sendable {
  let requests: Int
  let mode: WhenFull
  let queue: Int
  let timeout: SimTime?
  /// Full backends are out of the policy's sight. Not those of policies that hash while requests wait: they wait for theirs.
  let hidesFull: Bool

  /// nginx passes over a server with max_conns, Envoy fails a request whose host has reached its threshold, HAProxy lets it
  /// wait.
  init?(_ spec: ServiceSpec) {
    guard let limit = spec.resilience.backendLimit else { return nil }
    let flavors = BalancingCatalogue.type(of: spec.policy)?.descriptor.flavors ?? []
    let byFlavor: WhenFull =
      switch spec.policy.flavor ?? flavors.first {
      case "envoy": .fail
      case "haproxy": .wait
      default: .skip
      }
    requests = limit
    mode = spec.resilience.whenFull ?? byFlavor
    queue = spec.resilience.roomQueue
    timeout = spec.resilience.roomTimeout
    hidesFull = mode == .skip || (mode == .wait && !BalancingCatalogue.hashes(spec.policy))
  }
}

/// Requests that wait at a balancer for room at a backend, the oldest first.
struct RoomQueue: Sendable {
  struct Entry: BitwiseCopyable {
    let request: UInt32
    let stamp: UInt32
    /// -1: any.
    let backend: Int32
  }

  private(set) var entries: [Entry] = []
  private(set) var first = 0

  var indices: Range<Int> { first..<entries.count }
  var isEmpty: Bool { first == entries.count }

  mutating func append(_ entry: Entry) { entries.append(entry) }

  mutating func remove(at place: Int) {
    if place == first { first += 1 } else { entries.remove(at: place) }
    if first > 1024 && first * 2 > entries.count {
      entries.removeFirst(first)
      first = 0
    }
  }
}
