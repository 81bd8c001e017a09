import NetworkModel

/// A published port of a compose service, in the long form.
struct ComposePort: Equatable, Sendable {
  /// The port in the container.
  var target: Int
  /// The port of the host, or the range from which the host takes one; nil: any free one.
  var published: ClosedRange<Int>?
  /// The host's address as written; nil: all.
  var hostAddress: String?
  /// `tcp`, `udp` or `sctp`.
  var transport = "tcp"
  var place: SourcePlace?

  /// What makes two entries the same one when files are merged (compose specification, 13 “Merge”).
  func isSame(as other: ComposePort) -> Bool {
    target == other.target && published == other.published && hostAddress == other.hostAddress
      && transport == other.transport
  }
}

/// The short form: `[[IP:]HOST:]CONTAINER[/PROTOCOL]`, where HOST and CONTAINER may be ranges (compose specification, 05
/// “ports”). Two ranges are matched one to one and have one length; a range of host ports before one container port is a
/// choice.
enum ComposePortParser {
  struct Fault: Error, Equatable {
    let message: String
  }

  static func parse(_ text: String, at place: SourcePlace? = nil) throws(Fault) -> [ComposePort] {
    let (address, transport) = try transport(of: text)
    let parts = address.split(separator: ":", omittingEmptySubsequences: false)
    guard let last = parts.last else { throw Fault(message: "there is no port in `\(text)`") }
    let target = try range(last, text)
    var published: ClosedRange<Int>?
    var host: String?
    if parts.count >= 2, !parts[parts.count - 2].isEmpty {
      published = try range(parts[parts.count - 2], text)
    }
    if parts.count >= 3 {
      // What is left is an address; one of version 6 has colons of its own.
      host = parts.dropLast(2).joined(separator: ":").filter { $0 != "[" && $0 != "]" }
      if host?.isEmpty ?? true { host = nil }
      if let host, parts.count == 3, IPv4Address(host) == nil {
        throw Fault(message: "`\(host)` in `\(text)` is no address")
      }
    }
    var ports: [ComposePort] = []
    let isPaired = published.map { $0.count == target.count } ?? false
    if let published, !isPaired, target.count > 1 {
      throw Fault(
        message:
          "the ranges of `\(text)` have \(published.count) and \(target.count) ports; they are matched one to one"
      )
    }
    for (offset, port) in target.enumerated() {
      var own = published
      if let published, isPaired { own = (published.lowerBound + offset)...(published.lowerBound + offset) }
      ports.append(
        ComposePort(target: port, published: own, hostAddress: host, transport: transport, place: place))
    }
    return ports
  }

  private static func transport(of text: String) throws(Fault) -> (Substring, String) {
    guard let slash = text.lastIndex(of: "/") else { return (Substring(text), "tcp") }
    let name = text[text.index(after: slash)...].lowercased()
    guard ["tcp", "udp", "sctp"].contains(name) else {
      throw Fault(message: "`\(name)` in `\(text)` is none of tcp, udp, sctp")
    }
    return (text[..<slash], name)
  }

  /// `80` or `8000-8010`.
  static func range(_ text: some StringProtocol, _ whole: String) throws(Fault) -> ClosedRange<Int> {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = ends.compactMap { end in
      end.utf8.allSatisfy { (48...57).contains($0) } && end.utf8.count <= 5 ? Int(end) : nil
    }
    guard numbers.count == ends.count, (1...2).contains(numbers.count), let low = numbers.first,
      let high = numbers.last, (0...65535).contains(low), (0...65535).contains(high)
    else { throw Fault(message: "`\(text)` in `\(whole)` is no port of 0…65535, nor a range of them") }
    guard low <= high else { throw Fault(message: "the range `\(text)` goes backwards") }
    return low...high
  }
}
