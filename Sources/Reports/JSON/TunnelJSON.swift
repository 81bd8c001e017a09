import Kernel
import Metrics
import NetworkModel

/// The ledger of bytes in summary.json, where there are tunnels.
enum TunnelJSON {
  static func bytes(_ bytes: ByteResult) -> JSONValue {
    .object([
      ("payload", .unsigned(bytes.payload)), ("headers", .unsigned(bytes.headers)),
      ("tunnel", .unsigned(bytes.tunnel)), ("encryption", .unsigned(bytes.encryption)),
      ("retransmitted", .unsigned(bytes.retransmitted)),
      ("overhead_ratio", bytes.overheadRatio.map { .number($0) } ?? .null),
    ])
  }

  static func tunnel(_ tunnel: TunnelResult) -> JSONValue {
    .object([
      ("name", .string(tunnel.name)), ("encapsulation", .string(tunnel.encapsulation)),
      ("mtu", .integer(Int64(tunnel.mtu))), ("packets", .unsigned(tunnel.packets)),
      ("received", .unsigned(tunnel.received)), ("dropped", .unsigned(tunnel.dropped)),
      ("replicated", .unsigned(tunnel.replicated)), ("inner_bytes", .unsigned(tunnel.innerBytes)),
      ("header_bytes", .unsigned(tunnel.headerBytes)),
      ("encryption_bytes", .unsigned(tunnel.encryptionBytes)),
      ("processor_seconds", RunJSON.seconds(tunnel.processorTime)),
    ])
  }
}
