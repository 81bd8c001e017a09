import Kernel

/// One line of `events:`: what happens at a time.
package struct EventSpec: Sendable, Equatable {
  package var time: SimTime
  package var action: EventAction
  /// By which metrics may name it: `routing.convergence.cut`.
  package var name: String?

  package init(time: SimTime, action: EventAction, name: String? = nil) {
    self.time = time
    self.action = action
    self.name = name
  }
}

package enum EventAction: Sendable, Equatable {
  /// A link fails. Signalled: both ends lose carrier and know at once; silent: packets vanish and nobody is told.
  case linkDown(LinkReference, silent: Bool)
  case linkUp(LinkReference)
  /// A node stops: its stack, its protocols and, for a backend, its server. Neighbours lose carrier.
  case crash(String)
  case recover(String)
  /// A router's BGP program ends, and begins again after a time; the router itself stays up.
  case restart(String, away: SimTime)
  /// A router originates a prefix, or no more.
  case announce(IPv4Prefix, on: String)
  case withdraw(IPv4Prefix, on: String)
  /// A property of a running scenario changes.
  case set(SettableProperty)
}

/// A link by its two ends; where several join the same ends, all of them, or the one of the given number (from 1).
package struct LinkReference: Sendable, Equatable, CustomStringConvertible {
  package var first: String
  package var second: String
  package var number: Int?

  package init(_ first: String, _ second: String, number: Int? = nil) {
    self.first = first
    self.second = second
    self.number = number
  }

  package var description: String { "\(first) -- \(second)" + (number.map { " #\($0)" } ?? "") }
}

package enum SettableProperty: Sendable, Equatable {
  case linkLoss(LinkReference, Double)
  case linkDelay(LinkReference, SimTime)
  case linkBandwidth(LinkReference, Bandwidth)
  case backendServiceTime(service: String, backend: String?, Distribution)
  /// Share of the requests that are answered with an error.
  case backendErrors(service: String, backend: String?, Double)
  /// The mean gap between requests of a traffic line is divided by this, from its value in the file.
  case trafficRate(name: String, factor: Double)
}

/// One line of `expect:`: a metric and the bound that it must keep.
package struct ExpectationSpec: Sendable, Equatable {
  package var metric: String
  package var bound: Bound

  package enum Bound: Sendable, Equatable {
    case atMost(Double)
    case atLeast(Double)
    case equals(Double)
    case between(Double, Double)
  }

  package init(metric: String, bound: Bound) {
    self.metric = metric
    self.bound = bound
  }
}
