import Kernel
import NetworkModel

/// A bridge's identity and rank: the lower wins the election of the root (IEEE 802.1D-2004 §9.2.5).
package struct BridgeIdentifier: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// 0…61440 in steps of 4096.
  package let priority: UInt16
  /// 48 bits.
  package let address: UInt64

  package init(priority: UInt16, address: UInt64) {
    self.priority = priority
    self.address = address
  }

  package static func < (a: BridgeIdentifier, b: BridgeIdentifier) -> Bool {
    (a.priority, a.address) < (b.priority, b.address)
  }
}

/// What a bridge claims about the way to the root; the lower is the better (§17.6).
package struct PriorityVector: Hashable, Comparable, Sendable, BitwiseCopyable {
  package var root: BridgeIdentifier
  package var cost: UInt32
  package var bridge: BridgeIdentifier
  package var port: UInt16

  package static func < (a: PriorityVector, b: PriorityVector) -> Bool {
    if a.root != b.root { return a.root < b.root }
    if a.cost != b.cost { return a.cost < b.cost }
    if a.bridge != b.bridge { return a.bridge < b.bridge }
    return a.port < b.port
  }
}

/// A bridge protocol data unit (§9.3).
package struct BPDU: Sendable, Equatable {
  package enum Kind: UInt8, Sendable {
    case configuration
    case topologyChangeNotification
    /// The RST BPDU of RSTP.
    case rapid
  }

  package struct Flags: OptionSet, Sendable, Hashable, BitwiseCopyable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let topologyChange = Flags(rawValue: 0x01)
    package static let proposal = Flags(rawValue: 0x02)
    package static let learning = Flags(rawValue: 0x10)
    package static let forwarding = Flags(rawValue: 0x20)
    package static let agreement = Flags(rawValue: 0x40)
    package static let topologyChangeAcknowledgment = Flags(rawValue: 0x80)
  }

  package var kind: Kind
  package var vector: PriorityVector
  package var messageAge: SimTime
  package var flags: Flags
  /// The sender's role for the port; configuration BPDUs come from designated ports only.
  package var role: SpanningTreeRole

  /// Bytes of the frame's payload: LLC header and BPDU, padded to the least that Ethernet allows.
  package static let bytes = 46
}

/// IEEE 802.1D-2004 §17.7.
package enum SpanningTreeRole: UInt8, Sendable, CustomStringConvertible {
  case disabled
  case root
  case designated
  case alternate
  case backup

  package var description: String {
    switch self {
    case .disabled: "disabled"
    case .root: "root"
    case .designated: "designated"
    case .alternate: "alternate"
    case .backup: "backup"
    }
  }
}

/// RSTP's port states; STP's blocking and listening are both `discarding` (§17.4).
package enum SpanningTreePortState: UInt8, Sendable, CustomStringConvertible {
  case discarding
  case learning
  case forwarding

  package var description: String {
    switch self {
    case .discarding: "discarding"
    case .learning: "learning"
    case .forwarding: "forwarding"
    }
  }
}
