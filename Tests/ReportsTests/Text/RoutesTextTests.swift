import Metrics
import Testing

@testable import Reports

@Suite struct RoutesTextTests {
  @Test func theLayoutIsThatOfShowIPRoute() {
    #expect(RoutesText.document(SampleRun.routes) == Self.golden)
  }

  @Test func onlyTheNamedRoutersAreShown() {
    let text = RoutesText.document(SampleRun.routes, only: ["r2"])
    #expect(text.contains("r2\n  no routes"))
    #expect(!text.contains("\nr1\n"))
  }

  @Test func aSettledNetworkIsNotCalledUnsettled() {
    var routes = SampleRun.routes
    routes.isQuiet = true
    #expect(RoutesText.document(routes).contains("At 72.5s\n"))
  }

  static let golden = #"""
    Codes: C connected, S static, R RIP, O OSPF, G global, B BGP; > selected, * in the forwarding table
    At 72.5s, routing has not settled

    r2
      no routes

    r1
    S>* 0.0.0.0/0 [1/0] via 10.0.1.2, eth0 (r2)
    C>* 10.0.1.0/30 is directly connected, eth0
    R>* 10.0.2.0/30 [120/2] via 10.0.1.2, eth0 (r2)
      *                     via 10.0.3.2, eth1 (r3)
    S>* 10.9.0.0/16 [1/0] unreachable (blackhole)

    """#
}
