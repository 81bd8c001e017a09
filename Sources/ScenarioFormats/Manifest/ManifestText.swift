import Yams

/// The documents of a YAML file, each a tree of located values.
///
/// A stream is divided at its `---` lines before it is parsed: such a line ends a document wherever it stands (YAML 1.2
/// §9.1.2), so one document that is no YAML, as a template is none, does not hide the others.
enum ManifestText {
  private static let maximumValues = 500_000
  private static let maximumDocuments = 10_000

  struct Document {
    let value: SourceValue
  }

  /// - Parameters:
  ///   - kind: what is read, for messages: `a compose file`.
  ///   - allowsDuplicates: a key that stands twice is doubtful, not wrong; the first one holds.
  /// - Returns: the documents that could be read; empty ones are left out. What is wrong is in `log`.
  static func documents(
    _ text: String, file: Int, kind: String, allowsDuplicates: Bool = false, _ log: inout ImportLog
  ) -> [Document] {
    var documents: [Document] = []
    var room = maximumValues
    for chunk in chunks(of: text) {
      let yaml = YAMLDocument(chunk.text, kind: kind)
      let value = yaml.root.map { SourceValue($0, file: file, lineOffset: chunk.line, room: &room) }
      if chunk.text.contains("{{"), value.map(\.hasUnnamedKey) ?? true {
        let fault = yaml.faults.first?.position.map {
          SourcePlace(file: file, line: chunk.line + $0.line, column: $0.column)
        }
        let place = fault ?? value?.place ?? SourcePlace(file: file, line: chunk.line + 1, column: 1)
        log.notModelled("a template", "`{{ … }}` is filled in by another program", at: place)
        continue
      }
      for fault in yaml.faults {
        let place = fault.position.map {
          SourcePlace(file: file, line: $0.line + chunk.line, column: $0.column)
        }
        if allowsDuplicates && value != nil && fault.message.contains("stands twice") {
          log.warning("\(fault.message); the first one holds", at: place, hint: fault.hint)
        } else {
          log.error(fault.message, at: place, hint: fault.hint)
        }
      }
      guard let value else { continue }
      if room < 0 {
        log.error("the file has, or its aliases expand to, more than \(maximumValues) values", at: nil)
        return []
      }
      if !value.isNothing { documents.append(Document(value: value)) }
    }
    return documents
  }

  /// - Returns: texts with the number of lines before each.
  private static func chunks(of text: String) -> [(text: String, line: Int)] {
    var chunks: [(text: String, line: Int)] = []
    var current: [Substring] = []
    var start = 0
    let lines = DocumentReader.lines(of: text)
    func finish(_ next: Int) {
      let isEmpty = current.allSatisfy { line in
        let bare = line.drop { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\u{FEFF}" }
        return bare.isEmpty || bare.hasPrefix("#") || bare.hasPrefix("%")
      }
      if !isEmpty && chunks.count < maximumDocuments {
        chunks.append((current.joined(separator: "\n"), start))
      }
      current = []
      start = next
    }
    for (number, line) in lines.enumerated() {
      let bare = line.hasSuffix("\r") || line.hasSuffix("\n") ? line.dropLast() : line
      if bare == "---" || bare.hasPrefix("--- ") || bare == "..." {
        finish(number)
        // What stands behind the dashes belongs to the document; its columns stay.
        current = [Substring(bare == "..." ? "" : "   " + bare.dropFirst(3))]
      } else {
        current.append(line)
      }
    }
    finish(lines.count)
    return chunks
  }
}
