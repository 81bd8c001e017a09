import Kernel

/// Bidirectional forwarding detection on a link (RFC 5880), at both ends alike. The defaults are FRR's.
package struct BFDSpec: Sendable, Equatable, BitwiseCopyable {
  /// Least intervals at which packets are sent and can be received.
  package var transmit = SimTime.milliseconds(300)
  package var receive = SimTime.milliseconds(300)
  /// Packets that may be missed in a row.
  package var multiplier = 3

  package init() {}
}

/// How long it takes until a router forwards by a route that it has selected.
package struct FIBSpec: Sendable, Equatable, BitwiseCopyable {
  /// From the selection to the first route's installation.
  package var delay = SimTime.zero
  /// For each route, one after the other.
  package var perRoute = SimTime.zero

  package init() {}

  package var isImmediate: Bool { delay == .zero && perRoute == .zero }
}
