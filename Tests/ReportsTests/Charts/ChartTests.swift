import Foundation
import Study
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ChartAxisTests {
  @Test func ticksAreRoundAndInside() {
    let axis = ChartAxis([0.0103, 0.0131], from: 0, to: 100)
    #expect(axis.low < 0.0103 && axis.high > 0.0131)
    #expect(axis.ticks.count >= 3 && axis.ticks.allSatisfy { $0 >= axis.low && $0 <= axis.high })
    #expect(axis.position(axis.low) == 0 && abs(axis.position(axis.high) - 100) < 1e-9)
    #expect(ChartAxis([3, 100], from: 0, to: 1).low == 0, "zero is near")
    #expect(ChartAxis([0], from: 0, to: 1).ticks.contains(0))
    #expect(ChartAxis([5, 5], from: 0, to: 1).low == 4.5)
    #expect(!ChartAxis([], from: 0, to: 1).ticks.isEmpty)
  }

  @Test func stepsAreOneTwoOrFive() {
    #expect(ChartAxis.roundStep(0.7) == 1)
    #expect(ChartAxis.roundStep(1) == 1)
    #expect(ChartAxis.roundStep(13) == 20)
    #expect(abs(ChartAxis.roundStep(0.003) - 0.005) < 1e-12)
    #expect(ChartAxis.roundStep(6e9) == 1e10)
  }
}

@Suite struct StudyChartTests {
  @Test func everyFileIsWellFormedAndLinkedByItsName() throws {
    let result = SampleComparison.result()
    let files = StudyCharts.files(result, [])
    #expect(files.count == 6)
    for file in files { _ = try XMLDocument(xmlString: file.text) }
    let names = StudyCharts.intervalNames(result)[0]
    #expect(names[0] == "charts/web-services.web.latency.p99.svg")
    #expect(names.allSatisfy { name in files.contains { $0.name == name } })
  }

  /// Three runs: the curve goes up by a third at each.
  @Test func distributionsStepUpAtEachRun() {
    let chart = DistributionChart(SampleComparison.result().blocks[0], measure: 0)
    #expect(chart.curves[0].points.map(\.value) == [0.0119, 0.0123, 0.0131])
    let shares: [Double] = [1.0 / 3, 2.0 / 3, 1]
    #expect(chart.curves[0].points.map(\.share) == shares)
  }
}
