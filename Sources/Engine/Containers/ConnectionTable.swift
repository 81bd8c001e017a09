import Kernel
import NetworkModel

/// A connection's addresses and ports in one direction.
struct ConnectionTuple: Hashable {
  var source: IPv4Address
  var destination: IPv4Address
  /// Source port in the upper half, destination port in the lower.
  var ports: UInt32
  /// 6: TCP, 17: UDP.
  var transport: UInt8

  var reversed: ConnectionTuple {
    ConnectionTuple(
      source: destination, destination: source, ports: ports << 16 | ports >> 16, transport: transport)
  }

  var sourcePort: UInt16 { UInt16(truncatingIfNeeded: ports >> 16) }
  var destinationPort: UInt16 { UInt16(truncatingIfNeeded: ports) }

  init(source: IPv4Address, destination: IPv4Address, ports: UInt32, transport: UInt8) {
    self.source = source
    self.destination = destination
    self.ports = ports
    self.transport = transport
  }

  /// Nil for what is neither a datagram nor a segment.
  init?(_ packet: Packet) {
    switch packet.kind {
    case .flow: transport = 17
    case .segment: transport = 6
    case .routing, .icmp, .arpRequest, .arpReply, .bpdu, .tunnel, .fragment: return nil
    }
    source = packet.source
    destination = packet.destination
    ports = packet.ports
  }
}

/// What a host remembers of connections through it (Linux's conntrack): for both directions, how packets are rewritten.
struct ConnectionTable {
  struct Entry {
    var rewritten: ConnectionTuple
    var lastSeen: SimTime
  }

  /// Linux's nf_conntrack_max on hosts with a few gigabytes.
  static let capacity = 262_144
  /// nf_conntrack_udp_timeout_stream, and nf_conntrack_tcp_timeout_time_wait for finished connections.
  static let timeout = SimTime.seconds(120)

  private(set) var entries: [ConnectionTuple: Entry] = [:]

  /// The rewriting of a known connection, which is refreshed.
  mutating func rewriting(_ tuple: ConnectionTuple, at now: SimTime) -> ConnectionTuple? {
    guard let index = entries.index(forKey: tuple) else { return nil }
    if now - entries.values[index].lastSeen > Self.timeout {
      let back = entries.values[index].rewritten.reversed
      entries.remove(at: index)
      entries[back] = nil
      return nil
    }
    entries.values[index].lastSeen = now
    return entries.values[index].rewritten
  }

  /// Remembers a new connection in both directions. False: the table is full.
  mutating func insert(_ tuple: ConnectionTuple, as rewritten: ConnectionTuple, at now: SimTime) -> Bool {
    if entries.count + 2 > Self.capacity {
      entries = entries.filter { now - $0.value.lastSeen <= Self.timeout }
      if entries.count + 2 > Self.capacity { return false }
    }
    entries[tuple] = Entry(rewritten: rewritten, lastSeen: now)
    entries[rewritten.reversed] = Entry(rewritten: tuple.reversed, lastSeen: now)
    return true
  }

  /// The connection with its source replaced, and its source port kept if no other connection would look the same.
  func masqueraded(_ tuple: ConnectionTuple, as address: IPv4Address) -> ConnectionTuple? {
    var candidate = tuple
    candidate.source = address
    var port = tuple.sourcePort
    for _ in 0..<1024 {
      candidate.ports = UInt32(port) << 16 | tuple.ports & 0xFFFF
      if entries[candidate.reversed] == nil { return candidate }
      port = port == .max ? 1024 : port + 1
    }
    return nil
  }
}
