import Kernel
import NetworkModel

/// What the documentation, the scenario decoder and `rhumb list policies` know of a policy.
package struct PolicyDescriptor: Sendable {
  package let name: String
  package let summary: String
  /// Implementations that this type follows. Several types may share a name, each with flavors of its own.
  package let flavors: [String]
  package let parameters: [Parameter]
  /// What the policy looks at beyond its own count of requests in flight.
  package let sees: Observations

  package struct Observations: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The number of requests at each backend, in service and waiting: `BackendTable.Entry.load`.
    package static let load = Observations(rawValue: 1)
    /// That a backend has become idle.
    package static let idleness = Observations(rawValue: 2)
    /// The client's address in place of the key, unless the key is an address itself.
    package static let address = Observations(rawValue: 4)
  }

  package init(
    name: String, summary: String, flavors: [String] = [], parameters: [Parameter] = [],
    sees: Observations = []
  ) {
    self.name = name
    self.summary = summary
    self.flavors = flavors
    self.parameters = parameters
    self.sees = sees
  }

  package struct Parameter: Sendable {
    package let name: String
    package let summary: String
    package let form: Form
    /// As a number: durations in seconds, choices by their place.
    package let defaultValue: Double

    package enum Form: Sendable {
      case number(ClosedRange<Double>)
      case whole(ClosedRange<Int>)
      case duration
      case choice([String])
    }

    package static func number(
      _ name: String, _ summary: String, _ value: Double, in range: ClosedRange<Double>
    ) -> Parameter {
      Parameter(name: name, summary: summary, form: .number(range), defaultValue: value)
    }

    package static func whole(
      _ name: String, _ summary: String, _ value: Int, in range: ClosedRange<Int>
    ) -> Parameter {
      Parameter(name: name, summary: summary, form: .whole(range), defaultValue: Double(value))
    }

    package static func duration(_ name: String, _ summary: String, _ value: SimTime) -> Parameter {
      Parameter(name: name, summary: summary, form: .duration, defaultValue: value.seconds)
    }

    /// The first choice is the default.
    package static func choice(_ name: String, _ summary: String, _ names: [String]) -> Parameter {
      Parameter(name: name, summary: summary, form: .choice(names), defaultValue: 0)
    }
  }
}

/// Parameters, implementation flavor and keys, as the scenario gives them.
package struct PolicyConfiguration: Sendable {
  package var flavor: String?
  package var parameters: [PolicySpec.Parameter]
  /// All keys that requests may carry, for policies that hash them more than once.
  package var keys: KeyTable

  package init(
    flavor: String? = nil, parameters: [PolicySpec.Parameter] = [], keys: KeyTable = KeyTable()
  ) {
    self.flavor = flavor
    self.parameters = parameters
    self.keys = keys
  }

  /// The value given, or else the default that the descriptor states, within the descriptor's bounds.
  package func number(_ name: String, _ descriptor: PolicyDescriptor) -> Double {
    guard let parameter = descriptor.parameters.first(where: { $0.name == name }) else { return 0 }
    guard let given = parameters.first(where: { $0.name == name })?.value, given.isFinite else {
      return parameter.defaultValue
    }
    switch parameter.form {
    case .number(let range): return min(range.upperBound, max(range.lowerBound, given))
    case .whole(let range): return min(Double(range.upperBound), max(Double(range.lowerBound), given))
    case .duration, .choice: return max(0, given)
    }
  }

  package func whole(_ name: String, _ descriptor: PolicyDescriptor) -> Int {
    Int(number(name, descriptor).rounded())
  }

  package func duration(_ name: String, _ descriptor: PolicyDescriptor) -> SimTime {
    .seconds(number(name, descriptor))
  }

  package func choice(_ name: String, _ descriptor: PolicyDescriptor) -> String {
    guard let parameter = descriptor.parameters.first(where: { $0.name == name }),
      case .choice(let names) = parameter.form
    else { return "" }
    let given = parameters.first { $0.name == name }?.text
    return given.flatMap { names.contains($0) ? $0 : nil } ?? names.first ?? ""
  }
}
