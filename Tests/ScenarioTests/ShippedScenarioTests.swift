import Engine
import Foundation
import Kernel
import Metrics
import NetworkModel
import Reports
import ScenarioFormats
import Testing

/// Runs everything in scenarios/ whole.
@Suite struct ShippedScenarioTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static var scenarios: [String] {
    let folder = root.appending(path: "scenarios")
    let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (walker?.compactMap { $0 as? URL } ?? []).map(\.path).filter { $0.hasSuffix(".yaml") }.sorted()
  }

  static func run(_ scenario: Scenario) throws -> RunResult {
    if let level = ASLevelRun(scenario) {
      var result = level.run()
      result.expectations = ExpectationEvaluator.evaluate(scenario.expectations, result, routes: nil)
      return result
    }
    var simulation = try Simulation.prepare(scenario)
    var assertions = StateAssertions(scenario)
    assertions.run(&simulation)
    var result = simulation.result()
    result.expectations = ExpectationEvaluator.evaluate(
      scenario.expectations, result, routes: simulation.routes())
    result.expectations += assertions.finish(simulation)
    return result
  }

  @Test func thereAreScenarios() { #expect(Self.scenarios.count >= 8) }

  @Test(arguments: scenarios) func meetsItsExpectationsAndKeepsItsLedger(path: String) throws {
    let loaded = try ScenarioFile.load(path)
    #expect(loaded.warnings.isEmpty)
    #expect(loaded.scenario.about != nil, "every scenario says what it teaches")
    #expect(!loaded.scenario.expectations.isEmpty)
    let result = try Self.run(loaded.scenario)
    for expectation in result.expectations { #expect(expectation.isMet, "\(expectation.message)") }
    #expect(result.conservation.isBalanced)
  }

  @Test(arguments: scenarios) func givesTheSameBytesTwiceAndOthersWithAnotherSeed(path: String) throws {
    var scenario = try ScenarioFile.load(path).scenario
    scenario.record = [.requests, .events, .series]
    let first = try Self.run(scenario)
    let second = try Self.run(scenario)
    #expect(RunJSON.document(first).serialized() == RunJSON.document(second).serialized())
    #expect(RunCSV.metrics(first) == RunCSV.metrics(second))
    #expect(RunCSV.requests(first) == RunCSV.requests(second))
    #expect(RunCSV.events(first) == RunCSV.events(second))
    let isRandom = scenario.routing.protocols.contains("rip") && scenario.routing.rip.jitter != 0
    if isRandom || !scenario.services.isEmpty {
      scenario.seed += 1
      #expect(try Self.run(scenario).fingerprint != first.fingerprint)
    }
  }

  @Test(arguments: scenarios) func namesTheSchemaInItsFirstLine(path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasPrefix("# yaml-language-server: $schema=../rhumb-scenario.schema.json\n"))
  }

  @Test func theShippedSchemaIsTheDecodersOwn() throws {
    let path = Self.root.appending(path: "scenarios/\(JSONSchema.fileName)")
    let shipped = try String(contentsOf: path, encoding: .utf8)
    #expect(shipped == JSONSchema.document, "make schema writes it anew")
  }

  /// The reference results hold the fingerprint: a change of behaviour shows in a diff.
  @Test(arguments: scenarios) func reproducesItsReferenceResult(path: String) throws {
    let name = path.replacing(Self.root.appending(path: "scenarios").path, with: "").dropLast(".yaml".count)
    let reference = Self.root.appending(path: "results").path + "\(name)/summary.json"
    let stored = try String(contentsOfFile: reference, encoding: .utf8)
    let result = try Self.run(ScenarioFile.load(path).scenario)
    #expect(RunJSON.document(result).serialized() == stored, "make results writes it anew")
  }
}
