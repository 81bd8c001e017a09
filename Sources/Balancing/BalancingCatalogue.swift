import NetworkModel

/// What the documentation, the scenario decoder and `rhumb list policies` know of a policy.
package struct PolicyDescriptor: Sendable {
  package let name: String
  package let summary: String
  /// Implementations that this policy can follow; the first is the default.
  package let flavors: [String]
  package let parameters: [Parameter]

  package struct Parameter: Sendable {
    package let name: String
    package let summary: String
    package let defaultValue: Double
    package let range: ClosedRange<Double>

    package init(name: String, summary: String, defaultValue: Double, range: ClosedRange<Double>) {
      self.name = name
      self.summary = summary
      self.defaultValue = defaultValue
      self.range = range
    }
  }

  package init(name: String, summary: String, flavors: [String], parameters: [Parameter] = []) {
    self.name = name
    self.summary = summary
    self.flavors = flavors
    self.parameters = parameters
  }
}

/// All policies by name. A new policy is one file in Policies/ and one line here.
package enum BalancingCatalogue {
  package static let types: [any BalancingPolicy.Type] = [
    RoundRobin.self,
    SmoothWeightedRoundRobin.self,
  ]

  package static var policies: [PolicyDescriptor] { types.map { $0.descriptor } }

  /// Nil when there is no policy of that name.
  package static func make(_ policy: PolicySpec, weights: [Int]) -> (any BalancingPolicy)? {
    let configuration = PolicyConfiguration(flavor: policy.flavor, parameters: policy.parameters)
    return types.first { $0.descriptor.name == policy.name }?.init(
      weights: weights, configuration: configuration)
  }
}
