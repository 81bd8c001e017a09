import Kernel
import NetworkModel

/// The way of one packet through the network as it stands, hop by hop.
package struct PathTrace: Sendable {
  package var from: String
  package var to: String
  package var transport: PublishedPort.Transport
  /// As the sender addresses it.
  package var port: UInt16
  /// Why these addresses: a shared network, a published port, or neither.
  package var way: String
  package var hops: [PathHop] = []
  /// Nil: the packet arrives.
  package var refusal: Refusal?

  /// Where a packet ends, and by which rule.
  package struct Refusal: Sendable, Equatable {
    package var node: String
    package var reason: String
    /// What the packet was on its way to, where the reason alone does not say it.
    package var toward: String?

    package init(node: String, reason: String, toward: String? = nil) {
      self.node = node
      self.reason = reason
      self.toward = toward
    }

    package var text: String { toward.map { "\(reason) to \($0)" } ?? reason }
  }

  package init(from: String, to: String, transport: PublishedPort.Transport, port: UInt16, way: String) {
    self.from = from
    self.to = to
    self.transport = transport
    self.port = port
    self.way = way
  }

  /// The longest that the packet is on any link, with all that is around it.
  package var widest: Int {
    hops.filter { $0.kind == .link || $0.kind == .bridge }.map(\.headers.totalBytes).max() ?? bytes
  }
  /// Payload of those bytes.
  package var efficiency: Double { widest == 0 ? 0 : Double(payload) / Double(widest) }

  package var arrives: Bool { refusal == nil }
  /// Of `delay`: what tunnels add, by their work and by the bytes around the packet.
  package var addedDelay = SimTime.zero
  /// Length of the sender's IP packet.
  package var bytes = 0
  /// Of those: payload.
  package var payload = 0
  /// All delays of the hops, without queues.
  package var delay: SimTime { hops.reduce(.zero) { $0 + $1.delay } }
}

/// One thing that happens to a packet on its way.
package struct PathHop: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Out of an interface onto a link.
    case link
    /// Through a bridge, on its hardware address.
    case bridge
    /// Into a tunnel.
    case wrap
    /// Out of it.
    case unwrap
    /// Addresses and ports are rewritten.
    case translate
    /// A rule lets it pass.
    case rule
    case deliver
  }

  package var kind: Kind
  package var node: String
  /// The interface or the tunnel.
  package var device: String
  /// From and to, with ports, after this hop: of the outermost IP packet.
  package var addresses: String
  package var headers: HeaderStack
  /// Of the link or tunnel that the packet goes into.
  package var mtu: Int?
  package var delay: SimTime
  /// Why: the translation, the rule, how many equal paths there were.
  package var note: String

  package init(
    kind: Kind, node: String, device: String, addresses: String, headers: HeaderStack, mtu: Int? = nil,
    delay: SimTime = .zero, note: String = ""
  ) {
    self.kind = kind
    self.node = node
    self.device = device
    self.addresses = addresses
    self.headers = headers
    self.mtu = mtu
    self.delay = delay
    self.note = note
  }
}
