import ArgumentParser
import Engine
import Kernel
import NetworkModel
import ScenarioFormats

/// Options that every subcommand with a scenario takes.
struct ScenarioOptions: ParsableArguments {
  @Option(name: .long, help: "Seed of all random streams, in place of the scenario's.")
  var seed: UInt64?

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Change a field of the scenario; may be repeated.", valueName: "path=value"))
  var overrides: [String] = []

  /// The scenario, or nil after its diagnostics were printed.
  func load(_ path: String, quiet: Bool) throws(ScenarioFailure) -> Scenario {
    do {
      let loaded = try ScenarioFile.load(path, overrides: overrides)
      if !quiet {
        for warning in loaded.warnings { Console.writeError(warning.rendered) }
        if !loaded.notes.isEmpty {
          let parts = loaded.notes.count == 1 ? "1 part" : "\(loaded.notes.count) parts"
          Console.writeError(
            "\(path): note: \(parts) of imported files without effect here, or added; `rhumb check` lists them\n"
          )
        }
      }
      var scenario = loaded.scenario
      if let seed { scenario.seed = seed }
      return scenario
    } catch let error as ScenarioFileError {
      throw ScenarioFailure(status: .badInput, diagnostics: error.diagnostics)
    } catch let error as FileAccessError {
      throw ScenarioFailure(
        status: .noInput,
        diagnostics: [Diagnostic(source: path, message: "cannot be opened: \(error.reason)")])
    } catch {
      throw ScenarioFailure(
        status: .internalFault, diagnostics: [Diagnostic(source: path, message: "\(error)")])
    }
  }

  /// A simulation ready to run.
  static func prepare(_ scenario: Scenario, path: String) throws(ScenarioFailure) -> Simulation {
    do {
      return try Simulation.prepare(scenario)
    } catch {
      throw ScenarioFailure(
        status: .badInput, diagnostics: [Diagnostic(source: path, message: error.description)])
    }
  }
}

/// A scenario that cannot be used, with what to print and how to exit.
struct ScenarioFailure: Error {
  let status: ExitStatus
  let diagnostics: [Diagnostic]

  func report() {
    for diagnostic in diagnostics { Console.writeError(diagnostic.rendered) }
    let errors = diagnostics.count { $0.severity == .error }
    if errors > 1 { Console.writeError("\(errors) errors\n") }
  }
}

/// How much is said, and whether in colour.
struct OutputOptions: ParsableArguments {
  enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto
    case always
    case never
  }

  @Option(name: .long, help: "Colours: auto (on a terminal), always, never. NO_COLOR is honoured.")
  var color: ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "Print errors only.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say what is being done.")
  var verbose = false

  var isColored: Bool {
    switch color {
    case .always: true
    case .never: false
    case .auto:
      Console.isTerminal(1) && (Console.environment("NO_COLOR") ?? "").isEmpty
        && Console.environment("TERM") != "dumb"
    }
  }
}

/// An argument that cannot be used, found only when the scenario was read.
struct UsageFailure: Error {
  let message: String
  let hint: String?

  init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }

  func report() {
    Console.writeError("rhumb: \(message)\n" + (hint.map { "  hint: \($0)\n" } ?? ""))
  }
}

/// A time on the command line: `90s`, `2min`.
struct TimeArgument: ExpressibleByArgument {
  let time: SimTime

  init?(argument: String) {
    guard let time = QuantityParser.duration(argument) else { return nil }
    self.time = time
  }
}

extension ExitStatus {
  /// Ends the subcommand with this status.
  func exit() throws {
    if self != .success { throw ExitCode(rawValue) }
  }
}
