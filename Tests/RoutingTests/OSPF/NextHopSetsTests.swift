import Kernel
import NetworkModel
import Testing

@testable import Routing

/// Sets of next hops by number against plain sets; some have more hops than there are bits.
@Suite struct NextHopSetsTests {
  @Test(arguments: [3, 20, 63, 64, 65, 130]) func aUnionHasTheHopsOfBothAndOneNumber(hops: Int) {
    var stream = RandomStream(word: UInt64(hops))
    var sets = NextHopSets()
    var known: [(number: Int32, hops: Set<NextHop>)] = (0..<hops).map { position in
      let hop = NextHop(
        interface: InterfaceIndex(position), address: IPv4Address(bits: 0x0A00_0001 + UInt32(position)))
      return (sets.single(hop), [hop])
    }
    for _ in 0..<400 {
      let (a, b) = (known[stream.below(known.count)], known[stream.below(known.count)])
      let union = (number: sets.union(a.number, b.number), hops: a.hops.union(b.hops))
      #expect(sets.list(union.number) == union.hops.sorted())
      if stream.bernoulli(0.3) { known.append(union) }
    }
    for one in known {
      #expect(known.allSatisfy { ($0.number == one.number) == ($0.hops == one.hops) }, "one set, one number")
    }
  }

  @Test func theRouterItselfAddsNothing() {
    var sets = NextHopSets()
    let hop = NextHop(interface: InterfaceIndex(1), address: IPv4Address(10, 0, 0, 1))
    let single = sets.single(hop)
    let others = [
      sets.single(hop), sets.union(NextHopSets.here, single), sets.union(single, NextHopSets.here),
    ]
    #expect(others == [single, single, single])
  }
}
