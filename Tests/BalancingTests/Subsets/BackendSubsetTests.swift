import Balancing
import Kernel
import Testing

@Suite struct BackendSubsetTests {
  /// mt19937ar.c's own check for init_by_array is with four words; this is CPython's `random.seed(0); random.random()`.
  @Test func aTwisterAsPythons() {
    var twister = MersenneTwister(seed: 0)
    let numbers = [twister.uniform(), twister.uniform()]
    #expect(numbers == [0.8444218515250481, 0.7579544029403025])
    var other = MersenneTwister(seed: 4_294_967_295)
    var word = other.word()
    #expect(word == 2_728_839_433)
    // Into the second block of words.
    for _ in 0..<1999 { word = other.word() }
    #expect(word == 2_640_887_251)
  }

  /// "Site Reliability Engineering", chapter 20: twelve backends in subsets of three; the lists of rounds 0 and 1.
  @Test func deterministicSubsets_SREBook20() {
    let all = Array(0..<12)
    let rounds = (0..<2).map { round in
      (0..<4).flatMap { BackendSubset.deterministic(all, size: 3, client: round * 4 + $0) }
    }
    #expect(rounds[0] == [0, 6, 3, 5, 1, 7, 11, 9, 2, 4, 8, 10])
    #expect(rounds[1] == [8, 11, 4, 0, 5, 6, 10, 3, 2, 7, 9, 1])
  }

  /// The same chapter: 300 clients with 90 of 300 backends each. Dealt in rounds all backends have 90 clients; drawn at
  /// random the least has about 63 % of that and the most 121 %.
  @Test func spreadOfClients_SREBook20() {
    let all = Array(0..<300)
    var (dealt, drawn) = ([Int](repeating: 0, count: 300), [Int](repeating: 0, count: 300))
    for client in 0..<300 {
      for backend in BackendSubset.deterministic(all, size: 75, client: client) { dealt[backend] += 1 }
      var stream = RandomStream(seed: 1, entity: "client-\(client)", purpose: "subset")
      let subset = BackendSubset.random(all, size: 90, stream: &stream)
      #expect(Set(subset).count == 90)
      for backend in subset { drawn[backend] += 1 }
    }
    #expect(dealt.allSatisfy { $0 == 75 })
    #expect((0.6...0.82).contains(Double(drawn.min() ?? 0) / 90))
    #expect((1.15...1.4).contains(Double(drawn.max() ?? 0) / 90))
  }

  @Test func subsetsAsLargeAsAllAreAll() {
    var stream = RandomStream(seed: 1, entity: "c", purpose: "subset")
    #expect(BackendSubset.deterministic([4, 5, 6], size: 3, client: 7) == [4, 5, 6])
    let drawn = BackendSubset.random([4, 5, 6], size: 9, stream: &stream)
    #expect(drawn.sorted() == [4, 5, 6])
    #expect(BackendSubset.deterministic([], size: 3, client: 7) == [])
  }
}
