import Kernel
import NetworkModel
import Testing

@testable import Balancing

/// Linux's ip_vs_mh.c. The figures come from a model of its own in C, written from the algorithm and run apart from this code.
@Suite struct MaglevIPVSTests {
  /// A thousand clients, 192.168.0.0 and every seventh after it.
  private static let clients = (0..<1000).map { IPv4Address(bits: 0xC0A8_0000 + UInt32($0) * 7).description }

  private static func bench(_ weights: [Int], size: Double = 4093, quiesced: String = "removed")
    -> PolicyBench
  {
    PolicyBench(
      "maglev", flavor: "ipvs", weights: weights,
      parameters: [
        parameter("table-size", size),
        PolicySpec.Parameter(name: "quiesced", value: 0, text: quiesced),
      ], keys: clients)
  }

  /// The sum over all clients of 31 to the power of the place, times the destination's number.
  private static func checksum(_ bench: inout PolicyBench) -> UInt64 {
    owners(&bench).reduce(0) { $0 &* 31 &+ UInt64(bitPattern: Int64($1)) }
  }

  private static func owners(_ bench: inout PolicyBench) -> [Int] {
    let hashes = bench.hashes
    return hashes.map { bench.owner(of: $0) }
  }

  /// Reference vectors of SipHash-1-3 with the key 00 … 0f: no bytes, and 00 01 02.
  @Test func sipHash13() {
    let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)
    #expect(SipHash.hash([], key: key, rounds: (1, 3)) == 0xABAC_0158_050F_C4DC)
    #expect(SipHash.hash([0, 1, 2], key: key, rounds: (1, 3)) == 0x8BF8_0AB8_E7DD_F7FB)
  }

  /// Weights over their common divisor; 63 has no more than the six bits of the table's order, 200 has two too many.
  @Test func turnsAreWeightsOverTheirDivisorAndShifted() {
    #expect(MaglevIPVS.turns([20, 30, 10], order: 12) == [2, 3, 1])
    #expect(MaglevIPVS.turns([63, 1], order: 12) == [63, 1])
    #expect(MaglevIPVS.turns([200, 50, 30, 10, 7], order: 12) == [50, 12, 7, 2, 1])
    #expect(MaglevIPVS.turns([], order: 12).isEmpty)
  }

  @Test func equalDestinationsShareTheTable() {
    var bench = Self.bench([1, 1, 1, 1])
    let sum = Self.checksum(&bench)
    #expect(sum == 4_610_733_342_500_495_842)
    let first = Self.owners(&bench).prefix(12)
    #expect(first == [0, 3, 2, 1, 2, 3, 0, 3, 0, 2, 2, 3])
  }

  @Test func weightsAreShiftedIntoSixBits() {
    var bench = Self.bench([200, 50, 30, 10, 7])
    let sum = Self.checksum(&bench)
    #expect(sum == 2_625_192_879_318_085_488)
  }

  /// The smallest table has 251 slots and gives weights four bits; a size between two primes becomes the greater one.
  @Test func smallTables() {
    var bench = Self.bench([40, 3, 9], size: 251)
    let sum = Self.checksum(&bench)
    #expect(sum == 6_576_997_089_616_778_798)
    var next = Self.bench([40, 3, 9], size: 252)
    let reason = next.decide()?.reason
    #expect(reason?.second == 509)
  }

  /// mh-fallback: the clients of a destination with weight 0 go where their address leads with growing offsets.
  @Test func fallbackMovesOnlyTheClientsOfTheOneThatIsOut() {
    var bench = Self.bench([1, 1, 1, 1], quiesced: "fallback")
    let before = Self.owners(&bench)
    bench.setEligible(1, false)
    let sum = Self.checksum(&bench)
    #expect(sum == 13_648_895_590_567_173_099)
    let after = Self.owners(&bench)
    #expect(zip(before, after).allSatisfy { $0 == $1 || $0 == 1 })
  }

  /// Without the flag they are refused, and served again when it is back.
  @Test func withoutFallbackItsClientsAreRefused() {
    var bench = Self.bench([1, 1, 1, 1], quiesced: "refused")
    let before = Self.owners(&bench)
    bench.setEligible(1, false)
    let during = Self.owners(&bench)
    #expect(during == before.map { $0 == 1 ? -1 : $0 })
    bench.setEligible(1, true)
    let later = Self.owners(&bench)
    #expect(later == before)
  }

  /// A destination that is removed: the table is filled anew, and most clients of the others stay.
  @Test func removalRebuildsTheTable() {
    var bench = Self.bench([1, 1, 1, 1])
    let before = Self.owners(&bench)
    bench.setEligible(1, false)
    let after = Self.owners(&bench)
    #expect(!after.contains(1))
    #expect(zip(before, after).count { $0 != 1 && $0 != $1 } < 150)
    for backend in [0, 2, 3] { bench.setEligible(backend, false) }
    #expect(bench.start() == -1)
  }
}
