import NetworkModel
import ScenarioFormats
import Statistics
import Study

/// Reads scenario files into the plan of a study and the scenarios of its variants.
struct StudyLoader {
  let options: CompareOptions
  let shared: ScenarioOptions
  let isQuiet: Bool

  struct Loaded {
    let plan: StudyPlan
    /// By block, then variant.
    let scenarios: [[Scenario]]
  }

  /// One file as it stands, and what it asks to be compared.
  private struct File {
    let path: String
    let bytes: [UInt8]
    let scenario: Scenario
    let study: StudySpec

    var isVaried: Bool { !study.vary.isEmpty || !study.variants.isEmpty }
  }

  /// - Throws: `ScenarioFailure` for files, `UsageFailure` for options that do not fit them.
  func load(_ paths: [String], command: String) throws -> Loaded {
    let files = try paths.map { try read($0) }
    let names = ScenarioNames.distinct(paths)
    var blocks: [StudyBlock] = []
    var scenarios: [[Scenario]] = []
    if files.count > 1, !files.contains(where: \.isVaried) {
      // Files side by side: each is a variant.
      let variants = Swift.zip(files, names).map {
        Variant(name: $1, path: $0.path, assignments: [], common: shared.overrides)
      }
      let all = files.map(\.scenario)
      blocks.append(try block("files", "Comparison of \(files.count) scenarios", variants, files, all))
      scenarios.append(all)
    } else {
      for (file, name) in Swift.zip(files, names) {
        let variants = try expand(file)
        let all = try decode(variants, file)
        blocks.append(try block(name, file.scenario.title, variants, [file], all))
        scenarios.append(all)
      }
    }
    let confidence =
      options.confidence.flatMap(CompareOptions.share) ?? files.compactMap(\.study.confidence).first
    return Loaded(
      plan: StudyPlan(blocks: blocks, confidence: confidence ?? 0.95, command: command), scenarios: scenarios)
  }

  private func read(_ path: String) throws -> File {
    let bytes = try Self.bytes(of: path)
    let scenario = try decode(bytes, path)
    return File(path: path, bytes: bytes, scenario: scenario, study: try study(of: scenario))
  }

  static func bytes(of path: String) throws(ScenarioFailure) -> [UInt8] {
    do throws(FileAccessError) { return try FileReader.read(path) } catch {
      throw ScenarioFailure(
        status: .noInput,
        diagnostics: [Diagnostic(source: path, message: "cannot be opened: \(error.reason)")])
    }
  }

  /// The file's study, with the variants of the command line in place of its own.
  private func study(of scenario: Scenario) throws(UsageFailure) -> StudySpec {
    var study = scenario.study ?? StudySpec()
    if !options.vary.isEmpty || !options.variant.isEmpty {
      (study.vary, study.variants) = try variation()
      study.combination = options.zip ? .zip : .grid
      study.reference = nil
      // They name the file's own variants.
      study.expectations = []
    }
    if let reference = options.reference { study.reference = reference }
    return study
  }

  private func variation() throws(UsageFailure) -> ([StudySpec.Factor], [StudySpec.Overlay]) {
    do throws(VariantFault) {
      var factors: [StudySpec.Factor] = []
      for text in options.vary { factors.append(try VaryOption.factor(text)) }
      return (factors, try VaryOption.overlays(options.variant))
    } catch { throw UsageFailure(error.message, hint: error.hint) }
  }

  private func decode(_ bytes: [UInt8], _ path: String) throws(ScenarioFailure) -> Scenario {
    do throws(ScenarioFileError) {
      let loaded = try ScenarioFile.load(bytes, from: path, overrides: shared.overrides)
      if !isQuiet { for warning in loaded.warnings { Console.writeError(warning.rendered) } }
      return adjusted(loaded.scenario)
    } catch {
      throw ScenarioFailure(status: .badInput, diagnostics: error.diagnostics)
    }
  }

  private func adjusted(_ scenario: Scenario) -> Scenario {
    var scenario = scenario
    if let seed = shared.seed { scenario.seed = seed }
    if options.expect == .none {
      scenario.expectations = []
      scenario.assertions = []
    }
    return scenario
  }

  private func expand(_ file: File) throws(UsageFailure) -> [Variant] {
    do throws(VariantFault) {
      return try VariantExpansion.variants(of: file.path, file.study, common: shared.overrides)
    } catch {
      throw UsageFailure("\(file.path): \(error.message)", hint: error.hint)
    }
  }

  /// The first variant that cannot be read tells what is wrong: the others mostly repeat it.
  private func decode(_ variants: [Variant], _ file: File) throws(ScenarioFailure) -> [Scenario] {
    let isOfTheFile = options.vary.isEmpty && options.variant.isEmpty
    let place = isOfTheFile ? StudyPlace(of: file.bytes, named: file.path) : nil
    var scenarios: [Scenario] = []
    for variant in variants {
      let isPlain = variant.assignments.isEmpty
      scenarios.append(isPlain ? file.scenario : adjusted(try VariantReader.read(file.bytes, variant, place)))
    }
    return scenarios
  }

  private func block(
    _ name: String, _ title: String, _ variants: [Variant], _ files: [File], _ scenarios: [Scenario]
  ) throws(UsageFailure) -> StudyBlock {
    let study = files.first?.study ?? StudySpec()
    let names = variants.map(\.name)
    let reference = study.reference.flatMap { names.firstIndex(of: $0) } ?? 0
    let measures = try MeasureChoice(options: options).measures(
      files.map(\.study), files.map(\.scenario), scenarios)
    let limit = options.maxReplications ?? study.precision?.limit ?? PrecisionSpec.usualLimit
    let width = options.halfWidth.flatMap(CompareOptions.share) ?? study.precision?.halfWidth
    let warmUp = options.warmUp.flatMap { QuantityParser.warmUp($0) } ?? study.warmUp
    try check(warmUp, scenarios, names)
    try VariantReader.check(study, names: names)
    var block = StudyBlock(
      name: name, title: title, variants: variants, reference: reference, measures: measures,
      replications: options.replications ?? study.replications ?? 10,
      stopping: width.map { SequentialStopping(halfWidth: .relative($0), limit: limit) }, warmUp: warmUp,
      seeds: scenarios.map(\.seed))
    block.expectations = options.expect == .none ? [] : study.expectations
    if options.expect == .unchanged {
      // Several files side by side stand as they are; variants of one file may be it.
      block.isBinding = scenarios.map { scenario in files.contains { Self.isSame($0.scenario, scenario) } }
    }
    return block
  }

  /// Whatever is not run is not compared.
  private static func isSame(_ a: Scenario, _ b: Scenario) -> Bool {
    var (a, b) = (a, b)
    (a.seed, b.seed, a.study, b.study) = (0, 0, nil, nil)
    return a == b
  }

  private func check(_ warmUp: WarmUpSpec, _ scenarios: [Scenario], _ names: [String]) throws(UsageFailure) {
    for (scenario, name) in Swift.zip(scenarios, names) {
      if case .fixed(let time) = warmUp, time >= scenario.effectiveDuration {
        throw UsageFailure(
          "the warm-up of \(time) is as long as the runs of \(name) (\(scenario.effectiveDuration))")
      }
      if warmUp == .mser5, scenario.services.isEmpty {
        throw UsageFailure("mser-5 looks at the latency of requests, and \(name) has no service")
      }
    }
  }
}
