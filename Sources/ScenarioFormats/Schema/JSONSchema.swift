/// The scenario language as JSON Schema 2020-12, for editors: written from `ObjectSchema`, so that it cannot differ from
/// what the decoder knows.
package enum JSONSchema {
  /// Where the schema says it is found; editors take a local path from the scenario's first line.
  package static let fileName = "rhumb-scenario.schema.json"

  package static var document: String {
    var text = "{\n"
    text += "  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
    text += "  \"title\": \"rhumb scenario\",\n"
    text += body(.root, type: "\"object\"", indent: 2)
    text += "\n}\n"
    return text
  }

  private static func body(_ object: ObjectSchema, type: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var parts = ["\(margin)\"type\": \(type)", "\(margin)\"additionalProperties\": false"]
    let required = object.keys.filter(\.isRequired).map { quote($0.name) }
    if !required.isEmpty { parts.append("\(margin)\"required\": [\(required.joined(separator: ", "))]") }
    if !object.alternatives.isEmpty {
      let all = object.alternatives.map { "{\"required\": [\($0.map(quote).joined(separator: ", "))]}" }
      parts.append("\(margin)\"oneOf\": [\(all.joined(separator: ", "))]")
    }
    if !object.dependencies.isEmpty {
      let all = object.dependencies.map { "\(quote($0.key)): [\(quote($0.needed))]" }
      parts.append("\(margin)\"dependentRequired\": {\(all.joined(separator: ", "))}")
    }
    if object.allowsExtensions { parts.append("\(margin)\"patternProperties\": {\"^x-\": true}") }
    let properties = object.keys.map { key in
      let inner = schema(key.value, isNullable: key.isNullable, indent: indent + 2, summary: key.summary)
      return "\(margin)  \(quote(key.name)): \(inner)"
    }
    parts.append("\(margin)\"properties\": {\n\(properties.joined(separator: ",\n"))\n\(margin)}")
    return parts.joined(separator: ",\n")
  }

  /// - Parameter isNullable: whether nothing may stand there, for "all defaults".
  private static func schema(
    _ value: ValueSchema, isNullable: Bool = false, indent: Int, summary: String? = nil
  ) -> String {
    let description = summary.map { "\"description\": \(quote($0)), " } ?? ""
    func type(_ name: String) -> String { isNullable ? "[\"\(name)\", \"null\"]" : "\"\(name)\"" }
    switch value {
    case .text: return "{\(description)\"type\": [\"string\", \"number\", \"boolean\"]}"
    case .null: return "{\"type\": \"null\"}"
    case .integer(let range, let step):
      let multiple = step == 1 ? "" : ", \"multipleOf\": \(step)"
      return "{\(description)\"type\": \"integer\", \"minimum\": \(range.lowerBound), "
        + "\"maximum\": \(range.upperBound)\(multiple)}"
    case .number(let range):
      let bounds = range.map { ", \"minimum\": \($0.lowerBound), \"maximum\": \($0.upperBound)" } ?? ""
      return "{\(description)\"type\": \"number\"\(bounds)}"
    case .boolean: return "{\(description)\"type\": \"boolean\"}"
    case .choice(let names):
      // YAML reads bare off, 4 and the like as other types than text.
      let all = names.flatMap { name in
        Int(name) != nil ? [quote(name), name] : name == "off" ? [quote(name), "false"] : [quote(name)]
      }
      return "{\(description)\"enum\": [\(all.joined(separator: ", "))]}"
    case .pattern(let pattern):
      return "{\(description)\(pattern.rules), \"pattern\": \(quote(pattern.expression)), "
        + "\"examples\": [\(quote(pattern.example))]}"
    case .object(let object):
      let margin = String(repeating: " ", count: indent)
      let head = summary.map { "\(margin)  \"description\": \(quote($0)),\n" } ?? ""
      return "{\n\(head)\(body(object, type: type("object"), indent: indent + 2))\n\(margin)}"
    case .map(let element, let entriesAreNullable):
      let entry = schema(element, isNullable: entriesAreNullable, indent: indent)
      return "{\(description)\"type\": \(type("object")), \"propertyNames\": {\"pattern\": \(quote(name))}, "
        + "\"additionalProperties\": \(entry)}"
    case .paths(let element):
      let entry = schema(element, indent: indent)
      return "{\(description)\"type\": \(type("object")), \"additionalProperties\": \(entry)}"
    case .list(let element, let counts):
      let least = counts.map { ", \"minItems\": \($0.lowerBound)" } ?? ""
      let most = counts.flatMap { $0.upperBound == .max ? nil : ", \"maxItems\": \($0.upperBound)" } ?? ""
      let items = schema(element, indent: indent)
      return "{\(description)\"type\": \(type("array"))\(least)\(most), \"items\": \(items)}"
    case .any(let choices):
      let all = (isNullable ? choices + [.null] : choices).map { schema($0, indent: indent) }
      return "{\(description)\"anyOf\": [\(all.joined(separator: ", "))]}"
    case .anything:
      return summary == nil ? "true" : "{\(description.dropLast(2))}"
    }
  }

  /// What a user may call a node, as a regular expression.
  private static let name = #"^(?!.*--)[^\s/,]{1,200}$"#

  private static func quote(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
