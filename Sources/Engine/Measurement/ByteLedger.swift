import Kernel
import Metrics
import NetworkModel

/// What the bytes that an entity put on the network were spent on.
struct ByteLedger {
  var payload: UInt64 = 0
  /// IP and transport headers of its own packets.
  var headers: UInt64 = 0
  /// Outer headers of tunnels on the way.
  var tunnel: UInt64 = 0
  /// Sequence numbers, nonces, padding and tags.
  var encryption: UInt64 = 0
  /// Of encryption: records of TLS and what went along with requests, which their segments count as payload.
  var secured: UInt64 = 0
  /// Of flows: what tunnels' processors took, waiting for them included.
  var tunnelTime = SimTime.zero
  /// Of payload and headers: what was sent again.
  var retransmitted: UInt64 = 0
}

extension Simulation {
  /// A tunnel has put so much around a packet.
  mutating func noteOverhead(of packet: Packet, headers: Int, encryption: Int) {
    switch packet.kind {
    case .flow:
      flows[Int(packet.owner)].bytesSpent.tunnel += UInt64(headers)
      flows[Int(packet.owner)].bytesSpent.encryption += UInt64(encryption)
    case .segment:
      guard messages[packet.owner].stamp == packet.payload & 0xFF_FFFF,
        let service = service(of: messages[packet.owner])
      else { return }
      byteLedgers[service].tunnel += UInt64(headers)
      byteLedgers[service].encryption += UInt64(encryption)
    case .routing, .icmp, .arpRequest, .arpReply, .bpdu, .tunnel, .fragment: break
    }
  }

  /// A packet waits for a tunnel's processor, and for its work.
  mutating func noteTunnelTime(of packet: Packet, _ time: SimTime) {
    if packet.kind == .flow { flows[Int(packet.owner)].bytesSpent.tunnelTime += time }
  }

  mutating func noteSegment(of message: Message, bytes: UInt32, isAgain: Bool) {
    guard let service = service(of: message) else { return }
    let content = UInt64(bytes) - UInt64(Message.headerBytes)
    switch message.purpose {
    case .greetingToBalancer, .greetingToBackend, .answerToBalancer, .answerToClient:
      byteLedgers[service].encryption += content
    default: byteLedgers[service].payload += content
    }
    byteLedgers[service].headers += UInt64(Message.headerBytes)
    if isAgain { byteLedgers[service].retransmitted += UInt64(bytes) }
  }

  private func service(of message: Message) -> Int? {
    let service: UInt32
    switch message.purpose {
    case .probe, .probeReply: service = probes[Int(message.subject)].service
    default: service = requests[message.subject].service
    }
    return byteLedgers.indices.contains(Int(service)) ? Int(service) : nil
  }
}
