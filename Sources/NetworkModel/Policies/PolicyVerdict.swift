/// Whether a connection may be made, and what decided it.
package struct PolicyVerdict: Sendable, Equatable {
  package var isAllowed: Bool
  /// The rule that decided, in words: `policy default/db allows it by its ingress rule 1`.
  package var reason: String
  /// True when the destination's side denied: the packet crosses the network before it is dropped.
  package var isDeniedAtDestination = false

  package static func allowed(_ reason: String) -> PolicyVerdict {
    PolicyVerdict(isAllowed: true, reason: reason)
  }
  package static func denied(_ reason: String, atDestination: Bool) -> PolicyVerdict {
    PolicyVerdict(isAllowed: false, reason: reason, isDeniedAtDestination: atDestination)
  }
}
