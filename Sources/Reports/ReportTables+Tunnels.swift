import Kernel
import Metrics
import NetworkModel

/// What tunnels and handshakes cost: told where there are any.
extension ReportTables {
  /// The bytes of flows and services, by what they were spent on.
  static func bytes(_ result: RunResult) -> TextTable? {
    guard result.tellsBytes else { return nil }
    var table = TextTable(
      [
        ("bytes of", .left), ("payload", .right), ("own headers", .right), ("tunnels", .right),
        ("encryption", .right), ("sent again", .right), ("overhead", .right),
      ], dispensable: [5])
    let all = result.services.map { ($0.name, $0.bytes) } + result.flows.map { ($0.name, $0.bytes) }
    for (name, bytes) in all where bytes.total > 0 {
      table.add([
        name, Decimal.grouped(bytes.payload), Decimal.grouped(bytes.headers), Decimal.grouped(bytes.tunnel),
        Decimal.grouped(bytes.encryption), Decimal.grouped(bytes.retransmitted),
        bytes.overheadRatio.map(percent) ?? "–",
      ])
    }
    return table
  }

  static func tunnels(_ result: RunResult) -> TextTable? {
    let used = result.tunnels.filter { $0.packets + $0.received + $0.dropped > 0 }
    guard !used.isEmpty else { return nil }
    var table = TextTable(
      [
        ("tunnel", .left), ("outside", .left), ("MTU", .right), ("sent", .right), ("received", .right),
        ("inner bytes", .right), ("added", .right), ("copies", .right), ("dropped", .right),
        ("processor", .right),
      ], dispensable: [7, 8, 1])
    for tunnel in used.prefix(40) {
      table.add([
        tunnel.name, tunnel.encapsulation, String(tunnel.mtu), Decimal.grouped(tunnel.packets),
        Decimal.grouped(tunnel.received), Decimal.grouped(tunnel.innerBytes),
        Decimal.grouped(tunnel.headerBytes + tunnel.encryptionBytes), Decimal.grouped(tunnel.replicated),
        Decimal.grouped(tunnel.dropped), Decimal.duration(tunnel.processorTime),
      ])
    }
    return table
  }

  /// How the connections of services with handshakes came about.
  static func connections(_ result: RunResult) -> TextTable? {
    let services = result.services.filter { $0.connections != nil }
    guard !services.isEmpty else { return nil }
    var table = TextTable([
      ("connections of", .left), ("full handshakes", .right), ("resumed", .right),
      ("requests on open ones", .right),
    ])
    for service in services {
      guard let counts = service.connections else { continue }
      table.add([
        service.name, Decimal.grouped(counts.opened), Decimal.grouped(counts.resumed),
        Decimal.grouped(counts.reused),
      ])
    }
    return table
  }
}

extension RunResult {
  /// Whether bytes went into anything but payload and plain headers.
  var tellsBytes: Bool { !tunnels.isEmpty || services.contains { $0.connections != nil } }
}
