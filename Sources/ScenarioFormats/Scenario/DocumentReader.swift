import Kernel
import NetworkModel
import Yams

/// A YAML document with the means to read typed values out of it and to say where they are wrong.
///
/// Every reader returns nil (or a default) after noting a diagnostic, so that decoding goes on and all errors of a file are
/// found in one go.
struct DocumentReader {
  let sourceName: String
  private let lines: [Substring]
  var allLines: [Substring] { lines }
  /// `--set` options. The values of the n-th are marked with the n-th line behind the file's last one.
  let overrides: [String]
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var hasErrors = false
  /// What importers say about their own files.
  private(set) var imported: [Diagnostic] = []
  private var hintBudget = 200_000
  private static let maximumDiagnostics = 1000

  init(sourceName: String, text: String, overrides: [String]) {
    self.sourceName = sourceName
    self.overrides = overrides
    lines = Self.lines(of: text)
  }

  /// As the parser counts them.
  static func lines(of text: String) -> [Substring] {
    var lines: [Substring] = []
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    var index = start
    while index < scalars.endIndex {
      let next = scalars.index(after: index)
      let isFirstOfTwo = scalars[index] == "\r" && next < scalars.endIndex && scalars[next] == "\n"
      if YAMLText.isLineBreak(scalars[index]) && !isFirstOfTwo {
        lines.append(text[start..<index])
        start = next
      }
      index = next
    }
    lines.append(text[start...])
    return lines
  }

  // MARK: Diagnostics

  mutating func error(_ message: String, at node: Node?, hint: String? = nil) {
    note(.error, message, at: node?.mark.map(TextPosition.init), hint: hint)
  }

  mutating func warning(_ message: String, at node: Node?, hint: String? = nil) {
    note(.warning, message, at: node?.mark.map(TextPosition.init), hint: hint)
  }

  mutating func adopt(_ diagnostic: Diagnostic) {
    if diagnostic.severity == .error { hasErrors = true }
    imported.append(diagnostic)
  }

  /// Something to know that is no fault.
  mutating func remark(_ message: String, at node: Node?) {
    let position = node?.mark.map(TextPosition.init)
    let isInFile = position.map { $0.line <= lines.count } ?? false
    imported.append(
      Diagnostic(
        source: sourceName, line: isInFile ? position?.line ?? 0 : 0,
        column: isInFile ? position?.column ?? 0 : 0,
        severity: .note, message: message))
  }

  mutating func note(_ fault: YAMLFault) { note(.error, fault.message, at: fault.position, hint: fault.hint) }

  private mutating func note(
    _ severity: Diagnostic.Severity, _ message: String, at position: TextPosition?, hint: String?
  ) {
    guard let position else {
      append(Diagnostic(source: sourceName, severity: severity, message: message, hint: hint))
      return
    }
    let override = position.line - line(ofOverride: 0)
    if overrides.indices.contains(override) {
      noteOverride(override, message, hint: hint, severity: severity)
      return
    }
    let line = lines.indices.contains(position.line - 1) ? lines[position.line - 1] : nil
    append(
      Diagnostic(
        source: sourceName, line: position.line, column: position.column, severity: severity,
        message: message, hint: hint, sourceLine: line))
  }

  private mutating func append(_ diagnostic: Diagnostic) {
    if diagnostic.severity == .error { hasErrors = true }
    if diagnostics.count == Self.maximumDiagnostics {
      let message = "there are more than \(Self.maximumDiagnostics) errors; the rest is not shown"
      diagnostics.append(Diagnostic(source: sourceName, message: message))
    }
    if diagnostics.count < Self.maximumDiagnostics { diagnostics.append(diagnostic) }
  }

  /// The nearest of names that a file has given. A file with many names and many errors costs no more than a second:
  /// from then on there are no hints.
  mutating func hint(_ name: String, among candidates: [String]) -> String? {
    hintBudget -= candidates.count
    return wantsHints ? NearestName.hint(name, among: candidates) : nil
  }

  /// False when collecting the candidates would be in vain.
  var wantsHints: Bool { hintBudget > 0 && diagnostics.count < Self.maximumDiagnostics }

  func line(ofOverride number: Int) -> Int { lines.count + 1 + number }

  mutating func noteOverride(
    _ number: Int, _ message: String, hint: String?, severity: Diagnostic.Severity = .error
  ) {
    let source = "--set \(overrides[number].prefix(200))"
    append(Diagnostic(source: source, severity: severity, message: message, hint: hint))
  }

  // MARK: Structure

  /// The values of a mapping by key. Unknown keys and missing required ones are noted.
  mutating func fields(of node: Node, as schema: ObjectSchema) -> [String: Node] {
    guard let mapping = node.mapping else {
      error("expected a mapping for the \(schema.name), found \(describe(node))", at: node)
      return [:]
    }
    var result: [String: Node] = [:]
    for (keyNode, value) in mapping {
      guard let key = keyNode.string else {
        error("a key must be text, found \(describe(keyNode))", at: keyNode)
        continue
      }
      if schema.keyNames.contains(key) {
        // `"at"` and `at` are one key; the parser compares them with their types.
        if result[key] != nil { error("the key `\(key)` stands twice in this mapping", at: keyNode) }
        result[key] = value
      } else if schema.allowsExtensions && key.hasPrefix("x-") {
        // A place for anchors, as in Compose files.
      } else if LaterFeatures.keys[schema.name]?.contains(key) ?? false {
        error("`\(key)` is not modelled in this version of rhumb", at: keyNode)
      } else {
        error(
          "unknown key `\(key)` in the \(schema.name)", at: keyNode,
          hint: NearestName.hint(key, among: schema.keyNames))
      }
    }
    for key in schema.keys where key.isRequired && result[key.name] == nil {
      if mapping.contains(where: { $0.key.string == key.name }) { continue }
      error("the \(schema.name) lacks `\(key.name)`", at: node, hint: key.summary)
    }
    return result
  }

  /// Names and values of a mapping whose keys are the user's own.
  mutating func entries(of node: Node?, what: String) -> [(key: Node, name: String, value: Node)] {
    guard let node, !isNull(node) else { return [] }
    guard let mapping = node.mapping else {
      error("expected a mapping of \(what) by name, found \(describe(node))", at: node)
      return []
    }
    var result: [(key: Node, name: String, value: Node)] = []
    for (keyNode, value) in mapping {
      guard let name = keyNode.scalar?.string else {
        error("a name must be text, found \(describe(keyNode))", at: keyNode)
        continue
      }
      if let fault = Self.fault(inName: name) {
        error("`\(name)` cannot be a name: \(fault)", at: keyNode)
      } else {
        result.append((keyNode, name, value))
      }
    }
    return result
  }

  /// Values of a mapping whose keys are paths into the scenario.
  mutating func paths(of node: Node?, what: String) -> [(path: String, value: Node)] {
    guard let node, !isNull(node) else { return [] }
    guard let mapping = node.mapping else {
      error("expected \(what), found \(describe(node))", at: node)
      return []
    }
    var result: [(path: String, value: Node)] = []
    for (key, value) in mapping {
      if let path = key.scalar?.string {
        result.append((path, value))
      } else {
        error("a path must be text, found \(describe(key))", at: key)
      }
    }
    return result
  }

  private static func fault(inName name: String) -> String? {
    if name.isEmpty { return "it is empty" }
    if name.count > 200 { return "it is longer than 200 characters" }
    if name.contains(where: {
      $0.isWhitespace || $0 == "/" || $0 == "," || $0.asciiValue.map { $0 < 32 } ?? false
    }) {
      return "blanks, commas and slashes are used to write links and paths"
    }
    return name.contains("--") ? "`--` joins the two ends of a link" : nil
  }

  mutating func items(of node: Node?, what: String) -> [Node] {
    guard let node, !isNull(node) else { return [] }
    guard let sequence = node.sequence else {
      error("expected a list of \(what), found \(describe(node))", at: node)
      return []
    }
    return Array(sequence)
  }

  func isNull(_ node: Node) -> Bool {
    guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  func describe(_ node: Node) -> String {
    switch node {
    case .mapping: return "a mapping"
    case .sequence: return "a list"
    case .scalar(let scalar):
      if isNull(node) { return "nothing" }
      return "`\(scalar.string.count > 60 ? scalar.string.prefix(57) + "…" : Substring(scalar.string))`"
    case .alias: return "an alias"
    }
  }

  // MARK: Scalars

  mutating func text(_ node: Node?, what: String) -> String? {
    guard let node else { return nil }
    guard let scalar = node.scalar, !isNull(node) else {
      error("expected \(what), found \(describe(node))", at: node)
      return nil
    }
    return scalar.string
  }

  /// A value read by a parser; `what` completes "expected …".
  mutating func value<Value>(
    _ node: Node?, what: String, hint: String? = nil, _ parse: (String) -> Value?
  ) -> Value? {
    guard let node else { return nil }
    guard let text = text(node, what: what) else { return nil }
    if let value = parse(text) { return value }
    error("expected \(what), found \(describe(node))", at: node, hint: hint)
    return nil
  }

  mutating func integer(_ node: Node?, in range: ClosedRange<Int>, what: String) -> Int? {
    guard let node, let text = text(node, what: "\(what), a whole number") else { return nil }
    guard !isQuoted(node, "\(what), a whole number") else { return nil }
    // `1e3` is a whole number, for YAML and for JSON Schema.
    guard let value = Int(text) ?? QuantityParser.number(text).flatMap({ Int(exactly: $0) }) else {
      error("expected \(what), a whole number, found \(describe(node))", at: node)
      return nil
    }
    guard range.contains(value) else {
      let bounds =
        range.upperBound == .max ? "at least \(range.lowerBound)" : "\(range.lowerBound)…\(range.upperBound)"
      error("\(what) must be \(bounds), not \(value)", at: node)
      return nil
    }
    return value
  }

  /// - Parameter isQuotable: whether `"0.5"` will do, as in Compose files.
  mutating func number(
    _ node: Node?, in range: ClosedRange<Double>, what: String, isQuotable: Bool = false
  ) -> Double? {
    guard let node, isQuotable || !isQuoted(node, "\(what), a number") else { return nil }
    guard let number = value(node, what: "\(what), a number", QuantityParser.number) else {
      return nil
    }
    guard range.contains(number) else {
      let (least, most) = (Self.plain(range.lowerBound), Self.plain(range.upperBound))
      error("\(what) must be between \(least) and \(most), not \(Self.plain(number))", at: node)
      return nil
    }
    return number
  }

  /// Whole numbers without a fraction.
  private static func plain(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }

  mutating func boolean(_ node: Node?, what: String) -> Bool? {
    guard let node, !isQuoted(node, "\(what): true or false") else { return nil }
    return value(node, what: "\(what): true or false") { text in
      switch text {
      case "true", "True", "TRUE", "yes", "on": true
      case "false", "False", "FALSE", "no", "off": false
      default: nil
      }
    }
  }

  /// A number in quotes is a text: editors that follow the schema say so too.
  private mutating func isQuoted(_ node: Node, _ what: String) -> Bool {
    guard let scalar = node.scalar, scalar.style != .plain && scalar.style != .any else { return false }
    error("expected \(what), found the text \(describe(node))", at: node, hint: "write it without quotes")
    return true
  }

  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ node: Node?, _ type: Choice.Type, what: String
  ) -> Choice? where Choice.RawValue == String {
    let names = type.allCases.map(\.rawValue)
    guard let node, let text = text(node, what: what) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    error(
      "expected \(what), found \(describe(node))", at: node, hint: "one of: " + names.joined(separator: ", "))
    return nil
  }

  mutating func duration(_ node: Node?, what: String = "a duration") -> SimTime? {
    value(node, what: "\(what) such as `10ms`, `30s` or `2min`", hint: durationHint(node)) {
      QuantityParser.duration($0)
    }
  }

  private func durationHint(_ node: Node?) -> String? {
    guard let text = node?.scalar?.string, let (value, unit) = QuantityParser.split(text) else { return nil }
    if unit.isEmpty { return "a number needs a unit: `\(text)s`?" }
    if value < 0 { return "a duration cannot be negative" }
    return QuantityParser.timeUnits[unit] != nil ? "at most 50 days" : "units: ns, us, ms, s, min, h, d"
  }

  mutating func prefix(_ node: Node?, what: String = "a network") -> IPv4Prefix? {
    let hint = node?.scalar?.string.isEmpty ?? true ? nil : prefixHint(node)
    return value(node, what: "\(what) such as `192.168.1.0/24`", hint: hint) { IPv4Prefix($0) }
  }

  private func prefixHint(_ node: Node?) -> String? {
    guard let text = node?.scalar?.string, let written = InterfaceAddress(text) else { return nil }
    return "the host part must be zero: `\(written.prefix)`?"
  }

  mutating func address(_ node: Node?, what: String = "an address") -> IPv4Address? {
    value(node, what: "\(what) such as `10.0.0.1`") { IPv4Address($0) }
  }

  mutating func distribution(_ node: Node?, _ quantity: DistributionParser.Quantity, what: String)
    -> Distribution?
  {
    guard let node, let text = text(node, what: what) else { return nil }
    switch DistributionParser.parse(text, quantity) {
    case .success(let distribution): return distribution
    case .failure(let message):
      error(
        "\(what): \(message.text)", at: node,
        hint: "forms: " + DistributionParser.forms.joined(separator: ", "))
      return nil
    }
  }
}
