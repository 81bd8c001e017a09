import NetworkModel
import Testing

@testable import Routing

/// RFC 9234 §5, procedure by procedure. The own role is what the speaker is to its neighbour: a provider's neighbour is a customer.
@Suite struct OnlyToCustomerTests {
  private static func marked(_ number: UInt32?) -> PathAttributes {
    var attributes = PathAttributes()
    attributes.onlyToCustomer = number
    return attributes
  }

  /// Ingress 1: "If a route with the OTC Attribute is received from a Customer or an RS-Client, then it is a route leak".
  @Test(arguments: [BGPRole.provider, .routeServer])
  func markFromACustomerIsALeak_RFC9234_5_ingress_1(role: BGPRole) {
    for mark in [7, 100] as [UInt32] {
      var attributes = Self.marked(mark)
      #expect(OnlyToCustomer.isLeak(&attributes, role: role, remoteAS: 7))
    }
    // Ingress 3 speaks of providers, peers and route servers only: nothing is added here.
    var plain = Self.marked(nil)
    #expect(!OnlyToCustomer.isLeak(&plain, role: role, remoteAS: 7))
    #expect(plain.onlyToCustomer == nil)
  }

  /// Ingress 2: from a peer with a value that is not the peer's AS.
  @Test func strangersMarkFromAPeerIsALeak_RFC9234_5_ingress_2() {
    var foreign = Self.marked(8)
    #expect(OnlyToCustomer.isLeak(&foreign, role: .peer, remoteAS: 7))
    var its = Self.marked(7)
    #expect(!OnlyToCustomer.isLeak(&its, role: .peer, remoteAS: 7))
    #expect(its.onlyToCustomer == 7)
  }

  /// Ingress 3: from a provider, a peer or a route server without it: it is added with the value of the remote AS.
  @Test(arguments: [BGPRole.customer, .peer, .routeServerClient])
  func remoteASIsAdded_RFC9234_5_ingress_3(role: BGPRole) {
    var attributes = Self.marked(nil)
    #expect(!OnlyToCustomer.isLeak(&attributes, role: role, remoteAS: 7))
    #expect(attributes.onlyToCustomer == 7)
  }

  /// From a provider any mark is kept as it is.
  @Test(arguments: [BGPRole.customer, .routeServerClient]) func marksFromAboveStay_RFC9234_5(role: BGPRole) {
    var attributes = Self.marked(99)
    #expect(!OnlyToCustomer.isLeak(&attributes, role: role, remoteAS: 7))
    #expect(attributes.onlyToCustomer == 99)
  }

  /// Egress 1: to a customer, a peer or an RS-client without it: the own AS is added.
  @Test(arguments: [BGPRole.provider, .peer, .routeServer])
  func ownASIsAddedOnTheWayOut_RFC9234_5_egress_1(role: BGPRole) {
    var attributes = Self.marked(nil)
    #expect(OnlyToCustomer.maySend(&attributes, role: role, ownAS: 5))
    #expect(attributes.onlyToCustomer == 5)
  }

  /// Egress 2: "If a route already contains the OTC Attribute, it MUST NOT be propagated to Providers, Peers, or RSes."
  @Test(arguments: [BGPRole.customer, .peer, .routeServerClient])
  func markedRoutesGoDownOnly_RFC9234_5_egress_2(role: BGPRole) {
    var attributes = Self.marked(7)
    #expect(!OnlyToCustomer.maySend(&attributes, role: role, ownAS: 5))
  }

  @Test(arguments: [BGPRole.provider, .routeServer]) func markedRoutesReachCustomersUnchanged_RFC9234_5(
    role: BGPRole
  ) {
    var attributes = Self.marked(7)
    #expect(OnlyToCustomer.maySend(&attributes, role: role, ownAS: 5))
    #expect(attributes.onlyToCustomer == 7)
  }

  /// Toward a provider an unmarked route stays unmarked.
  @Test func ownRoutesGoUpUnmarked_RFC9234_5() {
    var attributes = Self.marked(nil)
    #expect(OnlyToCustomer.maySend(&attributes, role: .customer, ownAS: 5))
    #expect(attributes.onlyToCustomer == nil)
  }

  /// RFC 9234 §4.2, Table 2, all pairs.
  @Test func rolesThatFit_RFC9234_4_2() {
    let fitting: Set<[BGPRole]> = [
      [.provider, .customer], [.customer, .provider], [.routeServer, .routeServerClient],
      [.routeServerClient, .routeServer], [.peer, .peer],
    ]
    for one in BGPRole.allCases {
      for other in BGPRole.allCases { #expect(one.fits(other) == fitting.contains([one, other])) }
    }
  }

  /// p – c – q: c, a customer of both, leaks p's route to q, who drops it by the mark that c has put there for p.
  @Test func leakIsDroppedByTheProvider_RFC9234_5() {
    var bench = BGPBench(
      [("p", 1), ("c", 2), ("q", 3)], [("p", "c"), ("c", "q")], originate: ["p": [BGPBench.prefix]]
    ) {
      $0["p"]?.neighbors[0].role = .provider
      $0["c"]?.neighbors[0].role = .customer
      // c takes q for its customer in what it tells, and q does not know.
      $0["q"]?.neighbors[0].role = .provider
    }
    bench.start()
    bench.run(until: .seconds(60))
    #expect(bench.best("c") == "1")
    #expect(bench.best("q") == nil)
    #expect(bench.entry("q")?.rejected.first?.reason == .leak)
  }
}
