import Kernel
import NetworkModel

/// The proof that a run's BGP goes round for ever: one state of all routes and messages under way that came three times, after
/// equal times.
package struct OscillationResult: Sendable, Equatable {
  /// When the state was first seen.
  package var first: SimTime
  /// How much later it came again.
  package var period: SimTime
  /// UPDATEs taken within a period.
  package var updates: Int
  /// Routers whose choices change.
  package var participants: [String]
  /// Griffin, Shepherd and Wilfong's dispute wheel, a line a spoke; empty where there is none, as with MEDs.
  package var wheel: [String]
  /// Where it is the states of single prefixes that come again, each with a period of its own: those.
  package var prefixes: [OfPrefix]

  package struct OfPrefix: Sendable, Equatable {
    package var prefix: IPv4Prefix
    package var first: SimTime
    package var period: SimTime
    package var updates: Int
    package var participants: [String]
    package var wheel: [String]

    package init(
      prefix: IPv4Prefix, first: SimTime, period: SimTime, updates: Int, participants: [String],
      wheel: [String]
    ) {
      self.prefix = prefix
      self.first = first
      self.period = period
      self.updates = updates
      self.participants = participants
      self.wheel = wheel
    }
  }

  package init(
    first: SimTime, period: SimTime, updates: Int, participants: [String], wheel: [String],
    prefixes: [OfPrefix] = []
  ) {
    self.prefixes = prefixes
    self.first = first
    self.period = period
    self.updates = updates
    self.participants = participants
    self.wheel = wheel
  }

  package var notice: String {
    if !prefixes.isEmpty { return noticeByPrefix }
    var text =
      "BGP never comes to rest in this network: the state of all routes and messages under way at \(first) came again "
    text += "after \(period) and \(updates) UPDATEs, and again after as much. Those who keep changing: "
    text += participants.joined(separator: ", ") + "."
    if !wheel.isEmpty { text += " The dispute wheel: " + wheel.joined(separator: "; ") + "." }
    return text
  }

  private var noticeByPrefix: String {
    let parts = prefixes.map { one in
      "\(one.prefix) at \(one.first), after \(one.period) and \(one.updates) UPDATEs, among "
        + one.participants.joined(separator: ", ")
    }
    var text =
      "BGP never comes to rest in this network: prefix by prefix, the state of all routes and messages under way came again, and "
    text += "again by the same steps: \(parts.joined(separator: "; "))."
    if !wheel.isEmpty { text += " The dispute wheel: " + wheel.joined(separator: "; ") + "." }
    return text
  }
}
