/// A published port as written: `8080:80`, `127.0.0.1:8080:80/tcp`, `80` (open inside its networks only).
package struct PublishedPort: Sendable, Equatable, Hashable {
  /// The host's address that it is bound to; nil: all.
  package let address: IPv4Address?
  /// The host's port; nil: not published.
  package let published: UInt16?
  package let target: UInt16
  package let transport: Transport

  package enum Transport: UInt8, Sendable, CaseIterable, CustomStringConvertible {
    case tcp = 6
    case udp = 17

    package var description: String { self == .tcp ? "tcp" : "udp" }
  }

  /// Nil when the text is none of the forms.
  package init?(_ text: String) {
    var rest = Substring(text)
    transport = rest.hasSuffix("/udp") ? .udp : .tcp
    if rest.hasSuffix("/tcp") || rest.hasSuffix("/udp") { rest = rest.dropLast(4) }
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), let inside = parts.last.flatMap({ UInt16($0) }) else { return nil }
    target = inside
    if parts.count == 3 {
      guard let given = IPv4Address(parts[0]) else { return nil }
      address = given == .any ? nil : given
    } else {
      address = nil
    }
    if parts.count == 1 {
      published = nil
    } else {
      guard let outside = UInt16(parts[parts.count - 2]) else { return nil }
      published = outside
    }
  }

  private init(address: IPv4Address?, published: UInt16?, target: UInt16, transport: Transport) {
    self.address = address
    self.published = published
    self.target = target
    self.transport = transport
  }

  /// The same on the host's own stack, where the container's port is the host's.
  package var onHost: PublishedPort {
    PublishedPort(address: nil, published: target, target: target, transport: transport)
  }

  /// Bound to 127.0.0.1 or its like: for the host alone.
  package var isLoopback: Bool { address.map { $0.bits >> 24 == 127 } ?? false }

  /// Whether two of them would take the same port of a host.
  package func collides(with other: PublishedPort) -> Bool {
    guard let published, published != 0, published == other.published, transport == other.transport else {
      return false
    }
    return address == nil || other.address == nil || address == other.address
  }
}
