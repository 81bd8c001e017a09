import ArgumentParser
import Experiments
import Reports
import ScenarioFormats
import Study

struct Compare: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract: "Compare variants of scenarios over many runs, with intervals and verdicts.",
    discussion: """
      Variants come from --vary and --variant, else from `study:` in the scenario; several files without either are \
      compared with each other. Every variant runs on the same random numbers. Exits with 1 when an expectation is not met \
      in some run, or when a metric is worse than the baseline.
      """)

  static let examples = [
    "rhumb compare web.yaml --vary services.web.policy=round-robin,weighted-round-robin -r 30",
    "rhumb compare web.yaml --baseline main.json --tolerance 5% --out out/compare",
  ]

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown, junit, csv, html, openmetrics
  }

  @Argument(help: "Scenario files; - reads standard input.")
  var scenarios: [String]

  @OptionGroup var study: CompareOptions
  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Runs at once; by default one a core.", valueName: "n"))
  var jobs: Int?

  @Option(
    name: .long, help: ArgumentHelp("Fail when a metric is worse than in this file.", valueName: "file"))
  var baseline: String?

  @Option(name: .long, help: ArgumentHelp("Keep what was measured, for --baseline.", valueName: "file"))
  var saveBaseline: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Keep runs in this directory, and make only those that it lacks.", valueName: "dir"))
  var resume: String?

  @Option(name: .long, help: ArgumentHelp("Write all reports into this directory.", valueName: "dir"))
  var out: String?

  @Option(name: .long, help: "What is printed: text, json, markdown, junit, csv, html, openmetrics.")
  var format: Format = .text

  func validate() throws {
    if let jobs, !(1...4096).contains(jobs) { throw ValidationError("--jobs must be 1…4096, not \(jobs)") }
  }

  func run() throws {
    try Failures.reported {
      let loader = StudyLoader(options: study, shared: options, isQuiet: output.quiet)
      let loaded = try loader.load(scenarios, command: command)
      let known = try baseline.map { try read($0) }
      let executor = RunExecutor(scenarios: loaded.scenarios, plan: loaded.plan)
      let result = try judge(loaded, executor, known)
      try write(result, executor)
      if !result.isAsExpected { try ExitStatus.expectationFailed.exit() }
    }
  }

  private var threads: Int { jobs ?? Console.processors }

  private func judge(_ loaded: StudyLoader.Loaded, _ executor: RunExecutor, _ known: Baseline?) throws
    -> StudyResult
  {
    let progress = StudyProgress(isShown: !output.quiet)
    let runner = StudyRunner(executor, threads: threads)
    defer { progress.finish() }
    let journal = try resume.map { try open($0, loaded) }
    let runs: StudyRuns
    do throws(StudyFailure) {
      runs = try runner.run(
        known: journal?.known ?? StudyRuns(), planned: { progress.plan($0) },
        ended: { entry throws(StudyFailure) in
          progress.runEnded()
          guard let journal else { return }
          do throws(RunJournal.Failure) { try journal.add(entry) } catch { throw .journal(error.message) }
        })
    } catch { throw failure(error, loaded.plan) }
    var result = StudyAnalysis.analyze(loaded.plan, runs.sortedRecords, warmUps: runs.cuts)
    if let known { result.baseline = result.compared(with: known, source: baseline ?? "") }
    return result
  }

  private func open(_ path: String, _ loaded: StudyLoader.Loaded) throws -> RunJournal {
    let directory = try OutputDirectory(path)
    let digest = StudyDigest.of(loaded.plan, loaded.scenarios, version: RunJSON.version)
    do throws(RunJournal.Failure) {
      let journal = try RunJournal(path: "\(directory.path)/runs.journal", digest: digest)
      if !output.quiet, journal.known.count > 0 {
        Console.writeError("rhumb: \(journal.known.count) runs are in \(path) already\n")
      }
      return journal
    } catch {
      switch error.kind {
      case .otherStudy:
        throw UsageFailure(error.message, hint: "choose another directory, or remove that file")
      case .inUse: throw UsageFailure(error.message)
      case .file: throw OutputDirectory.Failure(status: .cannotCreate, message: error.message)
      }
    }
  }

  private func failure(_ error: StudyFailure, _ plan: StudyPlan) -> ScenarioFailure {
    switch error {
    case .simulation(let key, let error):
      let variant = plan.blocks[key.block].variants[key.variant]
      return ScenarioFailure(
        status: .badInput,
        diagnostics: [Diagnostic(source: variant.path, message: "\(variant.name): \(error)")])
    case .journal(let message):
      return ScenarioFailure(
        status: .outputFailed, diagnostics: [Diagnostic(source: "rhumb", message: message)])
    }
  }

  private func read(_ path: String) throws(ScenarioFailure) -> Baseline {
    let bytes = try StudyLoader.bytes(of: path)
    do throws(BaselineFault) { return try BaselineJSON.read(bytes) } catch {
      throw ScenarioFailure(
        status: .badInput,
        diagnostics: [
          Diagnostic(source: path, line: error.line, column: error.column, message: error.message)
        ])
    }
  }

  private func write(_ result: StudyResult, _ executor: RunExecutor) throws {
    if let out {
      try StudyBundle(result: result, executor: executor, jobs: threads).write(to: out)
      if output.verbose { Console.writeError("wrote \(out)\n") }
    }
    if let saveBaseline {
      let saved = Baseline(of: result, version: RunJSON.version)
      try OutputDirectory.writeFile(Array(BaselineJSON.document(saved).utf8), to: saveBaseline)
      if output.verbose { Console.writeError("wrote \(saveBaseline)\n") }
    }
    switch format {
    case .text:
      if !output.quiet {
        Console.write(StudyText.document(result, color: output.isColored, width: Console.width))
      }
    case .json: Console.write(StudyJSON.document(result).serialized())
    case .markdown: Console.write(StudyMarkdown.document(result))
    case .junit: Console.write(StudyJUnit.document(result))
    case .csv: Console.write(StudyCSV.runs(result))
    case .html:
      Console.write(try StudyBundle(result: result, executor: executor, jobs: threads).page())
    case .openmetrics: Console.write(StudyOpenMetrics.document(result))
    }
  }

  /// What makes the result again: jobs and places of files do not matter for it.
  private var command: String {
    var words = ["rhumb", "compare"] + scenarios + study.words
    if let seed = options.seed { words += ["--seed", String(seed)] }
    words += options.overrides.flatMap { ["--set", $0] }
    if let baseline { words += ["--baseline", baseline] }
    return ShellWord.joined(words)
  }
}
