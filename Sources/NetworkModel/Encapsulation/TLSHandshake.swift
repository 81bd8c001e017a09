/// A handshake as flights: what is said, in how many bytes, and when the client may send its first request.
///
/// Sources: SSL 3.0 RFC 6101 §5.5, TLS 1.0–1.2 RFC 5246 §7.3, TLS 1.3 RFC 8446 §2, False Start RFC 7918, QUIC RFC 9001 §4.
/// Bytes of hellos follow from the lists that they offer; those of certificates are parameters.
package struct TLSHandshake: Sendable, Equatable {
  package enum Form: String, Sendable, CaseIterable {
    case full
    case resumed
    /// TLS 1.3: the server wants another key share first (HelloRetryRequest).
    case retry
    /// TLS 1.3: the request goes with the first flight (early data).
    case zeroRTT = "0-rtt"
    /// TLS 1.2: the client does not wait for the server's Finished (RFC 7918).
    case falseStart = "false-start"
  }

  package struct Message: Sendable, Equatable {
    package let name: String
    /// With the handshake header of four bytes.
    package let bytes: Int
    package let isEncrypted: Bool
  }

  package struct Flight: Sendable, Equatable {
    package let fromClient: Bool
    package let messages: [Message]
    /// The client's request may go right behind this flight.
    package let carriesRequest: Bool
    /// On the wire, record headers and tags included.
    package let bytes: Int
  }

  package let version: TLSVersion
  package let form: Form
  package let isMutual: Bool
  package let flights: [Flight]

  /// - Returns: nil when the version knows no such form.
  package init?(
    _ version: TLSVersion, _ form: Form = .full, mutual: Bool = false, sizes: TLSSizes = TLSSizes()
  ) {
    let isModern = version == .tls13 || version == .quic
    switch form {
    case .retry, .zeroRTT: if !isModern { return nil }
    case .falseStart: if version != .tls12 { return nil }
    case .full, .resumed: break
    }
    self.version = version
    self.form = form
    // RFC 8446 §4.3.2: a server does not ask for a certificate when a pre-shared key is used; RFC 5246 §7.3 neither.
    isMutual = mutual && form != .resumed && form != .zeroRTT
    var script = TLSScript(version: version, sizes: sizes, isMutual: isMutual)
    flights = isModern ? script.modern(form) : script.classic(form)
  }

  /// Round trips before the client may send its request, beside TCP's own: the answers that it waits for.
  package var roundTrips: Int {
    flights.prefix { !$0.carriesRequest }.reduce(0) { $0 + ($1.fromClient ? 0 : 1) }
  }

  package var bytesFromClient: Int { flights.reduce(0) { $0 + ($1.fromClient ? $1.bytes : 0) } }
  package var bytesFromServer: Int { flights.reduce(0) { $0 + ($1.fromClient ? 0 : $1.bytes) } }

  /// Cycles of public-key work at the client and at the server.
  ///
  /// - Parameter certificates: how many signatures of a chain are verified; the root's own is not.
  package func cycles(
    sign: KeyOperation = .ecdsaP256Sign, verify: KeyOperation = .ecdsaP256Verify, certificates: Int = 2
  ) -> (client: Int, server: Int) {
    let exchange = 2 * KeyOperation.x25519.cycles
    switch form {
    case .resumed, .zeroRTT:
      // TLS 1.3 resumes with a fresh key exchange (psk_dhe_ke); earlier versions without any.
      let again = version == .tls13 || version == .quic ? exchange : 0
      return (again, again)
    case .full, .retry, .falseStart: break
    }
    if version == .ssl30 || version == .tls10 {
      // RSA key transport: the client encrypts (as dear as verifying), the server decrypts (as dear as signing).
      let client = (certificates + 1) * KeyOperation.rsa2048Verify.cycles
      let server = KeyOperation.rsa2048Sign.cycles
      let extra = isMutual ? (sign.cycles, (certificates + 1) * verify.cycles) : (0, 0)
      return (client + extra.0, server + extra.1)
    }
    let proves = sign.cycles
    let checks = (certificates + 1) * verify.cycles
    return (exchange + checks + (isMutual ? proves : 0), exchange + proves + (isMutual ? checks : 0))
  }
}

/// Lengths that depend on certificates and on what the two sides offer.
package struct TLSSizes: Sendable, Equatable {
  /// A leaf and an intermediate certificate with P-256 keys, in DER.
  package var certificates = [1100, 900]
  package var clientCertificates = [900]
  /// A signature of ECDSA P-256 in DER.
  package var signature = 71
  package var serverName = 11
  package var cipherSuites = 3
  package var groups = 4
  package var signatureAlgorithms = 9
  /// A session ticket's opaque part.
  package var ticket = 192
  /// Of the modulus, for RSA key transport.
  package var rsaKey = 256
  package var cipher = TLSRecord.Cipher.aesGCM

  package init() {}
}
