import Kernel
import NetworkModel

/// HAProxy's `balance roundrobin`: every server has a place in a round that is as long as the sum of all weights.
///
/// Servers wait for the round in a tree by weight, heaviest first. Once picked, a server's next place is the sum of the
/// weights divided by its own weight further on, with the remainder carried over; a place beyond the round moves it to
/// the next round's tree. Weights 5, 1, 1 give a a a b a a c. Weights are scaled by 16; above 256 they count as 256.
/// A request that is tried again avoids the server that it was at, if there is another.
///
/// Source: HAProxy 2.6, src/lb_fwrr.c (`fwrr_get_next_server`, `fwrr_set_server_status_up` and `…_down`). Deviation: a
/// scan in place of the trees, O(n) a pick and not O(log n).
/// Fails as every policy that does not look at the load.
public struct FastWeightedRoundRobin: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "weighted-round-robin", summary: "HAProxy's rounds of places.", flavors: ["haproxy"])

  private enum Tree: UInt8 { case none, even, odd, current }

  private struct Place: BitwiseCopyable {
    let weight: Int
    var tree = Tree.none
    var key = 0
    /// Among equal keys the first one in is the first one out.
    var order: UInt64 = 0
    var next = 0
    var remainder = 0
  }

  private var places: [Place]
  private var waiting = Tree.even
  private var following = Tree.odd
  private var position = 0
  private var roundWeight = 0
  private var nextWeight = 0
  private var order: UInt64 = 0

  /// `BE_WEIGHT_SCALE` and `SRV_EWGHT_MAX`.
  static let scale = 16
  static let greatest = 4096

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    places = backends.map { Place(weight: min(256, $0.weight) * Self.scale) }
    for index in places.indices {
      nextWeight += places[index].weight
      queueByWeight(index, waiting)
    }
    roundWeight = nextWeight
    position = nextWeight
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var hasSwitched = false
    var avoided = -1
    while true {
      if roundWeight == 0 {
        roundWeight = nextWeight
        position = nextWeight
      }
      var candidate = nextInGroup()
      if candidate < 0 && !hasSwitched {
        hasSwitched = true
        swap(&waiting, &following)
        roundWeight = nextWeight
        position = nextWeight
        candidate = nextInGroup()
      }
      if candidate < 0 {
        guard avoided >= 0 else { return nil }
        advance(avoided)
        position += 1
        queue(avoided)
        return decision(avoided)
      }
      advance(candidate)
      places[candidate].tree = .none
      position += 1
      if candidate == request.previous && avoided < 0 {
        avoided = candidate
        continue
      }
      queue(candidate)
      if avoided >= 0 && avoided != candidate { queue(avoided) }
      return decision(candidate)
    }
  }

  private func decision(_ backend: Int) -> BalancingDecision {
    BalancingDecision(
      backend: backend, reason: .init("its place in the round; its next one is {0}", places[backend].next))
  }

  /// `fwrr_get_server_from_group`: who is due, or else who waits for the round, or else who is next.
  private mutating func nextInGroup() -> Int {
    let due = first(in: .current)
    if due >= 0 && places[due].next <= position { return due }
    let fresh = first(in: waiting)
    guard fresh >= 0 else { return due }
    places[fresh].next = 0
    places[fresh].remainder = 0
    return fresh
  }

  private func first(in tree: Tree) -> Int {
    var best = -1
    for index in places.indices where places[index].tree == tree {
      if best < 0 || places[index].key < places[best].key
        || (places[index].key == places[best].key && places[index].order < places[best].order)
      {
        best = index
      }
    }
    return best
  }

  private mutating func advance(_ index: Int) {
    let weight = places[index].weight
    if places[index].next == 0 { places[index].next = position }
    places[index].next += nextWeight / weight
    places[index].remainder += nextWeight % weight
    if places[index].remainder >= weight {
      places[index].remainder -= weight
      places[index].next += 1
    }
  }

  private mutating func queueByWeight(_ index: Int, _ tree: Tree) {
    order += 1
    places[index].tree = tree
    places[index].key = Self.greatest - places[index].weight
    places[index].order = order
  }

  private mutating func queue(_ index: Int) {
    if places[index].next >= 2 * roundWeight || places[index].next >= roundWeight + nextWeight {
      places[index].next -= roundWeight
      queueByWeight(index, following)
      return
    }
    order += 1
    places[index].tree = .current
    let share = (Self.greatest + places[index].remainder - places[index].weight) / Self.scale
    places[index].key = 256 * places[index].next + share
    places[index].order = order
  }

  public mutating func eligibilityChanged(_ index: Int, _ backends: borrowing BackendTable) {
    let isIn = places[index].tree != .none
    if isIn && !backends.entries[index].isEligible {
      nextWeight -= places[index].weight
      places[index].tree = .none
    } else if !isIn && backends.entries[index].isEligible {
      nextWeight += places[index].weight
      places[index].next = position + (nextWeight + roundWeight - position) / places[index].weight
      queue(index)
    }
  }
}
