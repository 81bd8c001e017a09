import ArgumentParser
import Balancing
import NetworkModel
import Reports
import Routing
import ScenarioFormats

struct List: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract:
      "List what there is: keys of scenario files, protocols, policies, topologies, imports, encapsulations, templates, metrics.",
    discussion: """
      `keys` with a path lists those below it: `rhumb list keys routing.ospf`.
      """)

  static let examples = [
    "rhumb list keys network.links",
    "rhumb list policies",
    "rhumb list metrics --format json",
  ]

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    /// Of scenario files.
    case keys
    case protocols
    case policies
    case topologies
    /// Kinds of files that can be read beside scenarios.
    case imports
    /// What tunnels add to packets.
    case encapsulations
    /// What opening a connection costs.
    case handshakes
    case scenarios
    case metrics
    /// The JSON Schema of scenario files, as it is.
    case schema
    /// The JSON Schema of what `compare --format json` prints.
    case compareSchema = "compare-schema"
  }

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  @Argument(
    help:
      "keys (of scenario files), protocols, policies, topologies, imports, encapsulations, handshakes, scenarios (templates for `rhumb new`), metrics, schema and compare-schema (JSON)"
  )
  var kind: Kind

  @Argument(help: ArgumentHelp("Of keys: those at this path and below.", valueName: "path"))
  var path: String?

  @Option(name: .long, help: "What is printed: text, json.")
  var format: Format = .text

  func validate() throws {
    if path != nil && kind != .keys { throw ValidationError("only keys have a path") }
  }

  func run() throws {
    if kind == .keys {
      try Failures.reported { try listKeys() }
      return
    }
    if kind == .schema {
      Console.write(JSONSchema.document)
      return
    }
    if kind == .compareSchema {
      Console.write(StudyJSONSchema.document)
      return
    }
    let entries = self.entries
    switch format {
    case .text:
      let width = entries.map { $0.name.count }.max() ?? 0
      for entry in entries {
        let padding = String(repeating: " ", count: width - entry.name.count)
        Console.write("\(entry.name)\(padding)  \(entry.summary)\n")
      }
    case .json:
      let values = entries.map {
        JSONValue.object([("name", .string($0.name)), ("summary", .string($0.summary))])
      }
      Console.write(JSONValue.object([(kind.rawValue, .array(values))]).serialized())
    }
  }

  private func listKeys() throws {
    let found = KeyReference.entries(under: path ?? "")
    if found.isEmpty {
      throw UsageFailure("a scenario has no key `\(path ?? "")`", hint: "`rhumb list keys` lists all")
    }
    switch format {
    case .text: Console.write(KeyReference.text(found))
    case .json:
      let values = found.map { entry in
        JSONValue.object([
          ("path", .string(entry.path)), ("form", .string(entry.form)), ("summary", .string(entry.summary)),
          ("required", .bool(entry.isRequired)),
        ])
      }
      Console.write(JSONValue.object([("keys", .array(values))]).serialized())
    }
  }

  private var entries: [(name: String, summary: String)] {
    switch kind {
    case .protocols:
      RoutingCatalogue.protocols.map { entry in
        let standards = entry.standards.isEmpty ? "" : " (\(entry.standards.joined(separator: ", ")))"
        return (entry.name, entry.summary + standards)
      }
    case .policies:
      BalancingCatalogue.policies.map {
        let flavors = $0.flavors.isEmpty ? "" : " Flavors: \($0.flavors.joined(separator: ", "))."
        let names = $0.parameters.map(\.name).joined(separator: ", ")
        return ($0.name, $0.summary + flavors + (names.isEmpty ? "" : " Parameters: \(names)."))
      }
    case .topologies:
      TopologyGenerator.families.map { family in
        let names = family.parameters.map(\.name).joined(separator: ", ")
        return (family.name, "\(family.summary) Parameters: \(names).")
      }
    case .imports: ImportCatalogue.kinds
    case .encapsulations: CostTables.encapsulations
    case .handshakes: CostTables.handshakes
    case .scenarios: Template.all.map { ($0.name, $0.summary) }
    case .keys, .schema, .compareSchema: []
    case .metrics: MetricName.all.map { ($0.name, "\($0.summary) (\($0.unit.rawValue))") }
    }
  }
}
