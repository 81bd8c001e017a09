import ArgumentParser
import NetworkModel
import Reports
import ScenarioFormats

struct Check: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract: "Read scenarios and report what is wrong with them, without running.")

  static let examples = [
    "rhumb check scenario.yaml",
    "rhumb check scenarios/*/*.yaml --format json",
  ]

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case sarif
  }

  @Argument(help: "Scenario files; - reads standard input.")
  var scenarios: [String]

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: "What is printed: text, json, sarif.")
  var format: Format = .text

  func run() throws {
    var status = ExitStatus.success
    var all: [Diagnostic] = []
    for path in scenarios {
      do {
        let bytes = try FileReader.read(path)
        let loaded = try ScenarioFile.load(bytes, from: path, overrides: options.overrides)
        // Building it finds what the decoder cannot see.
        _ = try ScenarioOptions.prepare(loaded.scenario, path: path)
        if let study = loaded.scenario.study {
          try VariantReader.check(bytes, path: path, study, common: options.overrides)
        }
        all += loaded.warnings + loaded.notes
        if format == .text {
          for warning in loaded.warnings { Console.writeError(warning.rendered) }
          if !output.quiet { for note in loaded.notes { Console.writeError(note.summary + "\n") } }
          if !output.quiet { Console.write("\(path): \(Self.summary(loaded.scenario))\n") }
        }
      } catch let error as ScenarioFileError {
        all += error.diagnostics
        status = max(status, .badInput)
        if format == .text { ScenarioFailure(status: .badInput, diagnostics: error.diagnostics).report() }
      } catch let failure as ScenarioFailure {
        all += failure.diagnostics
        status = max(status, failure.status)
        if format == .text { failure.report() }
      } catch let error as FileAccessError {
        let diagnostic = Diagnostic(source: path, message: "cannot be opened: \(error.reason)")
        all.append(diagnostic)
        status = max(status, .noInput)
        if format == .text { Console.writeError(diagnostic.rendered) }
      }
    }
    switch format {
    case .text: break
    case .json: Console.write(DiagnosticsJSON.document(all.map(Self.finding)).serialized())
    case .sarif: Console.write(SARIF.document(all.map(Self.finding)).serialized())
    }
    try status.exit()
  }

  private static func finding(_ diagnostic: Diagnostic) -> Finding {
    Finding(
      file: diagnostic.source, line: diagnostic.line, column: diagnostic.column,
      isError: diagnostic.severity == .error, isNote: diagnostic.severity == .note,
      message: diagnostic.message, hint: diagnostic.hint)
  }

  private static func summary(_ scenario: Scenario) -> String {
    let network = scenario.network
    let containers = network.containers.reduce(0) { $0 + $1.replicas }
    let parts = [
      (network.routers.count, "routers"), (network.hosts.count, "hosts"), (network.bridges.count, "bridges"),
      (containers, "containers"), (network.links.count, "links"), (scenario.services.count, "services"),
      (scenario.events.count, "events"),
      (scenario.expectations.count + scenario.assertions.count, "expectations"),
    ]
    let present = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? String($0.1.dropLast()) : $0.1)" }
    return "ok (\(present.isEmpty ? "empty network" : present.joined(separator: ", ")))"
  }
}
