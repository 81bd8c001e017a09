/// How two compose files become one (compose specification, 13 “Merge”), and the long forms that make it possible.
enum ComposeMerge {
  /// Lists that stand for a command are replaced, not appended.
  private static let commands: Set<String> = ["command", "entrypoint", "test"]

  /// `over` on top of `base`: mappings key by key, lists one after the other, the rest replaced.
  static func merged(_ base: SourceValue, _ over: SourceValue, key: String = "") -> SourceValue {
    if over.tag == .override { return over }
    if over.isNothing { return base }
    if let mine = base.fields, let others = over.fields {
      var result = mine
      var positions = Dictionary(
        mine.enumerated().map { ($0.element.key, $0.offset) }, uniquingKeysWith: { first, _ in first })
      for field in others {
        if let position = positions[field.key] {
          let value =
            field.value.tag == .reset
            ? SourceValue(content: .nothing, place: field.value.place, tag: .reset)
            : merged(result[position].value, field.value, key: field.key)
          result[position] = SourceField(
            key: field.key, place: field.place, value: value)
        } else {
          positions[field.key] = result.count
          result.append(field)
        }
      }
      result.removeAll { $0.value.tag == .reset }
      return SourceValue(content: .mapping(result), place: over.place)
    }
    if let mine = base.items, let others = over.items, !commands.contains(key) {
      return SourceValue(content: .list(mine + others), place: over.place)
    }
    return over
  }

  /// A service with its short forms written out: lists of `NAME=value` and of names become mappings.
  static func longForms(ofService service: SourceValue) -> SourceValue {
    guard let fields = service.fields else { return service }
    var result = service
    result.content = .mapping(
      fields.map { field in
        var field = field
        switch field.key {
        case "environment", "labels", "annotations", "sysctls", "extra_hosts":
          field.value = pairs(field.value)
        case "networks": field.value = names(field.value) { SourceValue(content: .nothing, place: $0) }
        case "depends_on":
          field.value = names(field.value) { place in
            let condition = SourceValue(content: .scalar("service_started", isPlain: true), place: place)
            return SourceValue(
              content: .mapping([SourceField(key: "condition", place: place, value: condition)]), place: place
            )
          }
        case "extends":
          if case .scalar = field.value.content {
            let inner = SourceField(key: "service", place: field.value.place, value: field.value)
            field.value = SourceValue(content: .mapping([inner]), place: field.value.place)
          }
        case "env_file", "dns", "dns_search", "tmpfs":
          if case .scalar = field.value.content {
            field.value = SourceValue(
              content: .list([field.value]), place: field.value.place, tag: field.value.tag)
          }
        default: break
        }
        return field
      })
    return result
  }

  private static func pairs(_ value: SourceValue) -> SourceValue {
    guard let items = value.items else { return value }
    var fields: [SourceField] = []
    var positions: [String: Int] = [:]
    for item in items {
      guard let text = item.text else { continue }
      let sign = text.firstIndex(of: "=")
      let name = String(sign.map { text[..<$0] } ?? text[...])
      let content =
        sign.map { SourceValue.Content.scalar(String(text[text.index(after: $0)...]), isPlain: false) }
        ?? .nothing
      let field = SourceField(
        key: name, place: item.place, value: SourceValue(content: content, place: item.place))
      if let position = positions[name] {
        fields[position] = field
      } else {
        positions[name] = fields.count
        fields.append(field)
      }
    }
    return SourceValue(content: .mapping(fields), place: value.place, tag: value.tag)
  }

  private static func names(_ value: SourceValue, _ inner: (SourcePlace) -> SourceValue) -> SourceValue {
    guard let items = value.items else { return value }
    var fields: [SourceField] = []
    var known: Set<String> = []
    for item in items {
      guard let text = item.text, known.insert(text).inserted else { continue }
      fields.append(SourceField(key: text, place: item.place, value: inner(item.place)))
    }
    return SourceValue(content: .mapping(fields), place: value.place, tag: value.tag)
  }
}
