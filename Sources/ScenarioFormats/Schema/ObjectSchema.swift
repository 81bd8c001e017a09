/// What a scenario file may contain: the one place from which both the decoder's knowledge of keys and the shipped JSON
/// Schema come.
package struct ObjectSchema: Sendable {
  package let name: String
  package let keys: [Key]
  /// Lists of keys of which exactly one must be there whole; none: no such rule. For the schema; the decoder says it in
  /// better words.
  package var alternatives: [[String]] = []
  /// Keys that need another one beside them; for the schema too.
  package var dependencies: [(key: String, needed: String)] = []
  /// Keys that begin with `x-` are left alone, as in Compose files: a place for anchors.
  package var allowsExtensions = false

  package struct Key: Sendable {
    package let name: String
    package let value: ValueSchema
    package let isRequired: Bool
    /// Whether the key may stand there with nothing behind it.
    package let isNullable: Bool
    package let summary: String

    init(
      _ name: String, _ value: ValueSchema, required: Bool = false, nullable: Bool? = nil, _ summary: String
    ) {
      self.name = name
      self.value = value
      isRequired = required
      isNullable = nullable ?? (!required && value.canBeEmpty)
      self.summary = summary
    }
  }

  init(_ name: String, _ keys: [Key]) {
    self.name = name
    self.keys = keys
  }

  var keyNames: [String] { keys.map(\.name) }

  func withExactlyOne(
    of alternatives: [[String]], needing dependencies: [(key: String, needed: String)] = []
  ) -> ObjectSchema {
    var schema = self
    schema.alternatives = alternatives
    schema.dependencies = dependencies
    return schema
  }
}

/// The form of a value, as far as a schema can tell it.
package indirect enum ValueSchema: Sendable {
  /// Any scalar, taken as text: a name may be a number.
  case text
  case null
  case integer(ClosedRange<Int>, multipleOf: Int = 1)
  case number(ClosedRange<Double>?)
  case boolean
  case choice([String])
  case pattern(ValuePattern)
  case object(ObjectSchema)
  /// Names chosen by the user, each with a value of one form; null for "all defaults" where allowed.
  case map(ValueSchema, allowsNull: Bool)
  /// Paths into the scenario, each with a value of one form.
  case paths(ValueSchema)
  /// The number of items, where it matters.
  case list(ValueSchema, ClosedRange<Int>? = nil)
  case any([ValueSchema])
  case anything

  /// Whether nothing is the same as an empty one.
  var canBeEmpty: Bool {
    switch self {
    case .object, .map, .paths, .list(_, nil): true
    case .text, .null, .integer, .number, .boolean, .choice, .pattern, .list, .any, .anything: false
    }
  }
}
