import Kernel
import NetworkModel

/// One message on a route's way from its origin: who sent it to whom, when, and what made the sender send it.
///
/// It rides along with an announcement so that a simulation can tell why a route is there; it is no part of BGP and takes
/// no room on the wire. The chain leads back to the origin.
package final class Provenance: Sendable {
  package let sent: SimTime
  /// BGP identifiers.
  package let from: IPv4Address
  package let to: IPv4Address
  package let cause: Cause
  package let upstream: Provenance?

  /// What made a speaker choose or tell a route anew.
  package enum Cause: Sendable, Equatable, Hashable {
    case originated
    case withdrawnLocally
    case sessionUp(IPv4Address)
    case sessionDown(IPv4Address)
    case announcement(from: IPv4Address)
    case withdrawal(from: IPv4Address)
    case nextHopChange
    case reuse
    case aggregated
    /// RFC 4724: the neighbour has not told them again after its restart.
    case staleRoutesRemoved(IPv4Address)
    /// RFC 4724 §4.1: the first choice after a restart.
    case deferralEnded
  }

  package init(
    sent: SimTime, from: IPv4Address, to: IPv4Address, cause: Cause, upstream: Provenance?
  ) {
    self.sent = sent
    self.from = from
    self.to = to
    self.cause = cause
    self.upstream = upstream
  }
}
