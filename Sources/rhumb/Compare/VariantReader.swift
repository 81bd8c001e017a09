import Engine
import NetworkModel
import ScenarioFormats
import Study

/// Reads the scenario of a variant: its file, with its fields changed.
enum VariantReader {
  /// - Parameter place: of the study, when the file has it and not the command line.
  /// - Throws: diagnostics that name the variant where its own values are wrong.
  static func read(_ bytes: [UInt8], _ variant: Variant, _ place: StudyPlace?) throws(ScenarioFailure)
    -> Scenario
  {
    do throws(ScenarioFileError) {
      return try ScenarioFile.load(bytes, from: variant.path, overrides: variant.overrides).scenario
    } catch {
      let named = error.diagnostics.map { diagnostic in
        guard
          let assignment = variant.assignments.first(where: {
            diagnostic.source == String("--set \($0.path)=\($0.value)".prefix(206))
          })
        else { return diagnostic }
        let named = Diagnostic(
          source: variant.path, severity: diagnostic.severity,
          message:
            "variant `\(variant.name)`, \(assignment.path)=\(assignment.value): \(diagnostic.message)",
          hint: diagnostic.hint)
        return place?.locating(named, field: assignment.path, variant: variant.name) ?? named
      }
      throw ScenarioFailure(status: .badInput, diagnostics: named)
    }
  }

  /// Whether all variants of a file's study can be run; the first that cannot tells why.
  static func check(_ bytes: [UInt8], path: String, _ study: StudySpec, common: [String])
    throws(ScenarioFailure)
  {
    let place = StudyPlace(of: bytes, named: path)
    let variants: [Variant]
    do throws(VariantFault) {
      variants = try VariantExpansion.variants(of: path, study, common: common)
    } catch {
      throw failure(path, error.message, error.hint, place)
    }
    do throws(UsageFailure) { try check(study, names: variants.map(\.name)) } catch {
      throw failure(path, error.message, error.hint, place)
    }
    for variant in variants where !variant.assignments.isEmpty {
      let scenario = try read(bytes, variant, place)
      _ = try ScenarioOptions.prepare(scenario, path: "\(path), variant `\(variant.name)`")
    }
  }

  /// Whether all variants that a study names are there.
  static func check(_ study: StudySpec, names: [String]) throws(UsageFailure) {
    for name in [study.reference].compactMap({ $0 }) + study.expectations.flatMap(\.names)
    where !names.contains(name) {
      throw UsageFailure(
        "there is no variant `\(name)`", hint: NearestName.hint(name, among: names))
    }
  }

  private static func failure(
    _ path: String, _ message: String, _ hint: String?, _ place: StudyPlace
  ) -> ScenarioFailure {
    ScenarioFailure(
      status: .badInput,
      diagnostics: [place.locating(Diagnostic(source: path, message: message, hint: hint))])
  }
}
