/// The JSON Schema (2020-12) of `rhumb.compare/1`, as `rhumb list compare-schema` prints it. Later versions add members;
/// those that are here keep their meaning.
package enum StudyJSONSchema {
  package static var document: String { root.serialized() }

  private static let root = JSONValue.object([
    ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
    ("title", .string("rhumb compare")),
    ("description", .string("What `rhumb compare --format json` prints. Times are in seconds, ratios 0…1.")),
    ("type", .string("object")),
    (
      "required",
      names([
        "schema", "version", "command", "confidence", "comparisons", "runs", "as_expected", "studies",
        "baseline",
      ])
    ),
    (
      "properties",
      .object([
        ("schema", .object([("const", .string("rhumb.compare/1"))])), ("version", text), ("command", text),
        (
          "confidence",
          .object([
            ("type", .string("number")), ("exclusiveMinimum", .integer(0)), ("exclusiveMaximum", .integer(1)),
          ])
        ),
        ("comparisons", count), ("runs", count), ("as_expected", flag), ("studies", list(study)),
        ("baseline", nullable(baseline)),
      ])
    ),
    ("$defs", .object([("interval", interval)])),
  ])

  private static let study = object([
    ("name", text), ("title", text), ("replications", count), ("common_random_numbers", flag),
    ("reference", text),
    (
      "warm_up",
      nullable(
        object([
          ("seconds", number), ("method", choice(["fixed", "mser-5"])), ("pilot_runs", count),
          ("too_short", type(["boolean", "null"])),
        ]))
    ),
    ("precision_reached", type(["boolean", "null"])),
    (
      "variants",
      list(
        object([
          ("name", text), ("scenario", text),
          ("set", .object([("type", .string("object")), ("additionalProperties", text)])),
          ("first_seed", count),
          ("replay", text),
        ]))
    ),
    ("measures", list(measure)),
    (
      "expectations",
      list(
        object([
          ("variant", text), ("expectation", text), ("binding", flag), ("runs", count), ("missed", count),
          ("message", type(["string", "null"])), ("replay", type(["string", "null"])),
        ]))
    ),
    ("between_variants", list(object([("expectation", text), ("met", flag), ("message", text)]))),
    (
      "runs",
      list(
        object([
          ("variant", text), ("replication", count), ("seed", count),
          ("fingerprint", .object([("type", .string("string")), ("pattern", .string("^[0-9a-f]{16}$"))])),
          ("simulated_seconds", number), ("events_processed", count),
          ("stopped_by", choice(["duration", "quiet", "event-limit", "backlog-limit", "oscillation"])),
          ("values", list(optionalNumber)), ("notices", list(text)),
        ]))
    ),
  ])

  private static let measure = object([
    ("metric", text), ("unit", choice(["seconds", "ratio", "count", "bytes"])),
    ("better", choice(["lower", "higher", "neither"])), ("meaning", text),
    (
      "variants",
      list(
        object([("variant", text), ("estimate", nullable(estimate)), ("comparison", nullable(comparison))]))
    ),
  ])

  private static let estimate = object([
    ("n", count), ("missing", count), ("mean", number), ("deviation", number), ("minimum", number),
    ("maximum", number), ("interval", optionalInterval), ("median", quantile), ("p90", quantile),
  ])

  private static let quantile = object([("value", number), ("interval", optionalInterval)])

  private static let comparison = object([
    (
      "verdict",
      choice([
        "better", "worse", "higher", "lower", "negligible", "no difference shown", "identical",
        "too few runs",
      ])
    ), ("test", choice(["paired", "welch"])), ("n", count), ("reference_mean", number),
    ("difference", number),
    ("relative", optionalNumber), ("interval", optionalInterval), ("p", optionalNumber),
    ("adjusted_p", optionalNumber), ("effect_size", optionalNumber),
    ("replications_needed", type(["integer", "null"])), ("detectable_difference", optionalNumber),
  ])

  private static let baseline = object([
    ("file", text), ("regressions", count),
    (
      "lines",
      list(
        object([
          ("study", text), ("variant", text), ("metric", text),
          ("better", choice(["lower", "higher", "neither"])),
          ("tolerance", text),
          ("outcome", choice(["regression", "improvement", "changed", "unchanged", "new"])),
          ("baseline_mean", optionalNumber), ("difference", optionalNumber), ("interval", optionalInterval),
          ("adjusted_p", optionalNumber), ("replay", type(["string", "null"])),
        ]))
    ), ("unmeasured", list(text)),
  ])

  private static let interval = object([
    ("low", number), ("high", number), ("method", choice(["t", "order-statistics", "bootstrap"])),
  ])

  // MARK: Words of JSON Schema

  private static let text = JSONValue.object([("type", .string("string"))])
  private static let number = JSONValue.object([("type", .string("number"))])
  private static let flag = JSONValue.object([("type", .string("boolean"))])
  private static let count = JSONValue.object([("type", .string("integer")), ("minimum", .integer(0))])
  private static let optionalNumber = type(["number", "null"])
  private static let optionalInterval = nullable(.object([("$ref", .string("#/$defs/interval"))]))

  private static func type(_ types: [String]) -> JSONValue { .object([("type", names(types))]) }

  private static func names(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }

  private static func choice(_ choices: [String]) -> JSONValue { .object([("enum", names(choices))]) }

  private static func list(_ element: JSONValue) -> JSONValue {
    .object([("type", .string("array")), ("items", element)])
  }

  private static func nullable(_ schema: JSONValue) -> JSONValue {
    .object([("anyOf", .array([schema, .object([("type", .string("null"))])]))])
  }

  /// All members are always there.
  private static func object(_ members: [(key: String, value: JSONValue)]) -> JSONValue {
    .object([
      ("type", .string("object")), ("required", names(members.map(\.key))), ("properties", .object(members)),
    ])
  }
}
