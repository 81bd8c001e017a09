import Yams

/// Where something of a file's study stands: most of what is wrong with a study shows only when its variants are read one by
/// one, long after the file.
package struct StudyPlace {
  private let name: String
  private let lines: [Substring]
  private let study: Node?

  /// - Parameter bytes: a file that has been read as a scenario without errors.
  package init(of bytes: [UInt8], named name: String) {
    let text = (try? SourceText.decode(bytes)) ?? ""
    self.name = name
    lines = DocumentReader.lines(of: text)
    study = YAMLDocument(text).root?.mapping?["study"]
  }

  /// The diagnostic with the place of a varied field, of a variant, or else of the study.
  package func locating(_ diagnostic: Diagnostic, field: String? = nil, variant: String? = nil) -> Diagnostic
  {
    let places = [
      field.flatMap { key($0, of: "vary") }, variant.flatMap { key($0, of: "variants") }, study?.mark,
    ]
    guard diagnostic.line == 0, let mark = places.compactMap({ $0 }).first else { return diagnostic }
    return Diagnostic(
      source: name, line: mark.line, column: mark.column, severity: diagnostic.severity,
      message: diagnostic.message, hint: diagnostic.hint,
      sourceLine: lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : nil)
  }

  private func key(_ key: String, of section: String) -> Mark? {
    study?.mapping?[section]?.mapping?.first { $0.key.scalar?.string == key }?.key.mark
  }
}
