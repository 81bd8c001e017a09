import Metrics
import NetworkModel

/// What `rhumb list` says of tunnels and of handshakes: their prices, computed.
enum CostTables {
  /// Bytes around a full packet on a path of 1500, the MTU inside, what TCP has of the line rate.
  static var encapsulations: [(name: String, summary: String)] {
    EncapsulationCatalogue.all.map { entry in
      let value = entry.encapsulation
      let inner = value.innerMTU(path: 1500)
      let stack = value.wrap(.plain(.tcp, bytes: inner), deviceMTU: inner)
      let goodput = Decimal.fixed(LineRate.goodput(of: value) * 100, 2)
      let cost = value.suite.map { suite in
        ", \(suite.name) at \(Decimal.fixed(Double(suite.millicyclesPerByte) / 1000, 2)) cycles/B"
      }
      return (
        entry.name,
        "+\(stack.totalBytes - inner) B, inner MTU \(inner), TCP \(goodput) %\(cost ?? ""): \(entry.summary)."
      )
    }
  }

  static var handshakes: [(name: String, summary: String)] {
    TLSVersion.allCases.flatMap { version in
      TLSHandshake.Form.allCases.flatMap { form in
        [false, true].compactMap { mutual in
          guard let handshake = TLSHandshake(version, form, mutual: mutual), handshake.isMutual == mutual
          else { return nil }
          let cycles = handshake.cycles()
          return (
            "\(version.rawValue) \(form.rawValue)\(mutual ? " mutual" : "")",
            "\(handshake.roundTrips) round trips\(version == .quic ? "" : " beside TCP's one"), "
              + "\(handshake.bytesFromClient) B there, \(handshake.bytesFromServer) B back; "
              + "\(cycles.client / 1000) and \(cycles.server / 1000) thousand cycles."
          )
        }
      }
    }
  }
}
