import Kernel
import NetworkModel

/// What every packet touches of a node: plain bits, one cache line.
struct NodeState: BitwiseCopyable {
  let kind: Topology.NodeKind
  var isUp = true
  /// Passes packets for others on.
  let forwarding: Forwarding
  /// Sends ICMP errors.
  let sendsErrors: Bool
  /// Its primary address, the source of what it sends itself.
  let address: IPv4Address
  /// Of its first interface: what its transport cuts messages to.
  let mtu: UInt32
  /// The node whose stack it uses: its host for a container of the driver `host`, else itself.
  let stack: UInt32

  enum Forwarding: UInt8 {
    case no
    case plain
    /// A host with containers: what it passes on is filtered and translated.
    case filtered
  }

  var forwards: Bool { forwarding != .no }
}

/// What every packet touches of an interface.
struct InterfaceState: BitwiseCopyable {
  let node: UInt32
  /// The channel out, or `.max` for loopbacks and stubs.
  let channel: UInt32
  /// The interface at the other end of the link.
  let peer: UInt32
  let address: IPv4Address
  /// Neighbours are found by ARP.
  let isShared: Bool
  let isBridgePort: Bool
  /// Has carrier.
  var isUp = true
  /// Bridge ports: what the spanning tree lets through.
  var learns = true
  var passes = true
}

/// Every packet is in exactly one place: `sent = delivered + dropped + in flight`.
struct Ledger {
  var sent: UInt64 = 0
  var copied: UInt64 = 0
  var delivered: UInt64 = 0
  var dropped = [UInt64](repeating: 0, count: 32)
}
