import Kernel
import Metrics
import NetworkModel

extension Simulation {
  func tunnelResults() -> [TunnelResult] {
    tunnels.map { tunnel in
      let outer = tunnel.encapsulation.surroundings(of: 0).before.map(\.name).joined(separator: ", ")
      var result = TunnelResult(name: tunnel.name, encapsulation: outer)
      result.packets = tunnel.counters.packets
      result.innerBytes = tunnel.counters.innerBytes
      result.headerBytes = tunnel.counters.headerBytes
      result.encryptionBytes = tunnel.counters.encryptionBytes
      result.replicated = tunnel.counters.replicated
      result.received = tunnel.counters.received
      result.dropped = tunnel.counters.dropped
      result.processorTime = tunnel.sending.used + tunnel.receiving.used
      result.mtu = Int(tunnel.mtu)
      return result
    }
  }

  /// A flow's datagrams have 28 bytes of headers each; the tunnels on its way have kept their own account.
  func bytes(of flow: Flow) -> ByteResult {
    let headers = flow.sent * 28
    return ByteResult(
      payload: flow.bytesSpent.payload - min(headers, flow.bytesSpent.payload), headers: headers,
      tunnel: flow.bytesSpent.tunnel,
      encryption: flow.bytesSpent.encryption)
  }

  func bytes(ofService position: Int) -> ByteResult {
    guard byteLedgers.indices.contains(position) else { return ByteResult() }
    let ledger = byteLedgers[position]
    return ByteResult(
      payload: ledger.payload - min(ledger.payload, ledger.secured), headers: ledger.headers,
      tunnel: ledger.tunnel, encryption: ledger.encryption,
      retransmitted: ledger.retransmitted)
  }
}
