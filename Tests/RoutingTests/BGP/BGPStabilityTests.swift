import Kernel
import NetworkModel
import Testing

@testable import Routing

/// The gadgets of Griffin, Shepherd and Wilfong, "The stable paths problem and interdomain routing", 2002.
@Suite struct BGPStabilityTests {
  private struct Preference {
    let node: Int
    /// AS paths by their numbers, the best first; others are not taken.
    let paths: [[UInt32]]
  }

  /// AS n is the n-th speaker; the origin is AS 0's place, number 100.
  private static func speakers(
    _ count: Int, links: [(Int, Int)], _ preferences: [Preference],
    change: (inout BGPSettings) -> Void = { _ in }
  ) -> [BGPSystem.Speaker] {
    func number(_ node: Int) -> UInt32 { UInt32(100 + node) }
    var configurations = (0..<count).map { node in
      var configuration = BGPConfiguration(
        name: "\(node)", autonomousSystem: number(node), identifier: IPv4Address(bits: UInt32(node + 1)))
      change(&configuration.settings)
      configuration.originated = node == 0 ? [BGPBench.prefix] : []
      return configuration
    }
    var interfaces = [[RoutingInterface]](repeating: [], count: count)
    for (rank, (a, b)) in links.enumerated() {
      let addresses = [IPv4Address(10, 0, UInt8(rank), 1), IPv4Address(10, 0, UInt8(rank), 2)]
      for (own, far, end) in [(a, b, 0), (b, a, 1)] {
        let index = InterfaceIndex(rank * 2 + end)
        interfaces[own].append(
          RoutingInterface(
            index: index, name: "eth", address: InterfaceAddress(addresses[end], length: 30), cost: 1))
        var neighbor = BGPNeighborConfiguration(
          name: "\(far)", localAddress: addresses[end], remoteAddress: addresses[1 - end],
          remoteAS: number(far), isInternal: false, interface: index)
        if let preference = preferences.first(where: { $0.node == own }) {
          for (position, path) in preference.paths.enumerated() where path.first == number(far) {
            var rule = BGPRuleSpec(isInbound: true)
            let text = "^" + path.map(String.init).joined(separator: " ") + "$"
            rule.match.asPaths = ASPathPattern(text).map { [$0] } ?? []
            rule.set.localPreference = .to(UInt32(500 - position))
            neighbor.importRules.append(BGPRule(rule, own: number(own)))
          }
          var deny = BGPRuleSpec(isInbound: true)
          deny.permits = false
          neighbor.importRules.append(BGPRule(deny, own: number(own)))
        }
        configurations[own].neighbors.append(neighbor)
      }
    }
    return (0..<count).map {
      BGPSystem.Speaker(configuration: configurations[$0], interfaces: interfaces[$0], routes: [])
    }
  }

  private static let wheelLinks = [(0, 1), (0, 2), (0, 3), (1, 2), (2, 3), (3, 1)]

  static let badGadget = BGPExplorer(
    speakers(
      4, links: wheelLinks,
      [
        Preference(node: 1, paths: [[102, 100], [100]]), Preference(node: 2, paths: [[103, 100], [100]]),
        Preference(node: 3, paths: [[101, 100], [100]]),
      ]))

  static let goodGadget = BGPExplorer(
    speakers(
      4, links: wheelLinks,
      [
        Preference(node: 1, paths: [[102, 100], [100]]), Preference(node: 2, paths: [[100], [103, 100]]),
        Preference(node: 3, paths: [[101, 100], [100]]),
      ]))

  static let disagree = BGPExplorer(
    speakers(
      3, links: [(0, 1), (0, 2), (1, 2)],
      [Preference(node: 1, paths: [[102, 100], [100]]), Preference(node: 2, paths: [[101, 100], [100]])]))

  @Test func badGadgetHasPeriodTwoInRounds() {
    guard case .oscillates(let proof) = Self.badGadget.run(.rounds) else {
      Issue.record("BAD GADGET came to rest")
      return
    }
    #expect(proof.period == 2)
    #expect(proof.participants == ["1", "2", "3"])
    #expect(proof.wheel?.spokes.count == 3)
    #expect(
      proof.wheel?.spokes.allSatisfy { $0.spoke == [$0.speaker, "0"] && $0.preferred.count == 3 } ?? false)
  }

  @Test func badGadgetNeverRestsInAnyOrder() {
    for seed in 0..<5 as Range<UInt64> {
      #expect(Self.badGadget.run(.random(seed: seed)) == .undecided(steps: BGPExplorer.stepLimit))
    }
  }

  @Test func goodGadgetAlwaysRestsInTheSameState() {
    var ends: Set<[BGPSystem.Choice]> = []
    for order in [.rounds, .firstSent] + (0..<50).map({ BGPExplorer.Order.random(seed: $0) }) {
      guard case .stable(let chosen, _) = Self.goodGadget.run(order) else {
        Issue.record("GOOD GADGET did not come to rest")
        continue
      }
      ends.insert(chosen)
    }
    #expect(ends.count == 1)
    #expect(ends.first?.map(\.way) == [["0"], ["1", "2", "0"], ["2", "0"], ["3", "0"]])
  }

  @Test func disagreeHasTwoStableStatesAndPeriodTwoInRounds() {
    guard case .oscillates(let proof) = Self.disagree.run(.rounds) else {
      Issue.record("DISAGREE came to rest in rounds")
      return
    }
    #expect(proof.period == 2)
    #expect(proof.participants == ["1", "2"])
    var ends: [[BGPSystem.Choice]: Int] = [:]
    for seed in 0..<200 as Range<UInt64> {
      if case .stable(let chosen, _) = Self.disagree.run(.random(seed: seed)) {
        ends[chosen, default: 0] += 1
      }
    }
    #expect(ends.count == 2)
    #expect(ends.values.allSatisfy { $0 > 40 }, "neither is rare")
    #expect(ends.values.reduce(0, +) == 200, "every order comes to rest")
  }

  /// The table of the reference: n ASes in a clique, all attached to the origin, in rounds; shortest path, then lowest.
  @Test(arguments: [(3, 16), (4, 39), (5, 76), (6, 130), (7, 204), (8, 301)])
  func cliqueWithdrawal(size: Int, updates: Int) {
    var links = (1...size).map { (0, $0) }
    for a in 1...size { for b in stride(from: a + 1, through: size, by: 1) { links.append((a, b)) } }
    let speakers = Self.speakers(size + 1, links: links, []) { $0.tellsSource = true }
    let episodes = BGPExplorer(speakers).episodes([("withdraw", "0", BGPBench.prefix, false)])
    // The origin's withdrawals take the first round.
    #expect(episodes.first?.rounds == size + 1)
    #expect(episodes.first?.updatesOfOthers == updates)
    #expect(episodes.first?.isAtRest ?? false)
  }

  /// Whoever does not tell a route back saves two messages for each AS but the first and the last.
  @Test func splitHorizonSavesUpdates() {
    let links = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    let episodes = BGPExplorer(Self.speakers(4, links: links, [])).episodes([
      ("withdraw", "0", BGPBench.prefix, false)
    ])
    #expect(episodes.first?.updatesOfOthers == 12)
  }
}
