import Balancing
import Foundation
import Kernel
import NetworkModel
import Testing

/// The picks of a policy as letters.
func picks(_ policy: any BalancingPolicy, _ table: BackendTable, count: Int) -> String {
  var policy = policy
  var stream = RandomStream(seed: 1, entity: "test", purpose: "balancing")
  var text = ""
  for _ in 0..<count {
    guard let decision = policy.choose(table, stream: &stream) else { return text + "-" }
    text += ["a", "b", "c", "d"][decision.backend]
  }
  return text
}

@Suite struct RoundRobinTests {
  @Test func takesTurnsWhateverTheWeights() {
    let policy = RoundRobin(weights: [5, 1, 1], configuration: PolicyConfiguration())
    #expect(picks(policy, BackendTable(weights: [5, 1, 1]), count: 7) == "abcabca")
  }

  @Test func stepsOverWhatIsNotEligible() {
    var table = BackendTable(weights: [1, 1, 1])
    table.entries[1].isEligible = false
    let policy = RoundRobin(weights: [1, 1, 1], configuration: PolicyConfiguration())
    #expect(picks(policy, table, count: 5) == "acaca")
    table.entries[0].isEligible = false
    table.entries[2].isEligible = false
    #expect(picks(policy, table, count: 1) == "-")
  }
}

@Suite struct SmoothWeightedRoundRobinTests {
  /// nginx's own example in the commit message of the algorithm.
  @Test(arguments: [([5, 1, 1], "aabacaaaabacaa"), ([3, 1], "aabaaaba"), ([1, 1, 1], "abcabc")])
  func spreadsTheTurnsAsNginxDoes(weights: [Int], expected: String) {
    let policy = SmoothWeightedRoundRobin(weights: weights, configuration: PolicyConfiguration())
    #expect(picks(policy, BackendTable(weights: weights), count: expected.count) == expected)
  }

  @Test func tellsTheCurrentWeightThatWon() {
    var policy = SmoothWeightedRoundRobin(weights: [5, 1, 1], configuration: PolicyConfiguration())
    var stream = RandomStream(word: 1)
    let decision = policy.choose(BackendTable(weights: [5, 1, 1]), stream: &stream)
    #expect(decision?.reason == .greatestCurrentWeight(5))
  }

  /// max_fails 1: one failure takes the whole effective weight; each pick gives 1 back.
  @Test func aFailureLowersTheEffectiveWeight() {
    var policy = SmoothWeightedRoundRobin(weights: [2, 2], configuration: PolicyConfiguration())
    policy.attemptEnded(backend: 0, succeeded: false)
    #expect(picks(policy, BackendTable(weights: [2, 2]), count: 6) == "bbabab")
  }
}

@Suite struct BalancingCatalogueTests {
  @Test func everyPolicyFileStandsInTheCatalogue() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Balancing/Policies")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".swift")
    }
    let types = Set(BalancingCatalogue.types.map { "\($0).swift" })
    #expect(Set(files) == types)
    #expect(Set(BalancingCatalogue.policies.map(\.name)).count == files.count)
  }
}
