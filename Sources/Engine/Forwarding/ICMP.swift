import Kernel
import Metrics
import NetworkModel

/// The errors of RFC 792 that routers and hosts send back to a packet's source.
enum ICMPError: UInt32 {
  case networkUnreachable
  case hostUnreachable
  case fragmentationNeeded
  case timeExceeded

  /// IP header, ICMP header, and the offending packet's IP header and first 8 bytes (RFC 792).
  static let bytes = 20 + 8 + 28
}

extension Simulation {
  /// RFC 1122 §3.2.2: never about an ICMP error, a multicast or a broadcast.
  mutating func sendICMP(_ error: ICMPError, about packet: UInt32, from node: UInt32, mtu: UInt32 = 0) {
    let offending = packets.whole(packet)
    guard nodes[node].sendsErrors, offending.source != .any else { return }
    let kind: UInt32
    switch offending.kind {
    case .flow: kind = 0
    case .segment: kind = 1
    case .tunnel: kind = 2
    case .routing, .icmp, .arpRequest, .arpReply, .bpdu, .fragment: return
    }
    let source = nodes[node].address
    let stamp = offending.kind == .segment ? (offending.payload & 0xFFFFFF) << 8 : 0
    var message = Packet(
      kind: .icmp, source: source, destination: offending.source, bytes: ICMPError.bytes, at: now,
      owner: offending.owner, payload: error.rawValue | kind << 4 | stamp,
      flowHash: Packet.hash(source, offending.source, transport: 1, sourcePort: 0, destinationPort: 0))
    message.ports = mtu
    originate(packets.allocate(message), at: node)
  }

  mutating func icmpArrives(_ packet: Packet) {
    guard let error = ICMPError(rawValue: packet.payload & 0xF) else { return }
    switch packet.payload >> 4 & 3 {
    case 0: flows[Int(packet.owner)].noteICMP(error)
    case 1:
      if error == .fragmentationNeeded {
        messageTooLong(packet.owner, stamp: packet.payload >> 8, mtu: packet.ports)
      } else if error != .timeExceeded {
        messageRefused(packet.owner, stamp: packet.payload >> 8)
      }
    default: if error == .fragmentationNeeded { tunnelTooLong(packet.owner, mtu: packet.ports) }
    }
  }
}
