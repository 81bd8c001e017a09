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
    guard isFlat, text.utf8.count < 100_000 else {
      reader.noteOverride(number, "the value `\(text.prefix(60))` is not one line", hint: nil)
      return
    }
    let document = YAMLDocument(margin + (text.allSatisfy { $0 == " " } ? "\"\"" : text))
    for fault in document.faults { reader.noteOverride(number, fault.message, hint: fault.hint) }
    guard let value = document.root, document.faults.isEmpty else { return }
    makeRoom(for: path, in: &root, value.mark)
    if let fault = set(value, at: path[...], in: &root, schema: .object(.root), value.mark) {
      reader.noteOverride(number, fault.message, hint: fault.hint)
    }
  }

  /// A service of an imported manifest stands in no file of ours until something about it is said.
  private static func makeRoom(for path: [String], in root: inout Node, _ mark: Mark?) {
    guard path.count > 2, path[0] == "services", var mapping = root.mapping,
      let imports = mapping["network"]?.mapping?["import"]?.sequence,
      imports.contains(where: { item in
        ObjectSchema.manifestKinds.contains { item.mapping?[Node($0)] != nil }
      })
    else { return }
    var services = value(of: "services", in: mapping)?.mapping ?? Node.Mapping([], Tag(.map), .block, mark)
    guard value(of: path[1], in: services) == nil else { return }
    put(.mapping(Node.Mapping([], Tag(.map), .block, mark)), as: path[1], into: &services, mark)
    put(.mapping(services), as: "services", into: &mapping, mark)
    root = .mapping(mapping)
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

  private static func set(
    _ value: Node, at path: ArraySlice<String>, in node: inout Node, schema: ValueSchema, _ mark: Mark?
  ) -> Fault? {
    guard let step = path.first else {
      node = value
      return nil
    }
    switch schema {
    case .any(let choices):
      // The form that has something inside; where a list and a mapping may stand, the one that does.
      let inner = choices.filter { choice in
        switch choice {
        case .object, .map, .paths, .list: true
        default: false
        }
      }
      let written = inner.first { choice in
        switch choice {
        case .list: node.sequence != nil
        default: node.mapping != nil
        }
      }
      if let inner = written ?? inner.first { return set(value, at: path, in: &node, schema: inner, mark) }
      return Fault(message: "there is nothing inside this field named `\(step)`", hint: nil)
    case .object(let object):
      return setKey(value, step, path, in: &node, object, mark)
    case .map(let element, _):
      return setEntry(value, path, in: &node, element, mark)
    case .paths:
      // What is left is one path of its own: `events[0].set.links.r1 -- r2.loss`.
      var mapping = node.mapping ?? Node.Mapping([], Tag(.map), .block, mark)
      put(value, as: path.joined(separator: "."), into: &mapping, mark)
      node = .mapping(mapping)
      return nil
    case .list(let element, _):
      return setItem(value, step, path, in: &node, element, mark)
    case .text, .null, .integer, .number, .boolean, .choice, .pattern, .anything:
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
    var inner = self.value(of: step, in: mapping) ?? Node.mapping(Node.Mapping([], Tag(.map), .block, mark))
    if let fault = set(value, at: path.dropFirst(), in: &inner, schema: key.value, mark) { return fault }
    put(inner, as: step, into: &mapping, mark)
    node = .mapping(mapping)
    return nil
  }

  /// By the text of the key: the subscript of a mapping compares types too, and `on` or `1` would not be found.
  private static func value(of name: String, in mapping: Node.Mapping) -> Node? {
    mapping.first { $0.key.scalar?.string == name }?.value
  }

  private static func put(_ value: Node, as name: String, into mapping: inout Node.Mapping, _ mark: Mark?) {
    if let position = mapping.firstIndex(where: { $0.key.scalar?.string == name }) {
      mapping[mapping[position].key] = value
    } else {
      mapping[.scalar(Node.Scalar(name, Tag(.str), .plain, mark))] = value
    }
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
      guard names.contains(name), var inner = self.value(of: name, in: mapping) else { continue }
      if let fault = set(value, at: path.dropFirst(count), in: &inner, schema: element, mark) { return fault }
      put(inner, as: name, into: &mapping, mark)
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
    let names = sequence.map { $0.mapping.flatMap { self.value(of: "name", in: $0) }?.scalar?.string ?? "" }
    let position = Int(step) ?? names.firstIndex(of: step)
    guard let position, sequence.indices.contains(position) else {
      let known = names.filter { !$0.isEmpty }
      return Fault(
        message: "the list has \(sequence.count) item\(sequence.count == 1 ? "" : "s") and none is `\(step)`",
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
