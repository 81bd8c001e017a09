import Metrics
import Testing

@testable import Reports

@Suite struct ReportTablesTests {
  @Test(arguments: [
    (0, "0.0%"), (1, "100.0%"), (0.5, "50.0%"), (0.012, "1.2%"), (0.001, "0.1%"), (0.0005, "0.050%"),
    (0.000_012, "0.001%"), (0.000_001, "<0.001%"), (0.9994, "99.9%"), (0.9999, "99.990%"),
    (0.999_999_9, ">99.999%"), (1.5, "150.0%"),
  ])
  func aShareIsNeverRoundedToNoneOrAll(ratio: Double, text: String) {
    #expect(ReportTables.percent(ratio) == text)
  }

  @Test func theBusiestLinksComeFirstAndUnusedOnesNotAtAll() throws {
    let table = try #require(ReportTables.links(SampleRun.result, limit: 10))
    let names = table.markdown.split(separator: "\n").dropFirst(2).map { $0.split(separator: " | ")[0] }
    #expect(names == ["| r1 -- r2 #2", "| r1 -- r2"])
    let one = try #require(ReportTables.links(SampleRun.result, limit: 1))
    #expect(one.markdown.split(separator: "\n").count == 3)
  }

  @Test func withoutRouteChangesThereIsNoTableOfConvergence() {
    var result = SampleRun.result
    result.convergence = [ConvergenceEntry(event: "start", time: .zero)]
    #expect(ReportTables.convergence(result) == nil)
  }

  @Test func everyReasonToStopHasItsWords() {
    var result = SampleRun.result
    let words = StopReason.allCases.map { reason in
      result.stoppedBy = reason
      return ReportTables.stopped(result)
    }
    #expect(Set(words).count == StopReason.allCases.count)
  }
}
