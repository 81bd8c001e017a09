import Kernel

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

  package init(first: SimTime, period: SimTime, updates: Int, participants: [String], wheel: [String]) {
    self.first = first
    self.period = period
    self.updates = updates
    self.participants = participants
    self.wheel = wheel
  }

  package var notice: String {
    var text =
      "BGP never comes to rest in this network: the state of all routes and messages under way at \(first) came again "
    text += "after \(period) and \(updates) UPDATEs, and again after as much. Those who keep changing: "
    text += participants.joined(separator: ", ") + "."
    if !wheel.isEmpty { text += " The dispute wheel: " + wheel.joined(separator: "; ") + "." }
    return text
  }
}
