import ArgumentParser
import Balancing
import NetworkModel
import Reports
import Routing
import ScenarioFormats

struct List: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract:
      "List what there is: protocols, policies, topologies, imports, encapsulations, templates, metrics.")

  static let examples = [
    "rhumb list policies",
    "rhumb list metrics --format json",
  ]

  enum Kind: String, ExpressibleByArgument, CaseIterable {
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
      "protocols, policies, topologies, imports, encapsulations, handshakes, scenarios (templates for `rhumb new`), metrics, schema and compare-schema (JSON)"
  )
  var kind: Kind

  @Option(name: .long, help: "What is printed: text, json.")
  var format: Format = .text

  func run() {
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
    case .schema, .compareSchema: []
    case .metrics: MetricName.all.map { ($0.name, "\($0.summary) (\($0.unit.rawValue))") }
    }
  }
}
