import Kernel
import NetworkModel

/// The flights before a connection carries its first request: TCP's, then those of TLS; and what goes along with the request
/// and its response.
struct ConnectionScript {
  struct Flight {
    let fromClient: Bool
    let bytes: Int
    /// What its sender does before it sends.
    let work: SimTime
  }

  /// In turns, a client's first; the last one is a server's.
  let flights: [Flight]
  /// Sent right before the first request, and right before its response.
  let withRequest: Int
  let withResponse: Int

  /// Options of Linux's SYN: maximum segment size, SACK, timestamps, window scale (RFC 9293 §3.2, RFC 7323 §2.2).
  static let synOptions = 20

  init(_ spec: SecuritySpec, _ form: TLSHandshake.Form) {
    var flights: [Flight] = []
    // RFC 9293 §3.5; QUIC's connections begin with TLS itself.
    if spec.version != .quic {
      flights = [true, false].map { Flight(fromClient: $0, bytes: Self.synOptions, work: .zero) }
    }
    var withRequest = 0
    var withResponse = 0
    let handshake = spec.version.flatMap {
      TLSHandshake($0, form, mutual: spec.isMutual, sizes: spec.sizes)
    }
    if let handshake {
      let cycles = handshake.cycles(certificates: spec.sizes.certificates.count)
      // The server signs before its first answer; the client verifies before what it sends next.
      var serverWork = Self.time(cycles.server, spec.clock)
      var clientWork = Self.time(cycles.client, spec.clock)
      var isRequestSent = false
      for (number, flight) in handshake.flights.enumerated() {
        if flight.carriesRequest && !isRequestSent {
          isRequestSent = true
          withRequest += flight.bytes
        } else if isRequestSent {
          if flight.fromClient { withRequest += flight.bytes } else { withResponse += flight.bytes }
        } else {
          var work = SimTime.zero
          if flight.fromClient && number > 0 { swap(&work, &clientWork) }
          if !flight.fromClient { swap(&work, &serverWork) }
          flights.append(Flight(fromClient: flight.fromClient, bytes: flight.bytes, work: work))
        }
      }
      workWithRequest = clientWork
    } else {
      workWithRequest = .zero
    }
    self.flights = flights
    self.withRequest = withRequest
    self.withResponse = withResponse
  }

  /// Of the client before the first request. With early data the server agrees on keys while it serves the request.
  let workWithRequest: SimTime

  private static func time(_ cycles: Int, _ clock: Int) -> SimTime {
    SimTime(picoseconds: Int64(Double(cycles) * (1e12 / Double(max(1, clock)))))
  }
}
