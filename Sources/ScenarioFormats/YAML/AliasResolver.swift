import Yams

/// Replaces aliases by what they stand for and carries merge keys out.
///
/// The parser has seen each `*` as `mark`, so an alias comes as a plain scalar that begins with it (`YAMLDocument` says
/// why). Sizes and depths are counted with aliases expanded, without expanding them: a shared tree stays shared.
struct AliasResolver {
  /// Stands for `*` while the text is parsed: a private-use character.
  static let mark: Unicode.Scalar = "\u{F8FE}"

  static let maximumDepth = 100
  static let maximumNodes = 2_000_000

  private struct Resolved {
    var node: Node
    var size = 1
    var depth = 1
  }

  private var anchors: [String: Resolved] = [:]
  private(set) var faults: [YAMLFault] = []
  private var isTooLarge = false
  /// Keys that stand twice, by the position of the second.
  private let duplicates: [DuplicateKey]

  init(duplicates: [DuplicateKey]) { self.duplicates = duplicates }

  /// The tree without aliases; nil when it is too deep or too large, which `faults` says.
  mutating func resolve(root: Node) -> Node? {
    let resolved = resolve(root)
    return isTooLarge ? nil : resolved.node
  }

  private mutating func resolve(_ node: Node) -> Resolved {
    var resolved: Resolved
    switch node {
    case .alias: return Resolved(node: node)
    case .scalar(let scalar): resolved = self.scalar(scalar)
    case .sequence(let items): resolved = sequence(items)
    case .mapping(let mapping): resolved = self.mapping(mapping)
    }
    if resolved.depth > Self.maximumDepth || resolved.size > Self.maximumNodes {
      if !isTooLarge {
        let isDeep = resolved.depth > Self.maximumDepth
        refuse(
          isDeep
            ? "this is nested more than \(Self.maximumDepth) levels deep"
            : "the file has, or its aliases expand to, more than \(Self.maximumNodes) values", node)
      }
      isTooLarge = true
      // Nothing deeper may come to be: to free it would take the stack.
      resolved = Resolved(node: .scalar(Node.Scalar("", Tag(.str), .singleQuoted, node.mark)))
    }
    if let anchor = node.anchor { anchors[anchor.rawValue] = resolved }
    return resolved
  }

  private mutating func scalar(_ scalar: Node.Scalar) -> Resolved {
    let text = scalar.string
    guard text.unicodeScalars.contains(Self.mark) else { return Resolved(node: .scalar(scalar)) }
    if scalar.style == .plain, text.unicodeScalars.first == Self.mark {
      let name = String(text.unicodeScalars.dropFirst())
      if let known = anchors[name] { return known }
      refuse(
        "there is no anchor `&\(name)` before this alias", .scalar(scalar),
        hint: "a text that begins with `*` stands in quotes")
      return Resolved(node: .scalar(Node.Scalar("", scalar.tag, .singleQuoted, scalar.mark)))
    }
    return Resolved(node: .scalar(Node.Scalar(Self.unmasked(text), scalar.tag, scalar.style, scalar.mark)))
  }

  static func unmasked(_ text: String) -> String {
    guard text.unicodeScalars.contains(mark) else { return text }
    var plain = String.UnicodeScalarView()
    plain.append(contentsOf: text.unicodeScalars.map { $0 == mark ? "*" : $0 })
    return String(plain)
  }

  private mutating func sequence(_ items: Node.Sequence) -> Resolved {
    var (size, depth) = (1, 0)
    var nodes: [Node] = []
    for item in items {
      let resolved = resolve(item)
      nodes.append(resolved.node)
      size = min(Self.maximumNodes + 1, size + resolved.size)
      depth = max(depth, resolved.depth)
    }
    return Resolved(
      node: .sequence(Node.Sequence(nodes, items.tag, items.style, items.mark)), size: size, depth: depth + 1)
  }

  private mutating func mapping(_ mapping: Node.Mapping) -> Resolved {
    var (size, depth) = (1, 0)
    var pairs: [(Node, Node)] = []
    var merged: [(Node, Node)] = []
    for (key, value) in mapping {
      if let duplicate = duplicate(key) {
        refuse(
          "the key `\(Self.unmasked(duplicate.name))` stands twice in this mapping", key,
          hint: "the first one is in line \(duplicate.first.line)")
        continue
      }
      let (left, right) = (resolve(key), resolve(value))
      size = min(Self.maximumNodes + 1, size + left.size + right.size)
      depth = max(depth, left.depth, right.depth)
      if let scalar = key.scalar, scalar.style == .plain, scalar.string == "<<" {
        merged += pairsToMerge(right.node)
      } else {
        pairs.append((left.node, right.node))
      }
    }
    if !merged.isEmpty {
      // https://yaml.org/type/merge.html: own keys win, then those of the earlier mapping.
      var taken = Set(pairs.compactMap { $0.0.scalar?.string })
      for (key, value) in merged where key.scalar.map({ taken.insert($0.string).inserted }) ?? true {
        pairs.append((key, value))
      }
    }
    return Resolved(
      node: .mapping(Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark)), size: size,
      depth: depth + 1)
  }

  private mutating func pairsToMerge(_ node: Node) -> [(Node, Node)] {
    if let mapping = node.mapping { return mapping.map { ($0.key, $0.value) } }
    if let items = node.sequence, items.allSatisfy({ $0.mapping != nil }) {
      return items.flatMap { item in item.mapping.map { $0.map { ($0.key, $0.value) } } ?? [] }
    }
    refuse("`<<` takes a mapping, or a list of mappings", node)
    return []
  }

  private func duplicate(_ key: Node) -> DuplicateKey? {
    guard !duplicates.isEmpty, let mark = key.mark else { return nil }
    let position = TextPosition(mark)
    return duplicates.first { $0.second == position }
  }

  private mutating func refuse(_ message: String, _ node: Node, hint: String? = nil) {
    guard faults.count < 1000 else { return }
    faults.append(YAMLFault(message, at: node.mark.map(TextPosition.init), hint: hint))
  }
}
