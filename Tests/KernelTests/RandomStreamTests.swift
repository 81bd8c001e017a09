import Testing

@testable import Kernel

@Suite struct RandomStreamTests {
  @Test func aStreamDependsOnSeedEntityAndPurposeAndOnNothingElse() {
    func first(_ seed: UInt64, _ entity: String, _ purpose: String) -> UInt64 {
      var stream = RandomStream(seed: seed, entity: entity, purpose: purpose)
      return stream.next()
    }
    let base = first(1, "r1", "rip")
    #expect(base == first(1, "r1", "rip"))
    #expect(base != first(2, "r1", "rip"))
    #expect(base != first(1, "r2", "rip"))
    #expect(base != first(1, "r1", "loss"))
    #expect(first(1, "ab", "c") != first(1, "a", "bc"), "the border between the names counts")
  }

  /// The same bits on every platform: the values that the first version drew.
  @Test func drawsTheSameBitsEverywhere() {
    var stream = RandomStream(seed: 42, entity: "golden", purpose: "bits")
    let bits = (0..<4).map { _ in stream.next() }
    #expect(
      bits == [
        1_376_083_066_144_083_882, 14_343_528_195_080_352_607, 8_481_864_076_704_887_245,
        1_286_216_041_079_892_089,
      ])
    var request = RandomStream(word: 42)
    let words = (0..<2).map { _ in request.next() }
    #expect(words == [15_021_278_609_987_233_951, 5_881_210_131_331_364_753])
  }

  /// The reference implementation's first outputs for the state 0.
  @Test func seedsBySplitMix64_Vigna() {
    var seeder = SplitMix64(state: 0)
    #expect(seeder.next() == 0xE220_A839_7B1D_CDAF)
    #expect(seeder.next() == 0x6E78_9E6A_A1B9_65F4)
    #expect(seeder.next() == 0x06C4_5D18_8009_454F)
    var words = SplitMix64(state: 1234)
    let stream = RandomStream(word: 1234)
    let expected = (0..<4).map { _ in words.next() }
    #expect([stream.s0, stream.s1, stream.s2, stream.s3] == expected)
  }

  @Test func noTwoNamesShareAStream() {
    var seen: Set<UInt64> = []
    for entity in 0..<200 {
      for purpose in 0..<200 {
        var stream = RandomStream(seed: 1, entity: "r\(entity)", purpose: "p\(purpose)")
        seen.insert(stream.next())
      }
    }
    #expect(seen.count == 200 * 200)
  }

  /// Neighbouring names and seeds: half of the bits differ, within five standard errors (σ = √(64/4)/√n).
  @Test func streamsOfNeighbouringKeysAreIndependent() {
    func meanDistance(_ a: (Int) -> RandomStream, _ b: (Int) -> RandomStream) -> Double {
      var sum = 0
      for number in 0..<1000 {
        var (first, second) = (a(number), b(number))
        for _ in 0..<10 { sum += (first.next() ^ second.next()).nonzeroBitCount }
      }
      return Double(sum) / 10_000
    }
    func named(_ seed: Int, _ entity: Int) -> RandomStream {
      RandomStream(seed: UInt64(seed), entity: "r\(entity)", purpose: "x")
    }
    #expect(
      abs(
        meanDistance {
          named(1, $0)
        } _: {
          named(1, $0 + 1)
        } - 32) < 0.2)
    #expect(
      abs(
        meanDistance {
          named($0, 1)
        } _: {
          named($0 + 1, 1)
        } - 32) < 0.2)
    #expect(
      abs(
        meanDistance {
          RandomStream(word: UInt64($0))
        } _: {
          RandomStream(word: UInt64($0 + 1))
        } - 32) < 0.2)
  }

  /// xoshiro256++ with state 1, 2, 3, 4: the reference implementation's first outputs.
  @Test func isXoshiro256PlusPlus_BlackmanVigna() {
    var stream = RandomStream(word: 0)
    stream.s0 = 1
    stream.s1 = 2
    stream.s2 = 3
    stream.s3 = 4
    #expect(stream.next() == 41_943_041)
    #expect(stream.next() == 58_720_359)
    #expect(stream.next() == 3_588_806_011_781_223)
    #expect(stream.next() == 3_591_011_842_654_386)
  }

  @Test func belowStaysBelowAndReachesEverything() {
    var stream = RandomStream(seed: 1, entity: "a", purpose: "b")
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[stream.below(7)] += 1 }
    for count in counts { #expect(abs(count - 10_000) < 500) }
  }

  @Test func uniformIsInTheHalfOpenUnitInterval() {
    var stream = RandomStream(seed: 2, entity: "u", purpose: "v")
    var (sum, least, most) = (0.0, 1.0, 0.0)
    for _ in 0..<100_000 {
      let value = stream.uniform()
      (least, most) = (min(least, value), max(most, value))
      sum += value
    }
    #expect(least >= 0 && most < 1)
    #expect(abs(sum / 100_000 - 0.5) < 5 * (1.0 / 12 / 100_000).squareRoot())
  }

  @Test func boundsOfOneAndTheGreatestAreKept() {
    var stream = RandomStream(seed: 2, entity: "u", purpose: "w")
    for _ in 0..<1000 {
      #expect(stream.below(1) == 0)
      let greatest = stream.below(.max)
      #expect((0..<Int.max).contains(greatest))
      let jitter = stream.uniform(upTo: .seconds(3))
      #expect((SimTime.zero...SimTime.seconds(3)).contains(jitter))
    }
  }

  @Test func certaintyAndImpossibilityAreKept() {
    var stream = RandomStream(seed: 2, entity: "u", purpose: "b")
    for _ in 0..<1000 {
      let certain = stream.bernoulli(1)
      let impossible = stream.bernoulli(0)
      #expect(certain && !impossible)
    }
  }
}
