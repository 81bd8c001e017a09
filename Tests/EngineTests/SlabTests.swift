import Kernel
import Testing

@testable import Engine

@Suite struct SlabTests {
  @Test func aReleasedIndexIsUsedAgainFirst() {
    var slab = Slab<Int>(minimumCapacity: 1)
    let (a, b, c) = (slab.allocate(10), slab.allocate(11), slab.allocate(12))
    #expect([a, b, c] == [0, 1, 2])
    slab.release(b)
    slab.release(a)
    #expect(slab.count == 1)
    #expect(slab.allocate(20) == a)
    #expect(slab.allocate(21) == b)
    #expect(slab.allocate(22) == 3)
    #expect(slab.extent == 4)
    #expect([slab[a], slab[b], slab[c]] == [20, 21, 12])
  }

  @Test func anElementIsChangedInPlace() {
    var slab = Slab<SIMD2<Int>>()
    let index = slab.allocate(SIMD2(1, 2))
    slab[index].y += 40
    #expect(slab[index] == SIMD2(1, 42))
  }

  /// What every request needs lies in the first two cache lines of three.
  @Test func requestsFillWholeCacheLines() throws {
    #expect(MemoryLayout<Request>.stride == 192)
    let last = try #require(MemoryLayout<Request>.offset(of: \.isError))
    #expect(last < 128)
  }

  /// Random allocation and release against a dictionary, over several doublings.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func keepsWhatADictionaryWouldKeep(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "slab", purpose: "test")
    var slab = Slab<UInt64>(minimumCapacity: 2)
    var oracle: [UInt32: UInt64] = [:]
    for step in 0..<20_000 {
      if stream.bernoulli(0.52) || oracle.isEmpty {
        let value = stream.next()
        let index = slab.allocate(value)
        #expect(oracle.updateValue(value, forKey: index) == nil, "seed \(seed), step \(step)")
      } else {
        let index = UInt32(stream.below(slab.extent))
        guard let value = oracle.removeValue(forKey: index) else { continue }
        #expect(slab[index] == value, "seed \(seed), step \(step)")
        slab.release(index)
      }
    }
    #expect(slab.count == oracle.count)
    #expect(oracle.allSatisfy { slab[$0.key] == $0.value })
  }
}

@Suite struct FixedArrayTests {
  @Test func holdsWhatItWasMadeOf() {
    let repeated = FixedArray<UInt8>(repeating: 7, count: 5)
    #expect(repeated.count == 5)
    #expect((0..<5).allSatisfy { repeated[$0] == 7 })
    var values = FixedArray([3, 1, 4])
    values[1] = 5
    values[UInt32(2)] += 1
    #expect([values[0], values[UInt32(1)], values[2]] == [3, 5, 5])
  }

  @Test func mayBeEmpty() {
    #expect(FixedArray<Int>(repeating: 0, count: 0).count == 0)
    #expect(FixedArray<Int>([]).count == 0)
  }
}
