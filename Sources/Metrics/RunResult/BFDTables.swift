import Kernel
import NetworkModel

/// A BFD session of a router, as it stands at a time.
package struct BFDSessionRow: Sendable, Equatable {
  package let peer: IPv4Address
  /// The peer's name.
  package let node: String?
  package let interface: String
  /// Down, Init, Up.
  package let state: String
  /// For how long.
  package let since: SimTime
  /// What silence means failure; zero: the peer has not spoken yet.
  package let detectionTime: SimTime

  package init(
    peer: IPv4Address, node: String?, interface: String, state: String, since: SimTime, detectionTime: SimTime
  ) {
    self.peer = peer
    self.node = node
    self.interface = interface
    self.state = state
    self.since = since
    self.detectionTime = detectionTime
  }
}
