import Kernel
import NetworkModel
import Testing

@testable import Routing

/// FRR's way of deciding: two paths at a time, in the order of its list.
@Suite struct BGPPairwiseDecisionTests {
  private static func path(
    _ number: Int, _ asPath: [UInt32], med: UInt32? = nil, cost: Int = 0,
    _ change: (inout BGPPath) -> Void = { _ in }
  ) -> BGPPath {
    var attributes = PathAttributes()
    attributes.asPath = ASPath(asPath)
    attributes.multiExitDiscriminator = med
    attributes.nextHop = IPv4Address(10, 0, UInt8(number), 2)
    var path = BGPPath(source: .neighbor(number), attributes: attributes)
    path.isInternal = true
    path.interiorCost = cost
    path.peerAS = asPath.first ?? 0
    path.peerIdentifier = IPv4Address(bits: UInt32(number + 1))
    path.peerAddress = IPv4Address(10, 0, UInt8(number), 2)
    path.arrival = UInt64(number + 1)
    change(&path)
    return path
  }

  private static func settings(_ change: (inout BGPSettings) -> Void) -> BGPSettings {
    var settings = BGPSettings.frr
    change(&settings)
    return settings
  }

  /// RFC 3345's circle: a beats b by the IGP cost, b beats c by the IGP cost, c beats a by the MED.
  private static let circle = [
    path(0, [2, 9], med: 10, cost: 1), path(1, [3, 9], med: 0, cost: 2), path(2, [2, 9], med: 5, cost: 3),
  ]

  @Test func circleIsDecidedByGroups() {
    // AS 2's best is c; between b and c the cost decides.
    let decision = Decision.make(among: Self.circle, .frr)
    #expect(decision.best == 1)
    #expect(decision.fellAt[0] == .multiExitDiscriminator)
    #expect(decision.fellAt[2] == .interiorCost)
    // As the steps of the RFC taken together have it.
    #expect(Decision.make(among: Self.circle, .rfc).best == 1)
  }

  /// Without `bgp deterministic-med` the newest path comes first, and the order of arrival decides.
  @Test func withoutDeterministicMEDTheListDecides() {
    let loose = Self.settings { $0.deterministicMED = false }
    // List c, b, a: b beats c, a beats b.
    #expect(Decision.make(among: Self.circle, loose).best == 0)
    var other = Self.circle
    // List a, c, b: c beats a, b beats c.
    (other[0].arrival, other[1].arrival, other[2].arrival) = (3, 1, 2)
    #expect(Decision.make(among: other, loose).best == 1)
    // List b, a, c: a beats b, c beats a.
    (other[0].arrival, other[1].arrival, other[2].arrival) = (2, 3, 1)
    #expect(Decision.make(among: other, loose).best == 2)
    for arrivals in [[1, 2, 3], [3, 1, 2], [2, 3, 1]] as [[UInt64]] {
      for place in other.indices { other[place].arrival = arrivals[place] }
      #expect(Decision.make(among: other, .frr).best == 1)
    }
  }

  /// Seen with FRR 8.4: MEDs of paths from within the confederation are compared whatever their member AS, and those of paths
  /// through one member AS whatever lies behind it.
  @Test func medWithinAConfederation() {
    func member(_ number: Int, _ member: UInt32, _ outside: [UInt32], med: UInt32) -> BGPPath {
      Self.path(number, outside, med: med) {
        $0.attributes.asPath.prepend(member, as: .confederationSequence)
        ($0.isConfederate, $0.peerAS) = (true, member)
      }
    }
    let inner = [member(0, 65101, [], med: 10), member(1, 65102, [], med: 5)]
    #expect(Decision.make(among: inner, .frr).step == .multiExitDiscriminator)
    let sameMember = [member(0, 65101, [65201], med: 10), member(1, 65101, [65202], med: 5)]
    #expect(Decision.make(among: sameMember, .frr).step == .multiExitDiscriminator)
    // By RFC 4271 §9.1.2.2 c the neighbouring ASes differ.
    #expect(Decision.make(among: sameMember, .rfc).step == .routerIdentifier)
    let others = [member(0, 65101, [65201], med: 10), member(1, 65102, [65202], med: 5)]
    #expect(Decision.make(among: others, .frr).step == .routerIdentifier)
  }

  /// FRR's `bgp bestpath as-path confed`.
  @Test func memberASesMayCount() {
    let long = Self.path(0, [1]) {
      $0.attributes.asPath.prepend(65101, as: .confederationSequence, times: 2)
      $0.isConfederate = true
    }
    let short = Self.path(1, [1]) {
      $0.attributes.asPath.prepend(65102, as: .confederationSequence)
      $0.isConfederate = true
    }
    #expect(Decision.make(among: [long, short], .frr).best == 0)
    let counting = Decision.make(among: [long, short], Self.settings { $0.countsConfederation = true })
    #expect(counting.best == 1 && counting.step == .pathLength)
  }

  /// What may be used beside the best one is compared with it alone: a third path with a lower MED does not matter.
  @Test func multipathIsComparedWithTheBestOnly() {
    let paths = [Self.path(0, [3, 9]), Self.path(1, [2, 9], med: 10), Self.path(2, [2, 9], med: 5)]
    let decision = Decision.make(among: paths, Self.settings { $0.multipathRelax = true })
    #expect(decision.best == 0)
    #expect(decision.multipath == [1, 2])
  }

  /// A path from before its neighbour's restart falls where else the addresses would decide.
  @Test func stalePathsFallBeforeTheAddress() {
    let stale = Self.path(0, [2, 9]) { $0.isStale = true }
    let fresh = Self.path(1, [2, 9]) { $0.peerIdentifier = IPv4Address(bits: 1) }
    let decision = Decision.make(among: [stale, fresh], .frr)
    #expect(decision.best == 1 && decision.step == .staleness)
  }

  /// For paths that all steps put in one order both ways give the same.
  @Test func agreesWithTheStepsTakenTogether() {
    var stream = RandomStream(seed: 7, entity: "paths", purpose: "test")
    var settings = Self.settings { $0.prefersCurrentExternal = false }
    settings.distinguishesMembers = false
    for _ in 0..<500 {
      let paths = (0..<5).map { number in
        Self.path(
          number, [2, UInt32(stream.below(2)) + 8], med: UInt32(stream.below(3)), cost: stream.below(3)
        ) {
          $0.isInternal = stream.below(2) == 0
          $0.attributes.localPreference = 100 + UInt32(stream.below(2))
          $0.arrival = UInt64(stream.below(100))
        }
      }
      #expect(Decision.make(among: paths, settings).best == Decision.make(among: paths, .rfc).best)
    }
  }
}
