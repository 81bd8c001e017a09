import Engine
import Kernel
import Metrics
import NetworkModel
import ScenarioFormats
import Testing

/// Griffin and Premore ("An experimental analysis of BGP convergence time", 2001): each UPDATE takes a router 10 ms to 1 s. As
/// the minimum interval between advertisements grows, updates fall and then stay; the time falls to a least value and then
/// grows in proportion.
@Suite struct MRAISweepTests {
  private static func withdrawal(
    ases: Int, topmost: Int, interval: Int
  ) throws -> (seconds: Double, updates: Int) {
    let text = """
      title: t
      duration: 60min
      network: {generate: {as-graph: {ases: \(ases), tier1: \(topmost)}}}
      routing:
        protocol: bgp
        bgp:
          policies: none
          originate: {as\(ases): 203.0.113.0/24}
          processing: [10ms, 1s]
          mrai: \(interval)s
          origination-interval: 0s
          hold: 0s
      events: [{at: 20min, withdraw: {as\(ases): 203.0.113.0/24}}]
      """
    let scenario = try ScenarioFile.load(Array(text.utf8), from: "t.yaml", overrides: []).scenario
    var simulation = try Simulation.prepare(scenario)
    simulation.run()
    let result = simulation.result()
    let updates = result.routing.first?.counters.first { $0.name == "updates sent" }?.value ?? 0
    return ((result.convergence.last?.lastRouteChange ?? .zero).seconds, updates)
  }

  private static func expectShape(_ points: [(interval: Int, seconds: Double, updates: Int)]) {
    let (short, best, middle, long) = (points[0], points[1], points[2], points[3])
    // Too short an interval: many more updates, and more time.
    #expect(short.updates > 2 * best.updates)
    #expect(short.seconds > 1.2 * best.seconds)
    // Beyond the best one: as many updates, and time in proportion.
    #expect(abs(Double(long.updates) / Double(middle.updates) - 1) < 0.2)
    #expect(middle.seconds > best.seconds)
    let growth = (long.seconds / middle.seconds) / (Double(long.interval) / Double(middle.interval))
    #expect(abs(growth - 1) < 0.15)
  }

  @Test func onAClique() throws {
    Self.expectShape(
      try [5, 10, 30, 60].map { interval in
        let (seconds, updates) = try Self.withdrawal(ases: 15, topmost: 14, interval: interval)
        return (interval, seconds, updates)
      })
  }

  @Test func on110ASes() throws {
    Self.expectShape(
      try [5, 15, 30, 60].map { interval in
        let (seconds, updates) = try Self.withdrawal(ases: 110, topmost: 4, interval: interval)
        return (interval, seconds, updates)
      })
  }
}
