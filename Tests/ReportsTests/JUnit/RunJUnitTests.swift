import Foundation
import Metrics
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct RunJUnitTests {
  static let replay = "rhumb run a.yaml --set 'title=<x>'"

  @Test func theWholeDocument() {
    #expect(RunJUnit.document([.init(result: SampleRun.result, replay: Self.replay)]) == Self.golden)
  }

  @Test func itIsXMLWithOneCaseForEachExpectation() {
    var second = SampleRun.result
    second.expectations = []
    second.scenario = "Bell \u{7}, \u{FFFE} and \u{1B}[31m"
    let text = RunJUnit.document([
      .init(result: SampleRun.result, replay: Self.replay), .init(result: second, replay: "rhumb run b.yaml"),
    ])
    let counter = ElementCounter()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = counter
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(counter.counts == ["testsuites": 1, "testsuite": 2, "testcase": 4, "failure": 2])
    #expect(text.contains("<testsuites name=\"rhumb\" tests=\"4\" failures=\"2\" errors=\"0\">"))
  }

  @Test func aScenarioWithoutExpectationsIsOneCaseThatPasses() {
    var result = SampleRun.result
    result.expectations = []
    let text = RunJUnit.document([.init(result: result, replay: Self.replay)])
    #expect(text.contains("tests=\"1\" failures=\"0\""))
    #expect(text.contains("name=\"runs\" time=\"0\"/>"))
  }

  @Test func aFailureTellsHowToSeeItAgain() {
    let text = RunJUnit.document([.init(result: SampleRun.result, replay: Self.replay)])
    #expect(text.contains("Replay: rhumb run a.yaml --set 'title=&lt;x&gt;'</failure>"))
  }

  static let golden = #"""
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="rhumb" tests="3" failures="2" errors="0">
      <testsuite name="Two ways &amp; a &quot;loss&quot;" tests="3" failures="2" errors="0" skipped="0" time="0">
        <testcase classname="Two ways &amp; a &quot;loss&quot;" name="flows.bulk.lost at most 5" time="0"/>
        <testcase classname="Two ways &amp; a &quot;loss&quot;" name="services.web.latency.p99 at most 40ms" time="0">
          <failure message="services.web.latency.p99 should be at most 40ms and is 45ms." type="expectation">services.web.latency.p99 should be at most 40ms and is 45ms.
    Replay: rhumb run a.yaml --set 'title=&lt;x&gt;'</failure>
        </testcase>
        <testcase classname="Two ways &amp; a &quot;loss&quot;" name="flows.other.lost 0" time="0">
          <failure message="flows.other.lost should be 0, but has no value in this run." type="expectation">flows.other.lost should be 0, but has no value in this run.
    Replay: rhumb run a.yaml --set 'title=&lt;x&gt;'</failure>
        </testcase>
      </testsuite>
    </testsuites>

    """#
}

private final class ElementCounter: NSObject, XMLParserDelegate {
  var counts: [String: Int] = [:]

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
  }
}
