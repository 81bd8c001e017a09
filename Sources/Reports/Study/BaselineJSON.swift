import Study

/// `rhumb.baseline/1`: the file of `--save-baseline` and `--baseline`.
package enum BaselineJSON {
  static let schema = "rhumb.baseline/1"

  package static func document(_ baseline: Baseline) -> JSONValue {
    .object([
      ("schema", .string(schema)), ("version", .string(baseline.version)),
      (
        "entries",
        .array(
          baseline.entries.map { entry in
            .object([
              ("study", .string(entry.block)), ("variant", .string(entry.variant)),
              ("metric", .string(entry.metric)), ("seeds", .array(entry.seeds.map { .unsigned($0) })),
              ("values", .array(entry.values.map { .number($0) })),
            ])
          })
      ),
    ])
  }

  /// - Throws: what is wrong with the file, as `line:column: message` where a place is known.
  package static func read(_ bytes: [UInt8]) throws(BaselineFault) -> Baseline {
    let document: JSONValue
    do { document = try JSONParser.parse(bytes) } catch {
      throw BaselineFault(line: error.line, column: error.column, message: error.message)
    }
    guard let found = document["schema"]?.text else {
      throw BaselineFault(message: "this is no baseline: it has no `schema`; --save-baseline writes one")
    }
    guard found == schema else {
      throw BaselineFault(message: "expected the schema \(schema), found `\(found.prefix(60))`")
    }
    guard let entries = document["entries"]?.elements else {
      throw BaselineFault(message: "it has no `entries`")
    }
    var read: [Baseline.Entry] = []
    for (number, entry) in entries.enumerated() {
      guard let block = entry["study"]?.text, let variant = entry["variant"]?.text,
        let metric = entry["metric"]?.text, let seeds = entry["seeds"]?.elements,
        let values = entry["values"]?.elements
      else {
        throw BaselineFault(
          message: "entry \(number) lacks one of `study`, `variant`, `metric`, `seeds` and `values`")
      }
      let seedNumbers = seeds.compactMap(\.unsigned)
      let numbers = values.compactMap(\.double)
      guard seedNumbers.count == seeds.count, numbers.count == values.count, seeds.count == values.count
      else {
        throw BaselineFault(
          message: "entry \(number) must have a number for each seed and value, and as many of both")
      }
      read.append(
        Baseline.Entry(block: block, variant: variant, metric: metric, seeds: seedNumbers, values: numbers))
    }
    return Baseline(version: document["version"]?.text ?? "", entries: read)
  }
}

package struct BaselineFault: Error, Equatable {
  package var line = 0
  package var column = 0
  package let message: String
}
