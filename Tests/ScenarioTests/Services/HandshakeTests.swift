import Kernel
import Metrics
import NetworkModel
import Testing

/// What connections cost before they carry a request: services with `tls`.
@Suite struct HandshakeTests {
  /// A client 10 ms away, on links and processors so fast that only round trips count.
  private static func latency(
    _ tls: String, requests: Int = 1, layer: String = "", balancer: String = "", extra: String = "",
    transport: String = "packets"
  ) throws -> ServiceResult {
    let result = try ReachabilityTests.run(
      """
      title: t
      duration: 60s
      network:
        transport: \(transport)
        routers: {r: }
        hosts: {client: , middle: , server: }
        defaults: {link: {bandwidth: 100Gbps, delay: 5ms}}
        links: [client -- r, r -- server, middle -- r]
      services:
        web: {backends: [server], service-time: constant(0s), \(layer) \(balancer) \(extra) tls: \(tls)}
      traffic:
        - {from: client, to: web, arrivals: constant(1/s), request: 300B, response: 900B, requests: \(requests)}
      """)
    #expect(result.conservation.isBalanced)
    return try #require(result.services.first)
  }

  /// Of the slowest request, in round trips of 20 ms.
  private static func roundTrips(_ service: ServiceResult) -> Double {
    (Double(service.latency?.max.picoseconds ?? 0) / 2e10 * 100).rounded() / 100
  }

  /// RFC 9293 §3.5 (one), RFC 5246 §7.3 (two; one resumed), RFC 7918 (one), RFC 8446 §2 (one; two with a retry; none with early
  /// data), RFC 9001 §4 (no TCP): and the request's own.
  static let first: [(String, Double)] = [
    ("none", 2), ("{version: ssl-3.0}", 4), ("{version: tls-1.0}", 4), ("{version: tls-1.2}", 4),
    ("{version: tls-1.2, handshake: false-start}", 3), ("tls-1.3", 3),
    ("{version: tls-1.3, handshake: retry}", 4), ("{version: tls-1.3, mutual: true}", 3), ("quic", 2),
  ]

  @Test func firstRequestsWaitForRoundTrips() throws {
    for (tls, expected) in Self.first {
      for transport in ["packets", "ideal"] {
        let service = try Self.latency(Self.fast(tls), transport: transport)
        #expect(Self.roundTrips(service) == expected, "\(tls), \(transport)")
        #expect(service.connections == ConnectionResult(opened: 1, resumed: 0, reused: 0))
      }
    }
  }

  /// The same with processors that take no time.
  private static func fast(_ tls: String) -> String {
    if tls.hasPrefix("{") { return "{clock: 1e12, " + tls.dropFirst() }
    return "{version: \(tls), clock: 1e12}"
  }

  @Test func laterConnectionsResumeTheSession() throws {
    for (tls, expected) in [
      ("{version: tls-1.2}", 3.0), ("tls-1.3", 3), ("{again: 0-rtt}", 2),
      ("{version: quic, again: 0-rtt}", 1),
    ] {
      let service = try Self.latency(Self.fast(tls), requests: 2)
      #expect(service.connections == ConnectionResult(opened: 1, resumed: 1, reused: 0), "\(tls)")
      let both = Double(service.latency?.mean.picoseconds ?? 0) * 2 / 2e10
      let long = Self.roundTrips(service)
      #expect((both - long).rounded() == expected, "\(tls)")
    }
  }

  @Test func keptConnectionsCarryFurtherRequests() throws {
    let kept = try Self.latency("{keep-alive: true, clock: 1e12}", requests: 10)
    #expect(kept.connections == ConnectionResult(opened: 1, resumed: 0, reused: 9))
    let few = try Self.latency("{keep-alive: {requests: 4}, clock: 1e12}", requests: 10)
    #expect(few.connections == ConnectionResult(opened: 1, resumed: 2, reused: 7))
    let idle = try Self.latency("{keep-alive: {idle: 500ms}, clock: 1e12}", requests: 10)
    #expect(idle.connections == ConnectionResult(opened: 1, resumed: 9, reused: 0))
  }

  @Test func aBalancerOnLayer7EndsTheClientsConnection() throws {
    let edge = try Self.latency(
      Self.fast("tls-1.3"), layer: "layer: 7,", balancer: "at: middle,")
    // Client to balancer three, balancer to server one.
    #expect(Self.roundTrips(edge) == 4)
    let inside = try Self.latency(
      Self.fast("{version: tls-1.3, backends: true}"), layer: "layer: 7,", balancer: "at: middle,")
    #expect(Self.roundTrips(inside) == 6)
    #expect(inside.connections == ConnectionResult(opened: 2, resumed: 0, reused: 0))
  }

  @Test func aBalancerOnLayer4PassesTheHandshakeOn() throws {
    let service = try Self.latency(
      Self.fast("tls-1.3"), requests: 3, layer: "layer: 4,", balancer: "at: middle,")
    // Each round trip goes through the balancer: twice as far.
    #expect(Self.roundTrips(service) == 6)
    #expect(service.connections == ConnectionResult(opened: 1, resumed: 2, reused: 0))
    let pooled = try Self.latency(
      Self.fast("tls-1.3"), requests: 3, layer: "layer: 4,", balancer: "at: middle,",
      extra: "connections: {pool: 1},")
    #expect(pooled.connections == ConnectionResult(opened: 1, resumed: 0, reused: 0))
    #expect(pooled.latency.map { $0.p50.picoseconds < 41_000_000_000 } ?? false)
  }

  @Test func recordsAndFlightsAreCounted() throws {
    let plain = try Self.latency("none")
    // SYN and SYN-ACK with twenty bytes of options each.
    #expect(plain.bytes.payload == 1200)
    #expect(plain.bytes.encryption == 40)
    let service = try Self.latency("tls-1.3")
    let handshake = try #require(TLSHandshake(.tls13))
    #expect(service.bytes.payload == 1200)
    #expect(
      service.bytes.encryption
        == UInt64(40 + handshake.bytesFromClient + handshake.bytesFromServer + 2 * 22))
  }

  @Test func signaturesTakeTheProcessorsTime() throws {
    let handshake = try #require(TLSHandshake(.tls13))
    let cycles = handshake.cycles(certificates: 2)
    let slow = try Self.latency("{clock: 1e9}")
    let fast = try Self.latency("{clock: 1e12}")
    let added = (slow.latency?.max ?? .zero) - (fast.latency?.max ?? .zero)
    let expected = Double(cycles.client + cycles.server) * (1e-9 - 1e-12)
    #expect(abs(added.seconds - expected) < 1e-9)
  }

  @Test func aFailedBackendIsTriedElsewhereAmidTheHandshake() throws {
    let result = try ReachabilityTests.run(
      """
      title: t
      duration: 60s
      network:
        routers: {r: }
        hosts: {client: , s1: , s2: }
        links: [client -- r, r -- s1, r -- s2]
      services:
        web: {backends: [s1, s2], retries: 3, service-time: constant(1ms), tls: tls-1.3, retry: {timeout: 100ms}}
      traffic: [{from: client, to: web, arrivals: constant(10/s), requests: 100}]
      events: [{at: 2s, crash: s1}]
      """)
    #expect(result.services[0].successRatio == 1)
    #expect(result.conservation.isBalanced)
  }
}
