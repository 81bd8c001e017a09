import Kernel
import NetworkModel

/// Whose addresses and ports a message bears. Without containers that is plain; with them it depends on who sends to whom,
/// and an answer goes back to where the request seemed to come from.
extension Simulation {
  /// How a message looked to its receiver.
  struct SeenMessage {
    let node: UInt32
    let tuple: ConnectionTuple
  }

  struct MessageEnds {
    var source: IPv4Address
    var destination: IPv4Address
    var ports: UInt32
  }

  mutating func ends(
    _ purpose: Message.Purpose, from: UInt32, to: UInt32, subject: UInt32, port: UInt16,
    server: UInt16 = 80
  ) -> MessageEnds {
    let isAnswer = purpose.isAnswer
    let ports = isAnswer ? UInt32(server) << 16 | UInt32(port) : UInt32(port) << 16 | UInt32(server)
    let plain = MessageEnds(source: nodes[from].address, destination: nodes[to].address, ports: ports)
    if containerHosts.isEmpty { return plain }
    if isAnswer {
      // A client that balances for itself sends straight to the backend, and is answered from there.
      for request in Message.Purpose.questions {
        guard purpose.mayAnswer(request), let seen = seenByReceiver[Self.key(request, subject)],
          seen.node == from
        else { continue }
        let tuple = seen.tuple.reversed
        return MessageEnds(source: tuple.source, destination: tuple.destination, ports: tuple.ports)
      }
    }
    guard let known = endpoint(from: from, to: to) else { return plain }
    let target = isAnswer ? ports : UInt32(port) << 16 | UInt32(known.port)
    return MessageEnds(source: known.source, destination: known.destination, ports: target)
  }

  private mutating func endpoint(from: UInt32, to: UInt32) -> Endpoint? {
    let key = UInt64(from) << 32 | UInt64(to)
    if let known = endpoints[key] { return known }
    let made = topology.endpoint(of: NodeIndex(Int(to)), seenFrom: NodeIndex(Int(from)), .tcp, port: nil)
    endpoints[key] = made
    return made
  }

  /// What the receiver of a message saw of its addresses, for the answer.
  mutating func noteSeen(_ packet: Packet, _ message: Message) {
    guard !message.purpose.isAnswer, let tuple = ConnectionTuple(packet) else { return }
    seenByReceiver[Self.key(message.purpose, message.subject)] = SeenMessage(node: message.to, tuple: tuple)
  }

  private static func key(_ purpose: Message.Purpose, _ subject: UInt32) -> UInt64 {
    UInt64(purpose.rawValue) << 32 | UInt64(subject)
  }
}

extension Message.Purpose {
  static let questions: [Message.Purpose] = [
    .probe, .requestToBalancer, .requestToBackend, .greetingToBalancer, .greetingToBackend,
  ]

  var isAnswer: Bool {
    switch self {
    case .requestToBalancer, .requestToBackend, .greetingToBalancer, .greetingToBackend, .probe: false
    case .responseToBalancer, .responseToClient, .answerToBalancer, .answerToClient, .probeReply: true
    }
  }

  func mayAnswer(_ other: Message.Purpose) -> Bool {
    switch self {
    case .requestToBalancer, .requestToBackend, .greetingToBalancer, .greetingToBackend, .probe: false
    case .answerToBalancer: other == .greetingToBackend
    case .answerToClient: other == .greetingToBalancer || other == .greetingToBackend
    case .responseToBalancer: other == .requestToBackend
    case .responseToClient: other == .requestToBalancer || other == .requestToBackend
    case .probeReply: other == .probe
    }
  }
}
