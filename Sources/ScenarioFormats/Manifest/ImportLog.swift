/// What an import says about its files: what is wrong, what is doubtful, and, as notes, what takes no part in the simulation.
struct ImportLog {
  private struct File {
    let name: String
    let lines: [Substring]
  }

  private var files: [File] = []
  private var collected: [Diagnostic] = []
  private(set) var hasErrors = false
  private static let maximum = 5000

  /// By file and place; what has no place comes last.
  var diagnostics: [Diagnostic] {
    let ranks = Dictionary(
      files.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    return collected.enumerated().sorted { a, b in
      func key(_ diagnostic: Diagnostic) -> (Int, Int, Int) {
        let line = diagnostic.line == 0 ? Int.max : diagnostic.line
        return (line == .max ? .max : ranks[diagnostic.source] ?? 0, line, diagnostic.column)
      }
      let (left, right) = (key(a.element), key(b.element))
      return left == right ? a.offset < b.offset : left < right
    }.map(\.element)
  }

  /// The number of the file, for places in it.
  mutating func add(file name: String, text: String) -> Int {
    files.append(File(name: name, lines: DocumentReader.lines(of: text)))
    return files.count - 1
  }

  mutating func add(file name: String, lines: [Substring]) -> Int {
    files.append(File(name: name, lines: lines))
    return files.count - 1
  }

  /// A file as a whole, of which no line can be shown.
  mutating func whole(_ path: String) -> SourcePlace {
    SourcePlace(file: add(file: path == "-" ? "<stdin>" : path, lines: []), line: 0, column: 0)
  }

  mutating func error(_ message: String, at place: SourcePlace?, hint: String? = nil) {
    append(.error, message, place, hint)
  }

  mutating func warning(_ message: String, at place: SourcePlace?, hint: String? = nil) {
    append(.warning, message, place, hint)
  }

  mutating func note(_ message: String, at place: SourcePlace?, hint: String? = nil) {
    append(.note, message, place, hint)
  }

  /// The list of what is not modelled has one form, so that it can be read as one.
  mutating func notModelled(_ path: String, _ reason: String, at place: SourcePlace?) {
    append(.note, "not modelled: \(path) (\(reason))", place, nil)
  }

  private mutating func append(
    _ severity: Diagnostic.Severity, _ message: String, _ place: SourcePlace?, _ hint: String?
  ) {
    if severity == .error { hasErrors = true }
    guard collected.count < Self.maximum else { return }
    guard let place, files.indices.contains(place.file) else {
      let source = files.first?.name ?? ""
      collected.append(Diagnostic(source: source, severity: severity, message: message, hint: hint))
      return
    }
    let lines = files[place.file].lines
    collected.append(
      Diagnostic(
        source: files[place.file].name, line: place.line, column: place.column, severity: severity,
        message: message, hint: hint,
        sourceLine: lines.indices.contains(place.line - 1) ? lines[place.line - 1] : nil))
  }
}

/// Typed readings of values. Each returns nil after it has noted what is wrong.
extension ImportLog {
  mutating func text(_ value: SourceValue?, _ path: String) -> String? {
    guard let value else { return nil }
    if let text = value.text { return text }
    error("\(path): expected a text, found \(value.described)", at: value.place)
    return nil
  }

  mutating func integer(_ value: SourceValue?, in range: ClosedRange<Int>, _ path: String) -> Int? {
    guard let value else { return nil }
    guard let text = value.text, let number = Int(text) else {
      error("\(path): expected a whole number, found \(value.described)", at: value.place)
      return nil
    }
    if range.contains(number) { return number }
    error("\(path): \(number) is not in \(range.lowerBound)…\(range.upperBound)", at: value.place)
    return nil
  }

  mutating func number(_ value: SourceValue?, in range: ClosedRange<Double>, _ path: String) -> Double? {
    guard let value else { return nil }
    guard let text = value.text, let number = QuantityParser.number(text), range.contains(number) else {
      error(
        "\(path): expected a number of \(range.lowerBound)…\(range.upperBound), found \(value.described)",
        at: value.place)
      return nil
    }
    return number
  }

  mutating func boolean(_ value: SourceValue?, _ path: String) -> Bool? {
    guard let value else { return nil }
    switch value.text?.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      error("\(path): expected true or false, found \(value.described)", at: value.place)
      return nil
    }
  }

  /// A list of texts; a single text counts as a list of one.
  mutating func texts(_ value: SourceValue?, _ path: String) -> [(text: String, place: SourcePlace)] {
    guard let value else { return [] }
    if let text = value.text { return [(text, value.place)] }
    guard let items = value.items else {
      error("\(path): expected a list of texts, found \(value.described)", at: value.place)
      return []
    }
    return items.compactMap { item in
      if let text = item.text { return (text, item.place) }
      error("\(path): expected a text, found \(item.described)", at: item.place)
      return nil
    }
  }
}
