import NetworkModel
import Yams

/// `--set PATH=VALUE`: changes the YAML tree before it is decoded, so that the value is checked like any other.
enum ScenarioOverride {
  static func apply(
    _ option: String, number: Int, to root: inout Node, _ reader: inout DocumentReader
  ) {
    guard let equals = option.firstIndex(of: "=") else {
      reader.noteOverride(number, "expected PATH=VALUE", hint: "for example routing.rip.update=10s")
      return
    }
    let path = steps(String(option[..<equals]))
    guard !path.isEmpty else {
      reader.noteOverride(number, "the path is empty", hint: nil)
      return
    }
    let text = String(option[option.index(after: equals)...])
    // The value stands on a line behind the file's last one, by which its diagnostics are told from the file's own.
    let margin = String(repeating: "\n", count: reader.line(ofOverride: number) - 1)
    let isFlat = !text.contains(where: \.isNewline)
    guard isFlat, text.count < 100_000, !isNested(text), let value = try? Yams.compose(yaml: margin + text)
    else {
      reader.noteOverride(number, "the value `\(text.prefix(60))` is not YAML of one line", hint: nil)
      return
    }
    if let fault = set(value, at: path[...], in: &root, schema: .object(.root), value.mark) {
      reader.noteOverride(number, fault.message, hint: fault.hint)
    }
  }

  struct Fault {
    let message: String
    let hint: String?
  }

  /// `network.links[0].cost` is network, links, 0, cost. Names with dots are found by trying longer ones.
  static func steps(_ path: String) -> [String] {
    path.replacing("[", with: ".").replacing("]", with: "")
      .split(separator: ".", omittingEmptySubsequences: true).map(String.init)
  }

  private static func isNested(_ text: String) -> Bool {
    text.count { $0 == "[" || $0 == "{" } > 50 || text.count { $0 == "-" || $0 == "?" } > 200
  }

  private static func set(
    _ value: Node, at path: ArraySlice<String>, in node: inout Node, schema: ValueSchema, _ mark: Mark?
  ) -> Fault? {
    guard let step = path.first else {
      node = value
      return nil
    }
    switch schema {
    case .any(let choices):
      // The form that has something inside.
      let inner = choices.first { choice in
        switch choice {
        case .object, .map, .list: true
        default: false
        }
      }
      if let inner { return set(value, at: path, in: &node, schema: inner, mark) }
      return Fault(message: "there is nothing inside this field named `\(step)`", hint: nil)
    case .object(let object):
      return setKey(value, step, path, in: &node, object, mark)
    case .map(let element, _):
      return setEntry(value, path, in: &node, element, mark)
    case .list(let element):
      return setItem(value, step, path, in: &node, element, mark)
    case .string, .integer, .number, .boolean, .choice, .quantity, .anything:
      return Fault(message: "there is nothing inside this field named `\(step)`", hint: nil)
    }
  }

  private static func setKey(
    _ value: Node, _ step: String, _ path: ArraySlice<String>, in node: inout Node, _ object: ObjectSchema,
    _ mark: Mark?
  ) -> Fault? {
    guard let key = object.keys.first(where: { $0.name == step }) else {
      return Fault(
        message: "the \(object.name) has no field `\(step)`",
        hint: NearestName.hint(step, among: object.keyNames))
    }
    var mapping = node.mapping ?? Node.Mapping([], Tag(.map), .block, mark)
    var inner = mapping[step] ?? Node.mapping(Node.Mapping([], Tag(.map), .block, mark))
    if let fault = set(value, at: path.dropFirst(), in: &inner, schema: key.value, mark) { return fault }
    mapping[.scalar(Node.Scalar(step, Tag(.str), .plain, mark))] = inner
    node = .mapping(mapping)
    return nil
  }

  /// An entry of a map of user-chosen names, which may contain dots.
  private static func setEntry(
    _ value: Node, _ path: ArraySlice<String>, in node: inout Node, _ element: ValueSchema, _ mark: Mark?
  ) -> Fault? {
    guard var mapping = node.mapping else {
      return Fault(message: "there is no `\(path.first ?? "")` here", hint: nil)
    }
    let names = mapping.compactMap { $0.key.scalar?.string }
    for count in stride(from: path.count, through: 1, by: -1) {
      let name = path.prefix(count).joined(separator: ".")
      guard names.contains(name), var inner = mapping[name] else { continue }
      if let fault = set(value, at: path.dropFirst(count), in: &inner, schema: element, mark) { return fault }
      mapping[name] = inner
      node = .mapping(mapping)
      return nil
    }
    if case .anything = element, let name = path.first, path.count == 1 {
      mapping[.scalar(Node.Scalar(name, Tag(.str), .plain, mark))] = value
      node = .mapping(mapping)
      return nil
    }
    let name = path.first ?? ""
    return Fault(
      message: "there is no `\(name)` in the scenario", hint: NearestName.hint(name, among: names))
  }

  /// An item of a list, by its number from 0 or by its `name`.
  private static func setItem(
    _ value: Node, _ step: String, _ path: ArraySlice<String>, in node: inout Node, _ element: ValueSchema,
    _ mark: Mark?
  ) -> Fault? {
    guard var sequence = node.sequence else { return Fault(message: "the list is empty", hint: nil) }
    let names = sequence.map { $0.mapping?["name"]?.scalar?.string ?? "" }
    let position = Int(step) ?? names.firstIndex(of: step)
    guard let position, sequence.indices.contains(position) else {
      let known = names.filter { !$0.isEmpty }
      return Fault(
        message: "the list has \(sequence.count) items and none is `\(step)`",
        hint: NearestName.hint(step, among: known))
    }
    var inner = sequence[position]
    if path.count > 1 && inner.mapping == nil {
      guard let text = inner.scalar?.string, let ends = ScenarioDecoder.splitLink(text) else {
        return Fault(message: "item \(step) has no fields", hint: nil)
      }
      inner = expandedLink(ends, mark: inner.mark ?? mark)
    }
    if let fault = set(value, at: path.dropFirst(), in: &inner, schema: element, mark) { return fault }
    sequence[position] = inner
    node = .sequence(sequence)
    return nil
  }

  /// `r1 -- r2` as the mapping that it stands for.
  private static func expandedLink(_ ends: (first: String, second: String), mark: Mark?) -> Node {
    func scalar(_ text: String) -> Node { .scalar(Node.Scalar(text, Tag(.str), .plain, mark)) }
    let between = Node.sequence(
      Node.Sequence([scalar(ends.first), scalar(ends.second)], Tag(.seq), .flow, mark))
    return .mapping(Node.Mapping([(scalar("between"), between)], Tag(.map), .flow, mark))
  }
}
