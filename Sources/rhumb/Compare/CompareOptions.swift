import ArgumentParser
import NetworkModel
import ScenarioFormats
import Study

/// Options of `compare` that say what is run and how it is judged: they belong to the command that makes a result again.
struct CompareOptions: ParsableArguments {
  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Try these values of a field; may be repeated: all combinations are run.", valueName: "path=a,b,…"))
  var vary: [String] = []

  @Flag(name: .long, help: "Take the n-th value of each --vary together, in place of all combinations.")
  var zip = false

  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Add a field to a named variant; may be repeated. NAME: alone is the scenario as it stands.",
      valueName: "name:path=value"))
  var variant: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp("The variant to compare with; by default the first.", valueName: "variant"))
  var reference: String?

  @Option(name: .long, help: ArgumentHelp("Measure this metric; may be repeated.", valueName: "metric"))
  var measure: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Runs of each variant (10 unless the study says).", valueName: "n"))
  var replications: Int?

  @Option(
    name: .long,
    help: ArgumentHelp("Replicate until every interval is within this share of its mean.", valueName: "5%"))
  var halfWidth: String?

  @Option(name: .long, help: ArgumentHelp("With --half-width: replications at most.", valueName: "n"))
  var maxReplications: Int?

  @Option(name: .long, help: ArgumentHelp("Of every interval.", valueName: "95%"))
  var confidence: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Leave out the beginning of each run: a time, mser-5, none.", valueName: "time"))
  var warmUp: String?

  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "How much worse than the baseline is still well: 5%, METRIC=10ms, statistical; may be repeated.",
      valueName: "tolerance"))
  var tolerance: [String] = []

  @Flag(name: .long, help: "Do not judge the expectations of the scenarios.")
  var noExpect = false

  func validate() throws {
    if let replications, !(1...1_000_000).contains(replications) {
      throw ValidationError("--replications must be 1…1000000, not \(replications)")
    }
    if let maxReplications, !(1...1_000_000).contains(maxReplications) {
      throw ValidationError("--max-replications must be 1…1000000, not \(maxReplications)")
    }
    if maxReplications != nil && halfWidth == nil {
      throw ValidationError("--max-replications needs a --half-width to reach")
    }
    for (name, text) in [("--half-width", halfWidth), ("--confidence", confidence)] {
      if let text, Self.share(text) == nil {
        throw ValidationError("\(name) must be between 0 and 1, such as 95%, not `\(text)`")
      }
    }
    if let warmUp, QuantityParser.warmUp(warmUp) == nil {
      throw ValidationError("--warm-up takes a time such as 10s, mser-5 or none, not `\(warmUp)`")
    }
  }

  static func share(_ text: String) -> Double? {
    let value = QuantityParser.ratio(text) ?? QuantityParser.number(text)
    return value.flatMap { $0 > 0 && $0 < 1 ? $0 : nil }
  }

  /// As they were given, for the command that makes the result again.
  var words: [String] {
    var words = vary.flatMap { ["--vary", $0] } + (zip ? ["--zip"] : [])
    words += variant.flatMap { ["--variant", $0] } + (reference.map { ["--reference", $0] } ?? [])
    words += measure.flatMap { ["--measure", $0] }
    words += replications.map { ["--replications", String($0)] } ?? []
    words += halfWidth.map { ["--half-width", $0] } ?? []
    words += maxReplications.map { ["--max-replications", String($0)] } ?? []
    words += confidence.map { ["--confidence", $0] } ?? []
    words += warmUp.map { ["--warm-up", $0] } ?? []
    words += tolerance.flatMap { ["--tolerance", $0] } + (noExpect ? ["--no-expect"] : [])
    return words
  }
}
