import Balancing
import Kernel
import NetworkModel
import Testing

@Suite struct HashPolicyTests {
  /// Figure 1 of the paper: permutations 3 0 4 1 5 2 6, 0 2 4 6 1 3 5 and 3 4 5 6 0 1 2 in seven slots.
  @Test func maglevPaperExample() {
    let backends = [(offset: 3, skip: 4, weight: 1.0), (0, 2, 1), (3, 1, 1)]
    #expect(Maglev.fill(size: 7, backends) == [1, 0, 1, 0, 2, 2, 0])
    #expect(Maglev.fill(size: 7, [backends[0], backends[2]]) == [0, 0, 0, 0, 1, 1, 1])
  }

  /// 65537 slots over 1000 backends: 65 or 66 each; without one of them about 0.6 % of the other slots move.
  @Test func maglevIsEvenAndMovesLittle() {
    var bench = PolicyBench(
      "maglev", weights: Array(repeating: 1, count: 1000), names: (0..<1000).map { "web-\($0)" })
    func table() -> [Int] { (0..<65537).map { bench.owner(of: UInt64($0)) } }
    let before = table()
    var counts = [Int](repeating: 0, count: 1000)
    for backend in before { counts[backend] += 1 }
    #expect(counts.min() == 65 && counts.max() == 66)
    bench.setEligible(500, false)
    let moved = zip(before, table()).count { $0 != 500 && $0 != $1 }
    #expect((0.002...0.012).contains(Double(moved) / 65537), "\(moved) moved")
  }

  @Test(arguments: ["maglev", "ring-hash", "rendezvous"])
  func keysOfOthersStayWhenABackendLeaves(name: String) {
    let keys = (0..<2000).map { "/item/\($0)" }
    var bench = PolicyBench(
      name, weights: Array(repeating: 1, count: 10), names: (0..<10).map { "cache-\($0)" }, keys: keys)
    func owners() -> [Int] {
      keys.indices.map { key in
        let backend = bench.start(key: key)
        bench.table.ended(backend)
        return backend
      }
    }
    let before = owners()
    bench.setEligible(4, false)
    let after = owners()
    let moved = zip(before, after).count { $0 != 4 && $0 != $1 }
    // Rendezvous moves none, Maglev a few. Envoy's ring keeps its 1024 points: nine backends get 114 points each where ten
    // had 103, and the new ones take 11 of 114 keys.
    let bound = ["rendezvous": 0, "maglev": 100, "ring-hash": 240][name] ?? 0
    #expect(moved <= bound, "\(moved) moved")
    #expect(!after.contains(4))
    bench.setEligible(4, true)
    #expect(owners() == before)
  }

  @Test(arguments: ["maglev", "ring-hash", "rendezvous", "hash"])
  func sharesFollowTheWeights(name: String) {
    let keys = (0..<20_000).map { "/item/\($0)" }
    var bench = PolicyBench(
      name, flavor: name == "hash" ? "haproxy" : nil, weights: [4, 2, 1, 1],
      parameters: name == "ring-hash" ? [parameter("minimum-ring-size", 65536)] : [], keys: keys)
    var counts = [0.0, 0, 0, 0]
    for key in keys.indices { counts[bench.start(key: key)] += 1 }
    for (count, share) in zip(counts, [0.5, 0.25, 0.125, 0.125]) {
      #expect(abs(count / 20_000 - share) < 0.02, "\(name): \(counts)")
    }
  }

  /// Never more than ⌈(1 + ε) · m / n⌉ of m in flight, whatever the keys.
  @Test(arguments: ["maglev", "ring-hash", "rendezvous", "hash"], [nil, "haproxy", "nginx"])
  func boundedLoadsNeverExceedTheBound(name: String, flavor: String?) {
    var spec = PolicySpec(name: name)
    spec.flavor = flavor
    let known = BalancingCatalogue.parameters(of: spec).contains { $0.name == "bounded-load" }
    guard known else { return }
    for factor in [1.0, 1.1, 1.25, 2] {
      var bench = PolicyBench(
        name, flavor: flavor, weights: Array(repeating: 1, count: 7),
        parameters: [parameter("bounded-load", factor)],
        keys: ["/popular", "/rare", "/other"])
      var draws = bench.stream
      var open: [Int] = []
      for _ in 0..<2000 {
        if open.count > 3 && draws.below(100) < 48 {
          bench.end(open.remove(at: draws.below(open.count)))
          continue
        }
        let backend = bench.start(key: draws.below(10) < 8 ? 0 : 1 + draws.below(2))
        open.append(backend)
        let bound = Int((factor * Double(open.count) / 7).rounded(.up))
        #expect(bench.table.entries[backend].inFlight <= bound, "\(name) \(factor)")
      }
    }
  }

  /// Envoy's ring: a point is the xxHash64 of `name_number`; the key belongs to the first point not before its own hash.
  @Test func ringHashByDefinition() {
    let names = ["alpha", "beta", "gamma"]
    let keys = (0..<300).map { "key \($0)" }
    var bench = PolicyBench("ring-hash", weights: [1, 1, 1], names: names, keys: keys)
    // ⌈1024 / 3⌉ = 342 points each.
    var points: [(hash: UInt64, owner: Int)] = []
    for (owner, name) in names.enumerated() {
      for number in 0..<342 { points.append((HashFunction.xxh64.hash("\(name)_\(number)"), owner)) }
    }
    points.sort { $0.hash < $1.hash }
    for (place, key) in keys.enumerated() {
      let hash = HashFunction.xxh64.hash(key)
      let owner = (points.first { $0.hash >= hash } ?? points[0]).owner
      #expect(bench.start(key: place) == owner)
    }
  }

  /// 100 points a backend: the fullest of ten has about 1.1 times the mean share of the ring.
  @Test func ringHashIsNotQuiteEven() {
    let keys = (0..<50_000).map { "k\($0)" }
    var bench = PolicyBench(
      "ring-hash", weights: Array(repeating: 1, count: 10), names: (0..<10).map { "b\($0)" }, keys: keys)
    var counts = [Int](repeating: 0, count: 10)
    for key in keys.indices { counts[bench.start(key: key)] += 1 }
    let ratio = Double(counts.max() ?? 0) / 5000
    #expect((1.02...1.35).contains(ratio), "\(ratio)")
  }

  /// 10.1.2.x: ((89·113 + 10)·113 + 1)·113 + 2, each modulo 6271: 3796, 2521, 2680; modulo 3 that is 1.
  @Test func nginxIPHashByHand() {
    var bench = PolicyBench(
      "source-hash", flavor: "nginx", weights: [1, 1, 1], keys: ["10.1.2.3", "10.1.2.77"])
    #expect(bench.start(key: 0) == 1)
    #expect(bench.start(key: 1) == 1)
  }

  /// The kernel's hash_32 with 8 bits: 192.168.1.10 · 0x61C88647 mod 2³², upper byte.
  @Test func ipvsBuckets() {
    let address: UInt64 = 192 << 24 | 168 << 16 | 1 << 8 | 10
    let bucket = Int((address * 0x61C8_8647) & 0xFFFF_FFFF) >> 24
    var bench = PolicyBench("source-hash", flavor: "ipvs", weights: [1, 1, 2], keys: ["192.168.1.10"])
    #expect(bench.start() == [0, 1, 2, 2][bucket % 4])
    var destination = PolicyBench("destination-hash", weights: [1, 1, 2], keys: ["192.168.1.10"])
    #expect(destination.start() == bucket % 3)
  }

  @Test func cookiesStick() {
    var bench = PolicyBench("sticky-cookie", weights: [1, 1, 1], keys: ["ann", "bob", "cid"])
    #expect(bench.turns(6) == "abcabc")
    bench.setEligible(1, false)
    let moved = bench.start(key: 1)
    #expect(moved != 1)
    bench.setEligible(1, true)
    #expect(bench.start(key: 1) == moved)
    #expect(bench.start(key: 0) == 0)
  }
}
