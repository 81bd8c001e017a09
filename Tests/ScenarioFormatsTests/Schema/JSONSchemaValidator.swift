import Foundation
import ScenarioFormats
import Yams

/// The part of JSON Schema 2020-12 that the shipped schema uses.
struct JSONSchemaValidator {
  /// What a schema judges: YAML read as YAML 1.2's core schema does, in which `on` and `yes` are texts, as editors read it.
  enum Value: Equatable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([Value])
    case object([String: Value])
  }

  private let schema: Value

  static let scenario = JSONSchemaValidator(JSONSchema.document)

  init(_ document: String) { schema = (try? Yams.compose(yaml: document)).flatMap(Self.value) ?? .null }

  func accepts(yaml: String) -> Bool {
    let nodes = (try? Yams.compose_all(yaml: yaml)).map { Array($0) } ?? []
    // The parser says nothing of what it stopped at.
    guard nodes.count == 1, (try? Yams.compose(yaml: yaml)) != nil, let value = Self.value(nodes[0]) else {
      return false
    }
    return Self.isValid(value, schema)
  }

  // MARK: Values

  private static func value(_ node: Node) -> Value? {
    switch node {
    case .alias: return nil
    case .sequence(let items):
      let values = items.compactMap(value)
      return values.count == items.count ? .array(values) : nil
    case .mapping(let mapping): return object(mapping)
    case .scalar(let scalar): return scalar.style == .plain ? plain(scalar.string) : .string(scalar.string)
    }
  }

  private static func object(_ mapping: Node.Mapping) -> Value? {
    var object: [String: Value] = [:]
    for (key, inner) in mapping {
      guard let inner = value(inner) else { return nil }
      if key.scalar?.string == "<<" {
        guard case .object(let merged) = inner else { return nil }
        object.merge(merged) { own, _ in own }
        continue
      }
      // JSON has no other keys than texts.
      let name = key.scalar?.string ?? "a list"
      if object.updateValue(inner, forKey: name) != nil { return nil }
    }
    return .object(object)
  }

  private static func plain(_ text: String) -> Value {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    default: break
    }
    if text.wholeMatch(of: /[-+]?[0-9]+/) != nil {
      return Int(text).map(Value.integer) ?? .number(Double(text) ?? 0)
    }
    if text.wholeMatch(of: /0x[0-9a-fA-F]+/) != nil {
      return .integer(Int(text.dropFirst(2), radix: 16) ?? 0)
    }
    if text.wholeMatch(of: /0o[0-7]+/) != nil { return .integer(Int(text.dropFirst(2), radix: 8) ?? 0) }
    if text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil {
      return .number(Double(text) ?? 0)
    }
    return .string(text)
  }

  // MARK: Rules

  private static func isValid(_ value: Value, _ schema: Value) -> Bool {
    if case .boolean(let always) = schema { return always }
    guard case .object(let rules) = schema else { return false }
    return rules.allSatisfy { name, rule in keeps(value, name, rule, rules) }
  }

  private static func keeps(_ value: Value, _ name: String, _ rule: Value, _ rules: [String: Value]) -> Bool {
    switch (name, rule, value) {
    case ("$schema", _, _), ("title", _, _), ("description", _, _), ("examples", _, _): return true
    case ("type", .string(let type), _): return has(value, type)
    case ("type", .array(let types), _): return types.contains { $0.text.map { has(value, $0) } ?? false }
    case ("enum", .array(let choices), _): return choices.contains(value)
    case ("anyOf", .array(let choices), _): return choices.contains { isValid(value, $0) }
    case ("oneOf", .array(let choices), _): return choices.count { isValid(value, $0) } == 1
    case ("minimum", _, _): return value.number.map { $0 >= rule.number ?? 0 } ?? true
    case ("maximum", _, _): return value.number.map { $0 <= rule.number ?? 0 } ?? true
    case ("multipleOf", _, _):
      return value.number.map { $0.truncatingRemainder(dividingBy: rule.number ?? 1) == 0 } ?? true
    case ("pattern", .string(let pattern), .string(let text)):
      return (try? Regex(pattern)).map { text.firstMatch(of: $0) != nil } ?? false
    case ("items", _, .array(let items)): return items.allSatisfy { isValid($0, rule) }
    case ("minItems", .integer(let count), .array(let items)): return items.count >= count
    case ("maxItems", .integer(let count), .array(let items)): return items.count <= count
    case ("required", .array(let names), .object(let object)):
      return names.allSatisfy { $0.text.map { object[$0] != nil } ?? false }
    case ("dependentRequired", .object(let needed), .object(let object)):
      return needed.allSatisfy { key, others in
        object[key] == nil || keeps(value, "required", others, rules)
      }
    case ("propertyNames", _, .object(let object)):
      return object.keys.allSatisfy { isValid(.string($0), rule) }
    case ("properties", .object(let properties), .object(let object)):
      return object.allSatisfy { key, inner in properties[key].map { isValid(inner, $0) } ?? true }
    case ("additionalProperties", _, .object(let object)):
      return object.allSatisfy { key, inner in
        isNamed(key, rules) || isValid(inner, rule)
      }
    case ("pattern", _, _), ("items", _, _), ("minItems", _, _), ("maxItems", _, _), ("required", _, _),
      ("dependentRequired", _, _), ("propertyNames", _, _), ("properties", _, _),
      ("additionalProperties", _, _), ("patternProperties", _, _):
      // Says nothing of values of this type; a pattern of names is looked at with the additional ones.
      return true
    default:
      return false
    }
  }

  private static func isNamed(_ key: String, _ rules: [String: Value]) -> Bool {
    if case .object(let properties) = rules["properties"], properties[key] != nil { return true }
    guard case .object(let patterns) = rules["patternProperties"] else { return false }
    return patterns.keys.contains { pattern in
      (try? Regex(pattern)).map { key.firstMatch(of: $0) != nil } ?? false
    }
  }

  private static func has(_ value: Value, _ type: String) -> Bool {
    switch (type, value) {
    case ("null", .null), ("boolean", .boolean), ("string", .string), ("array", .array),
      ("object", .object), ("number", .integer), ("number", .number), ("integer", .integer):
      true
    case ("integer", .number(let number)): number == number.rounded()
    default: false
    }
  }
}

extension JSONSchemaValidator.Value {
  fileprivate var text: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  fileprivate var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
