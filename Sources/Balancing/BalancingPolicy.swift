import Kernel
import NetworkModel

/// A rule that picks a backend for each request (or connection).
///
/// A policy is a value that sees only what a real balancer of its kind would see: the table of its own view. It does not
/// see the engine, the clock of other nodes, or the servers themselves.
package protocol BalancingPolicy: Sendable {
  static var descriptor: PolicyDescriptor { get }

  /// - Parameter weights: of the backends, in order; at least 1 each.
  init(weights: [Int], configuration: PolicyConfiguration)

  /// Picks a backend among the eligible ones. Nil when there is none.
  mutating func choose(_ backends: borrowing BackendTable, stream: inout RandomStream) -> BalancingDecision?

  /// Tells how an attempt at a backend ended.
  mutating func attemptEnded(backend: Int, succeeded: Bool)
}

extension BalancingPolicy {
  package mutating func attemptEnded(backend: Int, succeeded: Bool) {}
}

/// Parameters and implementation flavour, as the scenario gives them.
package struct PolicyConfiguration: Sendable, Equatable {
  package var flavor: String?
  package var parameters: [PolicySpec.Parameter]

  package init(flavor: String? = nil, parameters: [PolicySpec.Parameter] = []) {
    self.flavor = flavor
    self.parameters = parameters
  }
}

/// A balancer's view of its backends.
package struct BackendTable: Sendable {
  package struct Entry: Sendable, BitwiseCopyable {
    package var weight: Int
    /// Not taken out by health checks.
    package var isEligible = true
    /// Requests that this balancer has sent and not seen answered.
    package var inFlight = 0

    package init(weight: Int) { self.weight = weight }
  }

  package var entries: [Entry]

  package init(weights: [Int]) { entries = weights.map(Entry.init) }

  @inlinable
  package var count: Int { entries.count }
}

/// A choice with its reason.
package struct BalancingDecision: Sendable, Equatable {
  package let backend: Int
  package let reason: Reason

  package enum Reason: Sendable, Equatable {
    /// Its turn in the rotation.
    case inTurn
    /// The greatest current weight, of this value before the total was taken off.
    case greatestCurrentWeight(Int)
  }

  package init(backend: Int, reason: Reason) {
    self.backend = backend
    self.reason = reason
  }
}

extension BalancingDecision.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .inTurn: "next in turn"
    case .greatestCurrentWeight(let weight): "greatest current weight (\(weight))"
    }
  }
}
