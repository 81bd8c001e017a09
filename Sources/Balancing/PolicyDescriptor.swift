import Kernel
import NetworkModel

/// What the documentation, the scenario decoder and `rhumb list policies` know of a policy.
public struct PolicyDescriptor: Sendable {
  public let name: String
  public let summary: String
  /// Implementations that this type follows. Several types may share a name, each with flavors of its own.
  public let flavors: [String]
  public let parameters: [Parameter]
  /// What the policy looks at beyond its own count of requests in flight.
  public let sees: Observations

  public struct Observations: OptionSet, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The number of requests at each backend, in service and waiting: `BackendTable.Entry.load`.
    public static let load = Observations(rawValue: 1)
    /// That a backend has become idle.
    public static let idleness = Observations(rawValue: 2)
    /// The client's address in place of the key, unless the key is an address itself.
    public static let address = Observations(rawValue: 4)
    /// How its attempts end: `BalancingPolicy.attemptEnded`.
    public static let attempts = Observations(rawValue: 8)
  }

  public init(
    name: String, summary: String, flavors: [String] = [], parameters: [Parameter] = [],
    sees: Observations = []
  ) {
    self.name = name
    self.summary = summary
    self.flavors = flavors
    self.parameters = parameters
    self.sees = sees
  }

  public struct Parameter: Sendable {
    public let name: String
    public let summary: String
    public let form: Form
    /// As a number: durations in seconds, choices by their place.
    public let defaultValue: Double

    public enum Form: Sendable {
      case number(ClosedRange<Double>)
      case whole(ClosedRange<Int>)
      case duration
      case choice([String])
    }

    public static func number(
      _ name: String, _ summary: String, _ value: Double, in range: ClosedRange<Double>
    ) -> Parameter {
      Parameter(name: name, summary: summary, form: .number(range), defaultValue: value)
    }

    public static func whole(
      _ name: String, _ summary: String, _ value: Int, in range: ClosedRange<Int>
    ) -> Parameter {
      Parameter(name: name, summary: summary, form: .whole(range), defaultValue: Double(value))
    }

    public static func duration(_ name: String, _ summary: String, _ value: SimTime) -> Parameter {
      Parameter(name: name, summary: summary, form: .duration, defaultValue: value.seconds)
    }

    /// The first choice is the default.
    public static func choice(_ name: String, _ summary: String, _ names: [String]) -> Parameter {
      Parameter(name: name, summary: summary, form: .choice(names), defaultValue: 0)
    }
  }
}

/// Parameters, implementation flavor and keys, as the scenario gives them.
public struct PolicyConfiguration: Sendable {
  public var flavor: String?
  package var parameters: [PolicySpec.Parameter]
  /// All keys that requests may carry, for policies that hash them more than once.
  public var keys: KeyTable

  package init(
    flavor: String? = nil, parameters: [PolicySpec.Parameter] = [], keys: KeyTable = KeyTable()
  ) {
    self.flavor = flavor
    self.parameters = parameters
    self.keys = keys
  }

  /// The value given, or else the default that the descriptor states, within the descriptor's bounds.
  public func number(_ name: String, _ descriptor: PolicyDescriptor) -> Double {
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

  public func whole(_ name: String, _ descriptor: PolicyDescriptor) -> Int {
    Int(number(name, descriptor).rounded())
  }

  public func duration(_ name: String, _ descriptor: PolicyDescriptor) -> SimTime {
    .seconds(number(name, descriptor))
  }

  public func choice(_ name: String, _ descriptor: PolicyDescriptor) -> String {
    guard let parameter = descriptor.parameters.first(where: { $0.name == name }),
      case .choice(let names) = parameter.form
    else { return "" }
    let given = parameters.first { $0.name == name }?.text
    return given.flatMap { names.contains($0) ? $0 : nil } ?? names.first ?? ""
  }
}
