import Foundation
import Kernel
import Metrics
import NetworkModel
import Reports
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A small result with something in every part.
enum Sample {
  static var result: RunResult {
    var result = RunResult(
      scenario: "A \"quoted\" <title> & more", about: "First line.\n\nSecond paragraph.", seed: 7,
      fingerprint: "0123456789abcdef", simulated: .seconds(10), eventsProcessed: 1234, stoppedBy: .duration)
    result.conservation.sent = 100
    result.conservation.delivered = 90
    result.conservation.dropped = [(.queueFull, 7), (.linkDown, 2)]
    result.conservation.inFlight = 1
    var entry = ConvergenceEntry(event: "down r1 -- r2", time: .seconds(5))
    entry.detection = .zero
    entry.firstRouteChange = .milliseconds(1)
    entry.lastRouteChange = .milliseconds(1500)
    entry.routeChanges = 3
    entry.packetsLost = 2
    result.convergence = [ConvergenceEntry(event: "start", time: .zero), entry]
    result.flows = [
      FlowResult(
        name: "f,1", from: "a", to: "b", sent: 10, received: 9, lost: 1, receivedBytes: 9000,
        delayMean: .milliseconds(2), delayMin: .milliseconds(1), delayMax: .milliseconds(3),
        icmpUnreachable: 0,
        icmpTimeExceeded: 0)
    ]
    result.services = [
      ServiceResult(
        name: "web", policy: "round-robin", requests: 10, outcomes: [(.ok, 8), (.timeout, 1)], pending: 1,
        latency: LatencySummary(
          mean: .milliseconds(10), p50: .milliseconds(9), p90: .milliseconds(15), p99: .milliseconds(20),
          p999: .milliseconds(21), max: .milliseconds(22)),
        backends: [
          BackendResult(
            name: "web-1", weight: 1, requests: 9, utilization: 0.5, queueMean: 0.25, queuePeak: 3,
            isHealthy: true)
        ])
    ]
    result.expectations = [
      ExpectationResult(metric: "m1", bound: "at most 1", actual: 0.5, isMet: true, message: "m1 is well."),
      ExpectationResult(metric: "m2", bound: "at most 1", actual: 2, isMet: false, message: "m2 is <not>."),
    ]
    return result
  }
}

@Suite struct RunReportTests {
  @Test func theJSONParsesAndHasTheFieldsOfTheContract() throws {
    let text = RunJSON.document(Sample.result).serialized()
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["schema"] as? String == "rhumb.run/1")
    for key in [
      "scenario", "seed", "version", "fingerprint", "simulated_seconds", "events_processed", "stopped_by",
      "conservation", "routing", "links", "flows", "services", "expectations",
    ] { #expect(object[key] != nil, "\(key)") }
    let ledger = try #require(object["conservation"] as? [String: Any])
    let dropped = try #require(ledger["dropped"] as? [String: Int]).values.reduce(0, +)
    let sent = try #require(ledger["sent"] as? Int)
    #expect(sent == (ledger["delivered"] as? Int ?? 0) + dropped + (ledger["in_flight"] as? Int ?? 0))
  }

  @Test func numbersThatAreNotFiniteBecomeNull() {
    #expect(
      JSONValue.array([.number(.nan), .number(.infinity), .number(0.1), .number(3)]).serialized()
        == "[null, null, 0.1, 3]\n")
  }

  @Test func textIsEscaped() {
    #expect(JSONValue.string("a\"\\\n\u{1}é").serialized() == "\"a\\\"\\\\\\n\\u0001é\"\n")
  }

  @Test func theJUnitIsXMLWithAFailureAndItsReplay() {
    let text = RunJUnit.document([.init(result: Sample.result, replay: "rhumb run x.yaml --seed 7")])
    #expect(XMLParser(data: Data(text.utf8)).parse())
    #expect(text.contains("tests=\"2\" failures=\"1\""))
    #expect(text.contains("m2 is &lt;not&gt;."))
    #expect(text.contains("Replay: rhumb run x.yaml --seed 7"))
  }

  @Test func theCSVQuotesWhatNeedsQuotes() {
    let lines = RunCSV.metrics(Sample.result).split(separator: "\n")
    #expect(lines.first == "time_s,entity,metric,value")
    #expect(lines.contains("10,\"f,1\",flow_packets_sent_total,10"))
    for line in lines.dropFirst() { #expect(line.split(separator: ",").count >= 4) }
  }

  @Test func theTextTellsWhatWasExpectedAndWhatHappened() {
    let text = RunText.document(Sample.result, color: false)
    #expect(text.contains("100 sent = 90 delivered + 9 dropped (7 queue-full, 2 link-down) + 1 in flight"))
    #expect(text.contains("✗ m2 is <not>."))
    #expect(text.contains("+1.5s"))
    #expect(!text.contains("\u{1B}"))
    #expect(RunText.document(Sample.result, color: true).contains("\u{1B}[31m"))
  }

  @Test func theMarkdownHasTablesAndNoBareBars() {
    let text = RunMarkdown.document(Sample.result, picture: "topology.svg")
    #expect(text.contains("![topology](topology.svg)"))
    #expect(text.contains("| web-1 | 1 | 9 |"))
  }

  @Test func thePageEscapesItsTitleAndNeedsNothingElse() {
    let text = RunHTML.document(Sample.result, drawing: "<?xml?><svg id=\"x\"></svg>")
    #expect(text.contains("<title>A &quot;quoted&quot; &lt;title&gt; &amp; more</title>"))
    #expect(text.contains("<svg id=\"x\">"))
    #expect(!text.contains("http://") && !text.contains("https://"))
  }
}

@Suite struct MetricLookupTests {
  static let values: [(String, Double)] = [
    ("services.web.latency.p99", 0.020), ("services.web.failed", 1), ("services.web.success_ratio", 8.0 / 9),
    ("services.web.backends.web-1.share", 1), ("flows.f,1.loss_ratio", 0.1), ("flows.f,1.delay.max", 0.003),
    ("routing.convergence.max", 1.5), ("routing.convergence.1", 1.5), ("network.dropped", 9),
    ("network.dropped.link-down", 2), ("network.dropped.no-route", 0),
  ]

  @Test(arguments: values) func findsTheValue(metric: String, value: Double) throws {
    let found = try #require(MetricLookup(Sample.result, routes: nil).value(of: metric))
    #expect(abs(found - value) < 1e-12)
  }

  @Test(arguments: ["services.api.requests", "flows.x.sent", "links.a -- b.utilization", "nonsense"])
  func hasNoValueForWhatIsNotThere(metric: String) {
    #expect(MetricLookup(Sample.result, routes: nil).value(of: metric) == nil)
  }

  @Test func anExpectationWithoutAValueIsNotMetAndSaysSo() {
    let expectation = ExpectationSpec(metric: "services.api.requests", bound: .atLeast(1))
    let verdict = ExpectationEvaluator.evaluate([expectation], Sample.result, routes: nil)[0]
    #expect(!verdict.isMet)
    #expect(verdict.message.contains("has no value"))
  }
}
