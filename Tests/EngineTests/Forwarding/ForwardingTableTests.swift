import Kernel
import NetworkModel
import Testing

@testable import Engine

/// Longest-prefix match against a plain list of routes, with routes that come and go.
@Suite struct ForwardingTableTests {
  @Test(arguments: 1...10)
  func theLongestMatchIsFound(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "fib", purpose: "test")
    var table = ForwardingTable(nodes: 3)
    var routes: [[IPv4Prefix: UInt32]] = [[:], [:], [:]]
    func address() -> IPv4Address { IPv4Address(bits: 0x0A00_0000 | UInt32(stream.uniform() * 4096)) }
    for _ in 0..<2000 {
      let node = Int(stream.uniform() * 3)
      let prefix = IPv4Prefix(address(), length: [0, 8, 22, 24, 27, 30, 32][Int(stream.uniform() * 7)])
      if stream.bernoulli(0.6) {
        let group = UInt32(1 + stream.uniform() * 1000)
        table.set(node: UInt32(node), prefix: prefix, group: group)
        routes[node][prefix] = group
      } else {
        table.remove(node: UInt32(node), prefix: prefix)
        routes[node][prefix] = nil
      }
      let destination = address()
      for node in 0..<3 {
        let best = routes[node].filter { $0.key.contains(destination) }.max { $0.key.length < $1.key.length }
        #expect(
          table.lookup(node: UInt32(node), destination: destination)
            == best?.value ?? NextHopGroups.unreachable)
      }
    }
  }
}
