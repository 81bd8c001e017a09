import NetworkModel
import Testing

@testable import ScenarioFormats

/// Defaults of `routing.bgp.neighbors` that depend on another key.
@Suite struct BGPNeighborTests {
  /// bgpd has `replace-as` only behind `no-prepend`, so the one brings the other; what is written counts.
  @Test(arguments: [
    ("9", true, false), ("{as: 9}", true, false), ("{as: 9, no-prepend: true}", false, false),
    ("{as: 9, replace-as: true}", false, true), ("{as: 9, replace-as: true, no-prepend: true}", false, true),
    ("{as: 9, replace-as: true, no-prepend: false}", true, true),
  ])
  func replacingTheOwnASLeavesTheLocalOneOut(written: String, isPrepended: Bool, replacesOwn: Bool) throws {
    let scenario = try ScenarioText.decode(
      """
      title: t
      network: {routers: {r1: {as: 1}, r2: {as: 2}}, links: [r1 -- r2]}
      routing: {protocol: bgp, bgp: {neighbors: [{on: r1, neighbor: r2, local-as: \(written)}]}}
      """)
    let local = try #require(scenario.routing.bgp.neighbors.first?.options.localAS)
    #expect(local.number == 9)
    #expect(local.isPrepended == isPrepended)
    #expect(local.replacesOwn == replacesOwn)
  }
}
