import Kernel
import NetworkModel
import Testing

@testable import Routing

@Suite struct BGPDecisionTests {
  private static func path(
    _ neighbor: Int, _ asPath: [UInt32] = [2, 9], _ change: (inout BGPPath) -> Void = { _ in }
  ) -> BGPPath {
    var attributes = PathAttributes()
    attributes.asPath = ASPath(asPath)
    attributes.nextHop = IPv4Address(10, 0, UInt8(neighbor), 2)
    var path = BGPPath(source: .neighbor(neighbor), attributes: attributes)
    path.peerAS = asPath.first ?? 0
    path.peerIdentifier = IPv4Address(bits: UInt32(neighbor + 1))
    path.peerAddress = IPv4Address(10, 0, UInt8(neighbor), 2)
    change(&path)
    return path
  }

  /// Each pair differs in one step, and in favour of the first path in all later ones, which must not count.
  @Test(arguments: 0..<10) func tieBreaksComeInTheirOrder_RFC4271_9_1_2_2(step: Int) {
    let changes: [(DecisionStep, (inout BGPPath) -> Void, (inout BGPPath) -> Void)] = [
      (.weight, { _ in }, { $0.weight = 1 }),
      (.localPreference, { _ in }, { $0.attributes.localPreference = 101 }),
      (.pathLength, { $0.attributes.asPath = ASPath([2, 3, 9]) }, { _ in }),
      (.origin, { $0.attributes.origin = .egp }, { _ in }),
      (.multiExitDiscriminator, { $0.attributes.multiExitDiscriminator = 1 }, { _ in }),
      (.externalOverInternal, { $0.isInternal = true }, { _ in }),
      (.interiorCost, { $0.interiorCost = 2 }, { $0.interiorCost = 1 }),
      (
        .routerIdentifier, { $0.peerIdentifier = IPv4Address(bits: 9) },
        { $0.peerIdentifier = IPv4Address(bits: 8) }
      ),
      (
        .clusterListLength, { $0.attributes.clusterList = [.any, .any] },
        { $0.attributes.clusterList = [.any] }
      ),
      (
        .neighborAddress, { $0.peerAddress = IPv4Address(bits: 2) }, { $0.peerAddress = IPv4Address(bits: 1) }
      ),
    ]
    // Steps after the one in question favour the first path.
    var first = Self.path(0)
    var second = Self.path(1)
    for later in changes.dropFirst(step + 1) {
      later.2(&first)
      later.1(&second)
    }
    for earlier in changes.prefix(step) {
      earlier.2(&first)
      earlier.2(&second)
    }
    changes[step].1(&first)
    changes[step].2(&second)
    let decision = Decision.make(among: [first, second], .rfc)
    #expect(decision.best == 1)
    #expect(decision.step == changes[step].0)
    #expect(decision.fellAt[0] == changes[step].0)
    #expect(decision.fellAt[1] == nil)
  }

  @Test func asSetCountsAsOne_RFC4271_9_1_2_2_a() {
    var path = ASPath([1, 2])
    path.segments.append(ASPath.Segment(.set, [3, 4, 5]))
    #expect(path.length == 3)
    #expect(path.description == "1 2 {3,4,5}")
    #expect(path.contains(4))
  }

  @Test func medIsComparedWithinOneNeighborAS_RFC4271_9_1_2_2_c() {
    let first = Self.path(0, [2, 9]) { $0.attributes.multiExitDiscriminator = 50 }
    let other = Self.path(1, [3, 9]) { $0.attributes.multiExitDiscriminator = 10 }
    let second = Self.path(2, [2, 9]) { $0.attributes.multiExitDiscriminator = 20 }
    #expect(Decision.make(among: [first, other], .rfc).best == 0, "another AS's lower MED says nothing")
    let decision = Decision.make(among: [first, other, second], .rfc)
    #expect(decision.fellAt[0] == .multiExitDiscriminator)
    #expect(decision.best == 1)
    var settings = BGPSettings.rfc
    settings.alwaysComparesMED = true
    #expect(Decision.make(among: [first, other, second], settings).step == .multiExitDiscriminator)
  }

  /// The outcome of MED must not depend on the order of arrival: the classical three-path example.
  @Test func medDoesNotDependOnTheOrderOfPaths() {
    let a = Self.path(0, [2, 9]) { path in
      path.attributes.multiExitDiscriminator = 20
      path.interiorCost = 1
    }
    let b = Self.path(1, [3, 9]) { $0.interiorCost = 2 }
    let c = Self.path(2, [2, 9]) { path in
      path.attributes.multiExitDiscriminator = 10
      path.interiorCost = 3
    }
    for order in [[a, b, c], [b, c, a], [c, a, b], [c, b, a], [b, a, c], [a, c, b]] {
      let decision = Decision.make(among: order, .rfc)
      #expect(decision.best.map { order[$0].source } == .neighbor(1))
    }
  }

  @Test func missingMEDIsZero_RFC4271_9_1_2_2_c() {
    let with = Self.path(0) { $0.attributes.multiExitDiscriminator = 1 }
    let without = Self.path(1)
    #expect(Decision.make(among: [with, without], .rfc).best == 1)
    var settings = BGPSettings.rfc
    settings.missingMEDIsWorst = true
    #expect(Decision.make(among: [with, without], settings).best == 0)
  }

  @Test func unresolvableNextHopIsExcluded_RFC4271_9_1_2_1() {
    let unreachable = Self.path(0) { path in
      path.interiorCost = nil
      path.attributes.localPreference = 500
    }
    let decision = Decision.make(among: [unreachable, Self.path(1)], .rfc)
    #expect(decision.best == 1)
    #expect(decision.fellAt[0] == .reachable)
    #expect(Decision.make(among: [unreachable], .rfc).best == nil)
  }

  @Test func originatorIDStandsForTheRouterID_RFC4456_9() {
    let reflected = Self.path(0) { $0.attributes.originatorID = IPv4Address(bits: 99) }
    #expect(Decision.make(among: [reflected, Self.path(1)], .rfc).best == 1)
  }

  /// FRR and Cisco: the external path in use stays among equals; RFC 4271 takes the lowest identifier.
  @Test func currentExternalPathStaysInTheFRRProfile() {
    let low = Self.path(0)
    let current = Self.path(1) { $0.isCurrent = true }
    #expect(Decision.make(among: [low, current], .rfc).best == 0)
    let decision = Decision.make(among: [low, current], .frr)
    #expect(decision.best == 1)
    #expect(decision.step == .current)
  }

  /// FRR: of two external neighbours of one AS the rest of the path does not matter; of internal ones it does.
  @Test func multipathThroughOneNeighborAS_FRR() {
    let paths = [Self.path(0, [2, 3, 9]), Self.path(1, [2, 4, 9])]
    #expect(Decision.make(among: paths, .frr).multipath == [1])
    let inside = paths.map { path in
      var path = path
      (path.isInternal, path.peerAS) = (true, 1)
      return path
    }
    #expect(Decision.make(among: inside, .frr).multipath.isEmpty)
    var settings = BGPSettings.rfc
    settings.maximumPaths = 4
    #expect(Decision.make(among: paths, settings).multipath.isEmpty)
  }

  @Test func multipathNeedsTheSamePathUnlessRelaxed() {
    let paths = [
      Self.path(0, [2, 9]), Self.path(1, [2, 9]), Self.path(2, [3, 9]), Self.path(3, [3, 4, 9]),
    ]
    #expect(Decision.make(among: paths, .frr).multipath == [1])
    var settings = BGPSettings.frr
    settings.multipathRelax = true
    #expect(Decision.make(among: paths, settings).multipath == [1, 2])
    settings.maximumPaths = 2
    #expect(Decision.make(among: paths, settings).multipath == [1])
    #expect(Decision.make(among: paths, .rfc).multipath.isEmpty)
  }
}
