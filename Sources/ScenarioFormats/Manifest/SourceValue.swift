import Yams

/// Where a value stands in one of the files of an import.
struct SourcePlace: Hashable, Sendable {
  /// The number of the file in the import's log.
  var file: Int
  var line: Int
  var column: Int
}

/// A value of a manifest with its place: a tree that can be merged with that of another file and still says where each part
/// came from.
struct SourceValue: Equatable, Sendable {
  enum Content: Equatable, Sendable {
    case nothing
    /// - isPlain: written without quotes.
    case scalar(String, isPlain: Bool)
    case list([SourceValue])
    case mapping([SourceField])
  }

  /// What Compose's tags say about merging (compose specification, 13 “Merge”).
  enum MergeTag: Equatable, Sendable {
    case none
    case reset
    case override
  }

  var content: Content
  var place: SourcePlace
  var tag = MergeTag.none

  var fields: [SourceField]? {
    if case .mapping(let fields) = content { fields } else { nil }
  }

  var items: [SourceValue]? {
    if case .list(let items) = content { items } else { nil }
  }

  var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  var isNothing: Bool { content == .nothing }

  /// The value of a key of a mapping; nil when there is none, or nothing behind it.
  subscript(key: String) -> SourceValue? {
    guard let value = fields?.first(where: { $0.key == key })?.value, !value.isNothing else { return nil }
    return value
  }

  /// Somewhere a key is no text: `{{name}}` reads as a mapping whose key is a mapping.
  var hasUnnamedKey: Bool {
    switch content {
    case .nothing, .scalar: false
    case .list(let items): items.contains(where: \.hasUnnamedKey)
    case .mapping(let fields): fields.contains { $0.key.isEmpty || $0.value.hasUnnamedKey }
    }
  }

  var described: String {
    switch content {
    case .nothing: "nothing"
    case .scalar(let text, _): "`\(text.count > 60 ? text.prefix(57) + "…" : Substring(text))`"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}

struct SourceField: Equatable, Sendable {
  var key: String
  var place: SourcePlace
  var value: SourceValue
}

extension SourceValue {
  /// - Parameters:
  ///   - file: number of the file.
  ///   - lineOffset: lines before the document in its file.
  ///   - room: how many values may still be made; below zero the tree is cut off.
  init(_ node: Node, file: Int, lineOffset: Int, room: inout Int) {
    let mark = node.mark
    place = SourcePlace(file: file, line: (mark?.line ?? 1) + lineOffset, column: mark?.column ?? 1)
    room -= 1
    switch node {
    case _ where room < 0: content = .nothing
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      let isNull = isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
      content = isNull ? .nothing : .scalar(scalar.string, isPlain: isPlain)
    case .sequence(let items):
      var values: [SourceValue] = []
      for item in items {
        values.append(SourceValue(item, file: file, lineOffset: lineOffset, room: &room))
      }
      content = .list(values)
    case .mapping(let mapping):
      var fields: [SourceField] = []
      for (key, value) in mapping {
        let name = SourceValue(key, file: file, lineOffset: lineOffset, room: &room)
        let inner = SourceValue(value, file: file, lineOffset: lineOffset, room: &room)
        fields.append(SourceField(key: name.text ?? "", place: name.place, value: inner))
      }
      content = .mapping(fields)
    case .alias: content = .nothing
    }
    switch node.tag.description {
    case "!reset": tag = .reset
    case "!override": tag = .override
    default: break
    }
  }
}
