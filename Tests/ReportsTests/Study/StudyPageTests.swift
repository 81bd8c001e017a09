import Foundation
import Study
import Testing

@testable import Reports

@Suite struct StudyPageTests {
  private func page(title: String = "Web") -> String {
    var exemplar = Exemplar(block: 0, variant: 0, seed: 1)
    exemplar.times = [1, 2]
    exemplar.series = [
      .init(entity: "a </script><!-- b", metric: "link_utilization_ratio", values: [0.5, 0.25])
    ]
    exemplar.events = [.init(seconds: 1, text: "down r1 -- r2")]
    return StudyHTML.document(
      SampleComparison.result(baseline: true), exemplars: [exemplar],
      pictures: [.init(svg: "<?xml?><svg><g id=\"edge1\" class=\"edge\"/></svg>", links: ["r1 -- r2"])])
  }

  @Test func asksNothingOfAnybody() {
    let text = page()
    // The only addresses are names of XML's, which no browser opens.
    let rest = text.replacing("http://www.w3.org/2000/svg", with: "")
    #expect(
      !rest.contains("http:") && !rest.contains("https:") && !rest.contains("src=")
        && !rest.contains("@import"))
  }

  @Test func noTextOfAScenarioEndsTheScript() throws {
    let text = page()
    let start = try #require(text.firstRange(of: "id=\"data\">")).upperBound
    let end = try #require(text[start...].firstRange(of: "</script>")).lowerBound
    let data = text[start..<end]
    #expect(data.contains("a <\\/script><\\u0021-- b"))
    let parsed = try JSONParser.parse(Array(data.utf8))
    let block = try #require(parsed.elements?.first)
    #expect(
      block["exemplars"]?.elements?.first?["series"]?.elements?.first?["e"]?.text == "a </script><!-- b")
    #expect(block["curves"]?.elements?.count == 3)
  }

  @Test func saysWhatTheTextSays() {
    let text = page()
    #expect(text.contains("<h1>Web &lt;servers&gt;</h1>"))
    #expect(text.contains("<b>1 of 2 metrics have regressed</b> against <code>main.json</code>"))
    #expect(
      text.contains(
        "<li><b>least, request</b> against round-robin: better in services.web.latency.p99 (−16.1%)"))
    #expect(text.contains(">10.43ms ✓</td>"))
    #expect(text.contains("<g id=\"b0-edge1\" class=\"edge\"/>"))
  }

  @Test func isTheSameTwice() { #expect(page() == page()) }
}

@Suite struct StudyOpenMetricsTests {
  @Test func everySampleHasItsFamilyAndTheFileItsEnd() {
    let text = StudyOpenMetrics.document(SampleComparison.result(baseline: true))
    #expect(text.hasSuffix("# EOF\n"))
    var family = ""
    for line in text.split(separator: "\n") {
      if line.hasPrefix("# TYPE ") { family = String(line.split(separator: " ")[2]) }
      if !line.hasPrefix("#") { #expect(line.hasPrefix(family + "{"), "\(line)") }
    }
    #expect(
      text.contains(
        "rhumb_study_mean{study=\"web\",variant=\"least, request\",metric=\"services.web.latency.p99\",unit=\"seconds\"} 0.0104"
      ))
    #expect(text.contains("rhumb_study_regressions{baseline=\"main.json\"} 1\n"))
  }
}
