/// The scenario language as JSON Schema 2020-12, for editors: written from `ObjectSchema`, so that it cannot differ from
/// what the decoder knows.
package enum JSONSchema {
  /// Where the schema says it is found; editors take a local path from the scenario's first line.
  package static let fileName = "rhumb-scenario.schema.json"

  package static var document: String {
    var text = "{\n"
    text += "  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
    text += "  \"title\": \"rhumb scenario\",\n"
    text += body(.root, indent: 2)
    text += "\n}\n"
    return text
  }

  private static func body(_ object: ObjectSchema, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var parts = ["\(margin)\"type\": \"object\"", "\(margin)\"additionalProperties\": false"]
    let required = object.keys.filter(\.isRequired).map { quote($0.name) }
    if !required.isEmpty { parts.append("\(margin)\"required\": [\(required.joined(separator: ", "))]") }
    let properties = object.keys.map { key in
      "\(margin)  \(quote(key.name)): \(schema(key.value, indent: indent + 2, summary: key.summary))"
    }
    parts.append("\(margin)\"properties\": {\n\(properties.joined(separator: ",\n"))\n\(margin)}")
    return parts.joined(separator: ",\n")
  }

  private static func schema(_ value: ValueSchema, indent: Int, summary: String? = nil) -> String {
    let description = summary.map { "\"description\": \(quote($0)), " } ?? ""
    switch value {
    case .string: return "{\(description)\"type\": \"string\"}"
    case .integer(let range):
      let upper = range.upperBound == .max ? "" : ", \"maximum\": \(range.upperBound)"
      return "{\(description)\"type\": \"integer\", \"minimum\": \(range.lowerBound)\(upper)}"
    case .number: return "{\(description)\"type\": \"number\"}"
    case .boolean: return "{\(description)\"type\": \"boolean\"}"
    case .choice(let names):
      // YAML reads bare off, 4 and the like as other types than text.
      let all = names.flatMap { name in
        Int(name) != nil ? [quote(name), name] : name == "off" ? [quote(name), "false"] : [quote(name)]
      }
      return "{\(description)\"enum\": [\(all.joined(separator: ", "))]}"
    case .quantity(let example):
      return "{\(description)\"type\": [\"string\", \"number\"], \"examples\": [\(quote(example))]}"
    case .object(let object):
      let margin = String(repeating: " ", count: indent)
      let head = summary.map { "\(margin)  \"description\": \(quote($0)),\n" } ?? ""
      return "{\n\(head)\(body(object, indent: indent + 2))\n\(margin)}"
    case .map(let element, let allowsNull):
      let inner = schema(element, indent: indent)
      let entry = allowsNull ? "{\"anyOf\": [{\"type\": \"null\"}, \(inner)]}" : inner
      return "{\(description)\"type\": \"object\", \"additionalProperties\": \(entry)}"
    case .list(let element):
      return "{\(description)\"type\": \"array\", \"items\": \(schema(element, indent: indent))}"
    case .any(let choices):
      let all = choices.map { schema($0, indent: indent) }.joined(separator: ", ")
      return "{\(description)\"anyOf\": [\(all)]}"
    case .anything:
      return summary == nil ? "true" : "{\(description.dropLast(2))}"
    }
  }

  private static func quote(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
