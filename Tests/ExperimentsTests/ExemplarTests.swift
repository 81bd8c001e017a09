import Engine
import Kernel
import NetworkModel
import Study
import Testing

@testable import Experiments

@Suite struct ExemplarTests {
  @Test func hasAValueForEachSampleOfEachSeries() throws {
    let exemplar = try SmallScenario.executor().exemplar(block: 0, variant: 1)
    #expect(exemplar.times.count == 100 || exemplar.times.count == 99)
    #expect(!exemplar.series.isEmpty)
    for series in exemplar.series { #expect(series.values.count == exemplar.times.count, "\(series.metric)") }
    let metrics = Set(exemplar.series.map(\.metric))
    #expect(
      metrics.isSuperset(of: ["link_utilization_ratio", "service_requests_per_second", "backend_busy_slots"]))
  }

  /// The flow sends 500 bytes at 100 kbps over a link of 1 Gbps: a ten-thousandth of it, beside the requests.
  @Test func ratesAddUpToTheTotals() throws {
    let executor = try SmallScenario.executor()
    let exemplar = try executor.exemplar(block: 0, variant: 0)
    var scenario = executor.scenarios[0][0]
    scenario.record = [.series]
    var simulation = try Simulation.prepare(scenario)
    simulation.run()
    let result = simulation.result()
    let rate = try #require(exemplar.series.first { $0.metric == "service_requests_per_second" })
    let step = exemplar.times[0]
    let sum = rate.values.reduce(0) { $0 + $1 * step }
    let counted = result.series.last { $0.metric == "service_requests_total" }?.value ?? 0
    #expect(abs(sum - counted) < 1e-6)
    let share = try #require(
      exemplar.series.first {
        $0.metric == "link_utilization_ratio" && $0.entity == "client -- r1 from client"
      })
    let bytes = share.values.reduce(0) { $0 + $1 * step * 125_000_000 }
    let sent = result.series.last { $0.metric == "link_bytes_total" && $0.entity == share.entity }?.value ?? 0
    #expect(abs(bytes - sent) < 1)
  }

  @Test func latencyCurvesRise() throws {
    let curve = try #require(try SmallScenario.executor().exemplar(block: 0, variant: 0).latencies.first)
    #expect(curve.points.first?.share == 0 && curve.points.last?.share == 1)
    for (a, b) in zip(curve.points, curve.points.dropFirst()) {
      #expect(a.seconds <= b.seconds && a.share < b.share)
    }
  }
}
