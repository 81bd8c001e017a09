import Kernel
import NetworkModel
import Testing

@testable import Routing

/// One log for all interfaces, against a list for each.
@Suite struct FloodLogTests {
  @Test(arguments: 1...10)
  func itIsAListForEachInterface(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "log", purpose: "test")
    let numbering = LinkStateNumbering()
    let instances = (0..<40).map { number in
      let key = LSAKey(.router, IPv4Address(bits: UInt32(number)), by: IPv4Address(bits: UInt32(number)))
      return LSAInstance(
        LSA(key, sequence: 1, options: [], body: .router(flags: [], links: []), numbering: numbering), age: 0)
    }
    /// Interfaces 0…2 are in scope 0, 3…5 in scope 1.
    let scopes = [0, 0, 0, 1, 1, 1]
    var log = FloodLog()
    var lists = [[LSAInstance]](repeating: [], count: 6)
    for _ in 0..<2000 {
      let interface = stream.below(6)
      if stream.bernoulli(0.6) {
        let batch = (0..<(1 + stream.below(4))).map { _ in instances[stream.below(40)] }
        for other in 0..<6 where other != interface && scopes[other] == scopes[interface] {
          #expect(log.announce(other) == lists[other].isEmpty)
          lists[other] += batch.map { $0.aged(by: 1) }
        }
        log.add(batch[...], agedBy: 1, scope: scopes[interface], from: interface)
      } else {
        #expect(log.isPending(interface) == !lists[interface].isEmpty)
        var taken: [LSAInstance] = []
        log.take(for: interface, scope: scopes[interface], into: &taken)
        #expect(taken == lists[interface])
        lists[interface] = []
      }
      #expect(log.isEmpty == lists.allSatisfy(\.isEmpty))
    }
  }
}
