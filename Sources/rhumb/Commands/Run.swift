import ArgumentParser
import Engine
import Kernel
import Metrics
import NetworkModel
import Reports
import Study

struct Run: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract: "Run scenarios and report what happened.",
    discussion: """
      Exits with 1 when an expectation of a scenario is not met.
      """)

  static let examples = [
    "rhumb run scenarios/rip/abilene.yaml --out out/abilene",
    "rhumb run scenario.yaml --set routing.rip.update=10s --seed 7 --format json",
  ]

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case markdown
    case junit
  }

  @Argument(help: "Scenario files; - reads standard input.")
  var scenarios: [String]

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: "End the run at this time, if it has not ended before.")
  var until: TimeArgument?

  @Option(name: .long, help: ArgumentHelp("Write all reports into this directory.", valueName: "dir"))
  var out: String?

  @Option(name: .long, help: "What is printed: text, json, markdown, junit.")
  var format: Format = .text

  func run() throws {
    var status = ExitStatus.success
    var runs: [RunJUnit.Run] = []
    for (path, folder) in zip(scenarios, folders) {
      do {
        let result = try runOne(path, folder)
        runs.append(RunJUnit.Run(result: result, replay: replay(path)))
        if format == .text && !output.quiet {
          if runs.count > 1 { Console.write("\n") }
          Console.write(RunText.document(result, color: output.isColored, width: Console.width))
        }
        if !result.isAsExpected { status = max(status, .expectationFailed) }
      } catch let failure as ScenarioFailure {
        failure.report()
        status = max(status, failure.status)
      } catch let failure as OutputDirectory.Failure {
        Console.writeError("rhumb: \(failure.message)\n")
        status = max(status, failure.status)
      }
    }
    if !runs.isEmpty { printTogether(runs) }
    try status.exit()
  }

  private func printTogether(_ runs: [RunJUnit.Run]) {
    switch format {
    case .text: break
    case .json:
      let documents = runs.map { RunJSON.document($0.result) }
      Console.write((scenarios.count == 1 ? documents[0] : .array(documents)).serialized())
    case .markdown: Console.write(runs.map { RunMarkdown.document($0.result) }.joined(separator: "\n"))
    case .junit: Console.write(RunJUnit.document(runs))
    }
  }

  private func runOne(_ path: String, _ folder: String?) throws -> RunResult {
    let scenario = try options.load(path, quiet: output.quiet)
    if let run = ASLevelRun(scenario) { return try finish(run.run(), scenario, folder, path) }
    var simulation = try ScenarioOptions.prepare(scenario, path: path)
    var progress = Progress(scenario.title, end: scenario.effectiveDuration, quiet: output.quiet)
    var assertions = StateAssertions(scenario)
    assertions.run(&simulation, until: until?.time) { now, events in
      progress.update(now, events)
      return true
    }
    progress.finish()
    var result = simulation.result()
    // The tables of a large network are long; they are read out only when somebody wants them.
    let isJudgedByRoutes = scenario.expectations.contains {
      $0.metric.hasPrefix("routes.") || $0.metric.hasPrefix("bgp.")
    }
    let routes =
      isJudgedByRoutes
      ? simulation.routes() : out == nil ? nil : simulation.routes(upTo: ResultBundle.routeLimit)
    result.expectations = ExpectationEvaluator.evaluate(scenario.expectations, result, routes: routes)
    result.expectations += assertions.finish(simulation)
    if !result.isAsExpected { result.replay = replay(path) }
    if let folder {
      let bundle = ResultBundle(
        result: result, recorded: scenario.record, routes: routes, topology: simulation.topology,
        replay: replay(path))
      try bundle.write(to: folder)
      if output.verbose { Console.writeError("wrote \(folder)\n") }
    }
    return result
  }

  /// A run on the level of ASes has no packets, no routing tables and nothing to draw.
  private func finish(
    _ result: RunResult, _ scenario: Scenario, _ folder: String?, _ path: String
  ) throws -> RunResult {
    var result = result
    result.expectations = ExpectationEvaluator.evaluate(
      scenario.expectations, result, routes: nil)
    if !result.isAsExpected { result.replay = replay(path) }
    if let folder {
      let directory = try OutputDirectory(folder)
      try directory.write(RunJSON.document(result).serialized(), to: "summary.json")
      try directory.write(RunMarkdown.document(result, picture: nil), to: "report.md")
      try directory.write(RunHTML.document(result, drawing: nil), to: "report.html")
      try directory.write(
        RunJUnit.document([RunJUnit.Run(result: result, replay: replay(path))]), to: "junit.xml")
    }
    return result
  }

  private func replay(_ path: String) -> String {
    var words = ["rhumb", "run", path]
    if let seed = options.seed { words += ["--seed", String(seed)] }
    for override in options.overrides { words += ["--set", override] }
    if let until { words += ["--until", until.time.description] }
    return ShellWord.joined(words)
  }

  /// Where the results of each scenario go: into `--out` itself, or into a folder of its own there when there are several.
  private var folders: [String?] {
    guard let out else { return scenarios.map { _ in nil } }
    return scenarios.count == 1 ? [out] : Self.folderNames(scenarios).map { "\(out)/\($0)" }
  }

  /// The files' names without their endings; the second of the same name gets a number.
  static func folderNames(_ paths: [String]) -> [String] {
    var taken: Set<String> = []
    return paths.map { path in
      let stem = path == "-" ? "stdin" : stem(path)
      var name = stem
      var number = 1
      while !taken.insert(name).inserted {
        number += 1
        name = "\(stem)-\(number)"
      }
      return name
    }
  }

  /// `scenarios/rip/line.yaml` → `line`.
  static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.split(separator: ".").first.map(String.init) ?? name
  }
}
