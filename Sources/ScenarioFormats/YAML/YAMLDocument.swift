import Yams

/// A YAML text as a tree of nodes without aliases, together with what is wrong with it.
///
/// The parser is kept from resolving aliases itself, by showing it another character in place of each `*`: its nodes are
/// values, so that an alias of an alias of an alias … takes the stack to free and any time to compare, and a file of a few
/// lines could end the process. `AliasResolver` does it with a limit.
struct YAMLDocument {
  /// Nil when there is nothing to decode.
  private(set) var root: Node?
  private(set) var faults: [YAMLFault] = []
  /// What a text that is no scenario is called in messages.
  private let kind: String

  init(_ text: String, kind: String = "a scenario") {
    self.kind = kind
    if let fault = YAMLText.fault(in: text) {
      faults.append(fault)
      return
    }
    var scalars: [Unicode.Scalar]?
    if text.utf8.contains(UInt8(ascii: "*")) {
      scalars = text.unicodeScalars.map { $0 == "*" ? AliasResolver.mark : $0 }
    }
    var duplicates: [DuplicateKey] = []
    while true {
      do {
        try parse(scalars.map(Self.string) ?? text, duplicates)
        return
      } catch let fault as YAMLFault {
        faults.append(fault)
        return
      } catch let YamlError.duplicatedKeysInMapping(names, context) {
        // Each repetition costs one more run of the parser.
        let name = names.first ?? ""
        let first = TextPosition(context.mark)
        var masked = scalars ?? Array(text.unicodeScalars)
        guard duplicates.count < DuplicateKey.marks.count, masked.count < 1_000_000,
          let duplicate = DuplicateKey.mask(
            name, first: first, with: DuplicateKey.marks[duplicates.count], in: &masked)
        else {
          faults.append(
            YAMLFault("the key `\(AliasResolver.unmasked(name))` stands twice in one mapping", at: first))
          return
        }
        duplicates.append(duplicate)
        scalars = masked
      } catch {
        faults.append(Self.fault(error))
        return
      }
    }
  }

  private static func string(_ scalars: [Unicode.Scalar]) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private mutating func parse(_ text: String, _ duplicates: [DuplicateKey]) throws {
    // Nodes refer to their anchors weakly; the parser owns them.
    let parser = try Parser(yaml: text)
    defer { withExtendedLifetime(parser) {} }
    guard let first = try parser.nextRoot() else {
      throw YAMLFault(
        "the file is empty", at: TextPosition(line: 1, column: 1),
        hint: kind == "a scenario" ? "a scenario begins with `title:`" : nil)
    }
    if let second = try parser.nextRoot() {
      throw YAMLFault(
        "\(kind) is one document; a second one begins here", at: second.mark.map(TextPosition.init))
    }
    var resolver = AliasResolver(duplicates: duplicates)
    root = resolver.resolve(root: first)
    faults = resolver.faults
  }

  private static func fault(_ error: any Error) -> YAMLFault {
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      let hint = context.map { context in
        let place = context.mark.line > 0 ? " that begins in line \(context.mark.line)" : ""
        return "\(context.text)\(place)"
      }
      return YAMLFault("the YAML is malformed: \(problem)", at: TextPosition(mark), hint: hint)
    case YamlError.reader(let problem, _, _, _):
      return YAMLFault("the YAML cannot be read: \(problem)", at: nil)
    default:
      return YAMLFault("the YAML cannot be read", at: nil)
    }
  }
}
