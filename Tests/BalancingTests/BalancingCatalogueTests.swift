import Balancing
import Foundation
import Kernel
import NetworkModel
import Testing

@Suite struct BalancingCatalogueTests {
  @Test func everyPolicyFileStandsInTheCatalogue() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Balancing/Policies")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".swift")
    }
    #expect(Set(files) == Set(BalancingCatalogue.types.map { "\($0).swift" }))
    #expect(files.count == BalancingCatalogue.types.count)
  }

  @Test func aFlavorBelongsToOneTypeOnly() {
    for policy in BalancingCatalogue.policies {
      #expect(Set(policy.flavors).count == policy.flavors.count, "\(policy.name)")
    }
  }

  /// Every policy, in every flavor, with everything that may go wrong at once: nothing traps, and what is picked may be.
  @Test func everyPolicyKeepsToTheEligibleBackends() {
    for type in BalancingCatalogue.types {
      let descriptor = type.descriptor
      for flavor in descriptor.flavors.isEmpty ? [nil] : descriptor.flavors.map(Optional.some) {
        for weights in [[1], [1, 1, 1], [7, 1, 300, 2]] {
          var bench = PolicyBench(
            descriptor.name, flavor: flavor, weights: weights, slots: 2,
            keys: (0..<40).map { "/\($0)" } + ["192.168.7.9"])
          var draws = bench.stream
          var open: [Int] = []
          for step in 0..<400 {
            bench.now += .milliseconds(3)
            switch draws.below(8) {
            case 0: bench.setEligible(draws.below(weights.count), false)
            case 1, 2: bench.setEligible(draws.below(weights.count), true)
            case 3, 4:
              if !open.isEmpty {
                bench.end(
                  open.removeLast(), succeeded: draws.below(4) > 0, latency: .milliseconds(draws.below(50)))
              }
            case 5: bench.policy.becameIdle(draws.below(weights.count))
            default:
              let tried = draws.below(3) == 0 ? [draws.below(weights.count)] : []
              let decision = bench.decide(key: step % 41, tried: tried)
              if let decision {
                #expect(bench.table.entries[decision.backend].isEligible, "\(type)")
                #expect(!decision.reason.describe { letter($0) }.contains("{"), "\(type)")
                open.append(decision.backend)
              } else if tried.isEmpty && descriptor.name != "overflow" {
                #expect(bench.table.eligible.isEmpty, "\(type) finds none")
              }
            }
          }
        }
      }
    }
  }
}
