import Engine
import Kernel
import Metrics
import ScenarioFormats
import Testing

@Suite struct FlowOutageTests {
  private func outage(events: String, duration: String = "6s") throws -> Double? {
    let text = """
      title: Outage
      duration: \(duration)
      network:
        hosts: {h1: , h2: }
        routers: {r1: , r2: }
        links: [h1 -- r1, r1 -- r2, r2 -- h2]
      routing: {protocol: global}
      traffic:
        - {name: probe, from: h1, to: h2, flow: udp, rate: 400kbps, packet: 500B}
      events: \(events)
      """
    var simulation = try Simulation.prepare(try ScenarioFile.decode(text, name: "outage.yaml").scenario)
    simulation.run()
    return MetricLookup(simulation.result(), routes: nil).value(of: "flows.probe.outage.max")
  }

  @Test func nothingLostIsNoOutage() throws { #expect(try outage(events: "[]") == 0) }

  /// A packet every 10 ms: the one of 2.00 s is the first that finds the link gone, the one of 3.50 s finds it back.
  @Test func lastsFromTheFirstLostPacketToTheNextThatArrives() throws {
    let seconds = try outage(events: "[{at: 2s, down: r1 -- r2}, {at: 3500ms, up: r1 -- r2}]")
    #expect(abs((seconds ?? 0) - 1.5) < 0.011)
  }

  @Test func theLongerOfTwoCounts() throws {
    let events =
      "[{at: 1s, down: r1 -- r2}, {at: 1500ms, up: r1 -- r2}, {at: 2s, down: r1 -- r2}, {at: 2200ms, up: r1 -- r2}]"
    #expect(abs((try outage(events: events) ?? 0) - 0.5) < 0.011)
  }

  @Test func oneThatNeverEndsLastsToTheEnd() throws {
    #expect(abs((try outage(events: "[{at: 2s, down: r1 -- r2}]") ?? 0) - 4) < 0.011)
  }
}
