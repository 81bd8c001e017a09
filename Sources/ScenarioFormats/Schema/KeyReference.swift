/// The keys of scenario files as text, for people: written from `ObjectSchema`, so that it cannot differ from what the decoder knows.
package struct KeyReference {
  /// A key with what stands behind it.
  package struct Entry: Equatable {
    /// `network.routers.<name>.as`, `network.links[].delay`
    package let path: String
    /// `10ms`, `1…65535`, `red|codel`; empty where only further keys follow.
    package let form: String
    package let summary: String
    package let isRequired: Bool
  }

  /// All keys, those inside of a key after it.
  package static let all: [Entry] = {
    var reference = KeyReference()
    reference.add(.root, under: "")
    return reference.entries
  }()

  /// Those at a path and below. Names of the user's own choice and numbers of list items may stand in it, or be left out.
  package static func entries(under path: String) -> [Entry] {
    let wanted = steps(path)
    let found = [false, true].lazy.map { namesCount in
      all.filter { leads(steps($0.path)[...], along: wanted[...], namesCount: namesCount) }
    }
    return found.first { !$0.isEmpty } ?? []
  }

  /// The text of `rhumb list keys`: a tree, with forms and summaries in columns.
  package static func text(_ entries: [Entry]) -> String {
    func depth(_ entry: Entry) -> Int { steps(entry.path).count { !isPlaceholder($0) } }
    let base = entries.map(depth).min() ?? 0
    let rows = entries.map { entry in
      let depth = depth(entry) - base
      let name = depth == 0 ? entry.path : steps(entry.path).suffix(1).joined()
      return (String(repeating: "  ", count: depth) + name, entry)
    }
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, entry in
      let padding = String(repeating: " ", count: width - name.count)
      let form = entry.form.isEmpty ? "" : "  [\(entry.form)]"
      return "\(name)\(padding)  \(entry.summary)\(entry.isRequired ? " Required." : "")\(form)\n"
    }.joined()
  }

  private var entries: [Entry] = []

  private mutating func add(_ object: ObjectSchema, under path: String) {
    for key in object.keys {
      let inner = path.isEmpty ? key.name : "\(path).\(key.name)"
      entries.append(
        Entry(
          path: inner, form: Self.form(key.value) ?? "", summary: key.summary, isRequired: key.isRequired))
      descend(key.value, inner)
    }
  }

  private mutating func descend(_ value: ValueSchema, _ path: String) {
    switch value {
    case .object(let object): add(object, under: path)
    case .map(let element, _): descend(element, "\(path).<name>")
    case .list(let element, _): descend(element, "\(path)[]")
    case .any(let choices):
      // A list of stages of calls of lists …: forms of one key that have the same keys are told once.
      for choice in choices where !Self.repeats(path) { descend(choice, path) }
    case .paths, .text, .null, .integer, .number, .boolean, .choice, .pattern, .anything: break
    }
  }

  private static func repeats(_ path: String) -> Bool { path.count { $0 == "[" } > 3 }

  /// Nil where only keys follow.
  private static func form(_ value: ValueSchema) -> String? {
    switch value {
    case .text: "text"
    case .null: "nothing"
    case .integer(let range, let step):
      (range.upperBound == .max ? "\(range.lowerBound)…" : "\(range.lowerBound)…\(range.upperBound)")
        + (step == 1 ? "" : " by \(step)")
    case .number(let range): range.map { "\(plain($0.lowerBound))…\(plain($0.upperBound))" } ?? "number"
    case .boolean: "true|false"
    case .choice(let names): names.joined(separator: "|")
    case .pattern(let pattern): "such as \(pattern.example)"
    case .object: nil
    case .map(let element, _): form(element).map { "by name: \($0)" }
    case .paths(let element): "by path of a field: \(form(element) ?? "values")"
    case .list(let element, _): form(element).map { "list: \($0)" } ?? "list"
    case .any(let choices):
      choices.map { form($0) ?? "keys" }.reduce(into: [String]()) { all, form in
        if !all.contains(form) { all.append(form) }
      }.joined(separator: ", or ")
    case .anything: "any value"
    }
  }

  private static func plain(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }

  private static func steps(_ path: String) -> [Substring] {
    path.split(separator: ".").flatMap { step in
      guard let bracket = step.firstIndex(of: "["), bracket > step.startIndex else { return [step] }
      return [step[..<bracket], "[]"]
    }
  }

  /// Stands for names and items of the user's own choice.
  private static func isPlaceholder(_ step: Substring) -> Bool { step == "[]" || step == "<name>" }

  /// Whether a key's path begins as the wanted one, which leaves placeholders out, or, when `namesCount`, may have names for
  /// them: `routers.as`, `routers.r1.as`.
  private static func leads(
    _ path: ArraySlice<Substring>, along wanted: ArraySlice<Substring>, namesCount: Bool
  ) -> Bool {
    guard let next = wanted.first else { return true }
    guard let step = path.first else { return false }
    let (rest, further) = (path.dropFirst(), wanted.dropFirst())
    if step == next { return leads(rest, along: further, namesCount: namesCount) }
    guard isPlaceholder(step) else { return false }
    return leads(rest, along: wanted, namesCount: namesCount)
      || (namesCount && leads(rest, along: further, namesCount: namesCount))
  }
}
