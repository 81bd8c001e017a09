import Foundation
import Study
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct StudyReportTests {
  /// p99: the differences are −2.0, −1.9 and −2.1 ms: −2 ± t(2)·0.1/√3 = ±0.2484 ms.
  @Test func textSaysNumbersAndVerdict() {
    let text = StudyText.document(SampleComparison.result(), color: false)
    #expect(
      text.hasPrefix("Web <servers>\n  2 variants × 3 replications on common random numbers (seeds 1…3);"))
    #expect(text.contains("the first 10s of each run are left out"))
    #expect(
      text.contains(
        "✓ least, request is better than round-robin, 10.43ms instead of 12.43ms (−16.1%; 95% interval of the difference "
          + "−2.248ms … −1.752ms)."))
    #expect(text.contains("no difference shown between least, request and round-robin"))
    #expect(text.contains("! routing.bytes has no value in 3 of 3 runs of least, request."))
    #expect(
      text.contains(
        "✗ least, request: missed in 1 of 3 runs: services.web.ok should be at least 102 & is 101."))
    #expect(text.contains("rhumb run web.yaml --set 'services.web.policy=least, request' --seed 2"))
  }

  @Test func textFitsANarrowTerminal() {
    let text = StudyText.document(SampleComparison.result(), color: false, width: 100)
    let tables = text.split(separator: "\n").filter { $0.hasPrefix("  variant") || $0.contains("reference") }
    for line in tables { #expect(line.count <= 100, "\(line)") }
  }

  @Test func aRegressionSaysWhichByHowMuchAndHowToDoItAgain() {
    let text = StudyText.document(SampleComparison.result(baseline: true), color: false)
    #expect(text.contains("Against the baseline main.json"))
    #expect(text.contains("✗ 1 of 2 metrics have regressed"))
    #expect(text.contains("do it again: rhumb compare web.yaml --replications 3"))
    #expect(text.contains("its worst run: rhumb run web.yaml --set services.web.policy=round-robin --seed 3"))
    #expect(text.contains("not measured any more: web: gone: services.web.ok"))
    let row = text.split(separator: "\n").first { $0.contains("regression") } ?? ""
    #expect(row.contains("105.3") && row.contains("101") && row.contains("−4.333") && row.contains("−4.11%"))
  }

  @Test func markdownTellsTheFindingFirst() {
    let text = StudyMarkdown.document(
      SampleComparison.result(baseline: true), charts: [["a.svg", "b.svg", "c.svg"]])
    #expect(text.hasPrefix("✗ **1 of 2 metrics have regressed** against `main.json`."))
    #expect(text.contains("# Web &lt;servers>\n"))
    #expect(
      text.contains(
        "- **least, request** against round-robin: better in services.web.latency.p99 (−16.1%); no relevant"))
    #expect(text.contains("| round-robin | 12.43ms | 101 | 0B |"))
    #expect(
      text.contains(
        "<details><summary>services.web.ok</summary>\n\n![services.web.ok by variant](b.svg)\n\n| "))
    #expect(
      text.components(separatedBy: "<details").count == text.components(separatedBy: "</details>").count)
  }

  @Test func junitIsWellFormedAndCounts() throws {
    let text = StudyJUnit.document(SampleComparison.result(baseline: true))
    let document = try XMLDocument(xmlString: text)
    let root = try #require(document.rootElement())
    #expect(root.attribute(forName: "tests")?.stringValue == "4")
    #expect(root.attribute(forName: "failures")?.stringValue == "2")
    #expect(try document.nodes(forXPath: "//testcase").count == 4)
    let failures = try document.nodes(forXPath: "//failure").compactMap(\.stringValue)
    #expect(failures.count == 2)
    #expect(
      failures[0].contains("Replay: rhumb run web.yaml --set 'services.web.policy=least, request' --seed 2"))
    #expect(failures[1].contains("services.web.ok was 105.3 and is 101"))
  }

  @Test func jsonIsTheSameTwiceAndHasItsParts() throws {
    let document = StudyJSON.document(SampleComparison.result(baseline: true))
    #expect(document.serialized() == StudyJSON.document(SampleComparison.result(baseline: true)).serialized())
    let parsed = try JSONParser.parse(Array(document.serialized().utf8))
    #expect(parsed["schema"]?.text == "rhumb.compare/1")
    #expect(parsed["baseline"]?["regressions"]?.unsigned == 1)
    let study = try #require(parsed["studies"]?.elements?.first)
    let comparison = try #require(
      study["measures"]?.elements?.first?["variants"]?.elements?.last?["comparison"])
    #expect(comparison["verdict"]?.text == "better")
    #expect(abs(try #require(comparison["difference"]?.double) + 0.002) < 1e-12)
    #expect(study["runs"]?.elements?.count == 6)
  }

  @Test func csvHasARowForEachRunAndMetric() {
    let lines = StudyCSV.runs(SampleComparison.result()).split(separator: "\n")
    #expect(lines.count == 1 + 6 * 3)
    #expect(lines[1] == "web,round-robin,0,1,00c0ffee00c0ffee,services.web.latency.p99,seconds,0.0123")
    #expect(lines.last == "web,\"least, request\",2,3,00c0ffee00c0ffee,routing.bytes,bytes,")
    #expect(StudyCSV.comparisons(SampleComparison.result()).split(separator: "\n").count == 1 + 6)
  }
}

@Suite struct BaselineJSONTests {
  @Test func whatIsSavedReadsBackTheSame() throws {
    let baseline = Baseline(of: SampleComparison.result(), version: "0.1.0")
    let bytes = Array(BaselineJSON.document(baseline).serialized().utf8)
    #expect(try BaselineJSON.read(bytes) == baseline)
  }

  @Test func badFilesAreToldWithTheirPlace() {
    func message(_ text: String) -> BaselineFault? {
      do {
        _ = try BaselineJSON.read(Array(text.utf8))
        return nil
      } catch { return error }
    }
    #expect(
      message("{\n  \"schema\": nope}") == BaselineFault(line: 2, column: 13, message: "expected a value"))
    #expect(message("")?.message == "the document ends too early")
    #expect(message("{}")?.message.contains("no `schema`") == true)
    #expect(message("{\"schema\": \"rhumb.run/1\"}")?.message.contains("rhumb.run/1") == true)
    #expect(message("{\"schema\": \"rhumb.baseline/1\"}")?.message == "it has no `entries`")
    let entry =
      "{\"study\": \"a\", \"variant\": \"b\", \"metric\": \"c\", \"seeds\": [1], \"values\": [\"x\"]}"
    #expect(
      message("{\"schema\": \"rhumb.baseline/1\", \"entries\": [\(entry)]}")?.message.hasPrefix("entry 0")
        == true)
  }
}

@Suite struct JSONParserTests {
  @Test func readsEveryKindOfValue() throws {
    let value = try JSONParser.parse(
      Array(
        #" {"a": [1, -2.5e3, true, false, null], "b\u00e9\ud83d\ude00\n": {"c": 18446744073709551615}} "#.utf8
      ))
    #expect(value["a"]?.elements?.compactMap(\.double) == [1, -2500])
    #expect(value["bé😀\n"]?["c"]?.unsigned == .max)
  }

  @Test func refusesWhatIsNoJSON() {
    let bad = [
      "", "{", "[1,]", "{\"a\" 1}", "tru", "01x", "\"\u{1}\"", "\"abc", "[1] 2", "\"\\ud800\"", "\"\\x\"",
      "+1", "nan",
      "1e999", String(repeating: "[", count: 1000),
    ]
    for text in bad {
      #expect(throws: JSONParser.Fault.self, "\(text.prefix(20))") { try JSONParser.parse(Array(text.utf8)) }
    }
  }
}
