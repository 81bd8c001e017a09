import NetworkModel
import Testing

@testable import Routing

/// Entries of route maps: every match and every set.
@Suite struct BGPRuleTests {
  private static func attributes(_ change: (inout PathAttributes) -> Void = { _ in }) -> PathAttributes {
    var attributes = PathAttributes()
    attributes.asPath = ASPath([1, 7, 9])
    attributes.communities = [Community("65001:1"), Community("65001:2"), Community("65002:1")].compactMap {
      $0
    }
    attributes.largeCommunities = [LargeCommunity(65001, 1, 1)]
    attributes.nextHop = IPv4Address(10, 0, 1, 2)
    change(&attributes)
    return attributes
  }

  private static func matches(
    _ attributes: PathAttributes = attributes(), _ change: (inout BGPMatchSpec) -> Void
  ) -> Bool {
    var spec = BGPRuleSpec(isInbound: true)
    change(&spec.match)
    return BGPRule(spec, own: 2).matches(BGPBench.prefix, attributes)
  }

  private static func applied(
    _ attributes: PathAttributes = attributes(), _ change: (inout BGPSetSpec) -> Void
  ) -> PathAttributes {
    var spec = BGPRuleSpec(isInbound: true)
    change(&spec.set)
    var result = attributes
    var weight: UInt32 = 0
    BGPRule(spec, own: 2, peerAddress: IPv4Address(10, 9, 9, 9)).apply(to: &result, weight: &weight)
    return result
  }

  @Test func communitiesOfOneTextMustAllBeThere() {
    #expect(Self.matches { $0.communities = ["65001:1 65001:2"] })
    #expect(!Self.matches { $0.communities = ["65001:1 65001:3"] })
    #expect(Self.matches { $0.communities = ["65001:3", "65002:1"] })
    #expect(!Self.matches { ($0.communities, $0.isExactly) = (["65001:1"], true) })
    #expect(Self.matches { ($0.communities, $0.isExactly) = (["65002:1 65001:2 65001:1"], true) })
    #expect(Self.matches { $0.largeCommunities = ["65001:1:1"] })
    #expect(!Self.matches { $0.largeCommunities = ["65001:1:2"] })
  }

  @Test func nextHopIsMatchedByPrefix() throws {
    let (near, far) = (try #require(PrefixRange("10.0.0.0/21")), try #require(PrefixRange("10.1.0.0/16")))
    #expect(Self.matches { $0.nextHops = [far, near] })
    #expect(!Self.matches { $0.nextHops = [far] })
  }

  /// A path without a MED has one of 0.
  @Test func missingMEDMatchesZero() {
    #expect(Self.matches { $0.multiExitDiscriminator = 0 })
    #expect(!Self.matches { $0.multiExitDiscriminator = 1 })
  }

  @Test func numbersMayBeChangedByDifferences() {
    let path = Self.attributes { ($0.localPreference, $0.multiExitDiscriminator) = (120, 3) }
    #expect(Self.applied(path) { $0.localPreference = .by(30) }.localPreference == 150)
    #expect(Self.applied(path) { $0.multiExitDiscriminator = .by(-5) }.multiExitDiscriminator == 0)
    #expect(Self.applied { $0.multiExitDiscriminator = .by(5) }.multiExitDiscriminator == 5)
    #expect(Self.applied(path) { $0.localPreference = .by(Int(UInt32.max)) }.localPreference == .max)
  }

  @Test func pathsAreChanged() {
    #expect(Self.applied { $0.excluded = [7, 8] }.asPath.description == "1 9")
    #expect(Self.applied { $0.prependLast = 2 }.asPath.description == "1 1 1 7 9")
    #expect(Self.applied { ($0.prepend, $0.prependOwn) = ([5, 6], 1) }.asPath.description == "5 6 2 1 7 9")
    #expect(Self.applied(Self.attributes { $0.asPath = ASPath() }) { $0.prependLast = 2 }.asPath.isEmpty)
  }

  @Test func communitiesAreReplacedAddedAndDeleted() {
    func text(_ change: (inout BGPSetSpec) -> Void) -> String {
      Self.applied(Self.attributes(), change).communities.map(\.description).joined(separator: " ")
    }
    #expect(text { $0.communities = [] } == "")
    #expect(text { $0.communities = ["65003:1 65003:2"] } == "65003:1 65003:2")
    #expect(text { $0.addedCommunities = ["65001:2", "65000:9"] } == "65000:9 65001:1 65001:2 65002:1")
    #expect(text { $0.removedCommunities = ["65001:2"] } == "65001:1 65002:1")
    #expect(text { $0.removedCommunities = ["65001:*"] } == "65002:1")
    let large = Self.applied {
      ($0.addedLargeCommunities, $0.removedLargeCommunities) = (["65001:2:2"], ["65001:1:1"])
    }
    #expect(large.largeCommunities.map(\.description) == ["65001:2:2"])
  }

  @Test func otherAttributesAreSet() {
    let result = Self.applied {
      ($0.nextHop, $0.isAtomicAggregate) = (.peer, true)
      $0.originatorID = IPv4Address(1, 1, 1, 1)
      $0.aggregator = .init(number: 5, address: IPv4Address(5, 5, 5, 5))
    }
    #expect(result.nextHop == IPv4Address(10, 9, 9, 9))
    #expect(result.atomicAggregate && result.originatorID == IPv4Address(1, 1, 1, 1))
    #expect(result.aggregator == .init(number: 5, address: IPv4Address(5, 5, 5, 5)))
  }

  /// FRR's `on-match next`: what was set goes on; a later entry may still deny.
  @Test func entriesMayGoOn() {
    var first = BGPRuleSpec(isInbound: true)
    (first.continues, first.set.localPreference) = (true, 200)
    var second = BGPRuleSpec(isInbound: true)
    (second.match.localPreference, second.set.origin) = (200, "egp")
    var third = BGPRuleSpec(isInbound: true)
    third.permits = false
    var weight: UInt32 = 0
    var path = Self.attributes()
    var rules = [first, second, third].map { BGPRule($0, own: 2) }
    #expect(rules.apply(to: BGPBench.prefix, &path, weight: &weight) == nil)
    #expect(path.localPreference == 200 && path.origin == .egp)
    rules.remove(at: 1)
    #expect(rules.apply(to: BGPBench.prefix, &path, weight: &weight) == 2)
  }
}
