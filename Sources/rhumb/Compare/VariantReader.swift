import Engine
import NetworkModel
import ScenarioFormats
import Study

/// Reads the scenario of a variant: its file, with its fields changed.
enum VariantReader {
  /// - Throws: diagnostics that name the variant where its own values are wrong.
  static func read(_ bytes: [UInt8], _ variant: Variant) throws(ScenarioFailure) -> Scenario {
    do throws(ScenarioFileError) {
      return try ScenarioFile.load(bytes, from: variant.path, overrides: variant.overrides).scenario
    } catch {
      let named = error.diagnostics.map { diagnostic in
        guard
          let text = variant.assignments.map({ "--set \($0.path)=\($0.value)" }).first(where: {
            diagnostic.source == String($0.prefix(206))
          })
        else { return diagnostic }
        return Diagnostic(
          source: variant.path, severity: diagnostic.severity,
          message: "variant `\(variant.name)`, \(text.dropFirst(6)): \(diagnostic.message)",
          hint: diagnostic.hint)
      }
      throw ScenarioFailure(status: .badInput, diagnostics: named)
    }
  }

  /// Whether all variants of a file's study can be run; the first that cannot tells why.
  static func check(_ bytes: [UInt8], path: String, _ study: StudySpec, common: [String])
    throws(ScenarioFailure)
  {
    let variants: [Variant]
    do throws(VariantFault) {
      variants = try VariantExpansion.variants(of: path, study, common: common)
    } catch {
      throw failure(path, error.message, error.hint)
    }
    let names = variants.map(\.name)
    if let reference = study.reference, !names.contains(reference) {
      throw failure(
        path, "study: there is no variant `\(reference)`", NearestName.hint(reference, among: names))
    }
    for variant in variants where !variant.assignments.isEmpty {
      _ = try ScenarioOptions.prepare(try read(bytes, variant), path: "\(path), variant `\(variant.name)`")
    }
  }

  private static func failure(_ path: String, _ message: String, _ hint: String?) -> ScenarioFailure {
    ScenarioFailure(status: .badInput, diagnostics: [Diagnostic(source: path, message: message, hint: hint)])
  }
}
