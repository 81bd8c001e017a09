import Kernel
import NetworkModel
import Testing

@testable import Routing

/// The RIB against the plainest one there is: all candidates in a list, the best of each prefix picked by sorting.
@Suite struct RoutingInformationBaseTests {
  private struct Plain {
    var candidates: [ProtocolRoute] = []

    mutating func offer(_ route: ProtocolRoute) {
      withdraw(route.prefix, route.source)
      candidates.append(route)
    }

    mutating func withdraw(_ prefix: IPv4Prefix, _ source: RouteSource) {
      candidates.removeAll { $0.prefix == prefix && $0.source == source }
    }

    func selected(_ prefix: IPv4Prefix) -> ProtocolRoute? {
      candidates.filter { $0.prefix == prefix }.min { ($0.distance, $0.source) < ($1.distance, $1.source) }
    }
  }

  private static let prefixes = (0..<40).map { IPv4Prefix(IPv4Address(10, 0, UInt8($0), 0), length: 24) }
  private static let hops = (0..<5).map {
    NextHopSet(NextHop(interface: InterfaceIndex($0), address: IPv4Address(192, 0, 2, UInt8($0))))
  }

  @Test(arguments: 1...20)
  func itSelectsAsAPlainListDoes(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "rib", purpose: "test")
    var rib = RoutingInformationBase()
    var plain = Plain()
    for _ in 0..<400 {
      let prefix = Self.prefixes[Int(stream.uniform() * 40)]
      let before = plain.selected(prefix)
      let change: RoutingInformationBase.SelectionChange?
      let source = stream.bernoulli(0.5) ? RouteSource.ospf : .rip
      if stream.bernoulli(0.6) {
        let route = ProtocolRoute(
          prefix: prefix, source: source, metric: Int(stream.uniform() * 3),
          nextHops: Self.hops[Int(stream.uniform() * 5)])
        plain.offer(route)
        change = rib.offer(route)
      } else {
        plain.withdraw(prefix, source)
        change = rib.withdraw(prefix, source: source)
      }
      let after = plain.selected(prefix)
      #expect(
        change?.old == (before == after ? nil : before) && change?.new == (before == after ? nil : after))
    }
    #expect(rib.selectedRoutes == Self.prefixes.compactMap { plain.selected($0) })
  }

  @Test(arguments: 1...20)
  func aBatchIsTheSameAsItsLines(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "rib", purpose: "batch")
    var (bulk, single) = (RoutingInformationBase(), RoutingInformationBase())
    for prefix in Self.prefixes where stream.bernoulli(0.3) {
      let route = ProtocolRoute(prefix: prefix, source: .static, metric: 0, nextHops: Self.hops[0])
      _ = (bulk.offer(route), single.offer(route))
    }
    for _ in 0..<12 {
      var batch = RouteBatch(source: .ospf)
      batch.hopSets = Self.hops
      for prefix in Self.prefixes where stream.bernoulli(0.7) {
        if stream.bernoulli(0.7) {
          batch.install(
            prefix, hops: Int(stream.uniform() * 5), RouteBatch.Detail(metric: Int(stream.uniform() * 4)))
        } else {
          batch.withdraw(prefix)
        }
      }
      var changes: [RoutingInformationBase.HopsChange] = []
      bulk.apply(batch, changes: &changes)
      var expected: [IPv4Prefix] = []
      for (prefix, route) in batch.changes {
        let change = route.map { single.offer($0) } ?? single.withdraw(prefix, source: .ospf)
        if change != nil { expected.append(prefix) }
      }
      #expect(changes.map(\.prefix) == expected)
      for change in changes {
        #expect(change.hops.map { bulk.nextHops(numbered: $0) } == single.selected(change.prefix)?.nextHops)
      }
      #expect(bulk.selectedRoutes == single.selectedRoutes)
    }
  }
}
