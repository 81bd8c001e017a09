/// Versions of the protocol that began as SSL.
package enum TLSVersion: String, Sendable, CaseIterable {
  case ssl30 = "ssl-3.0"
  case tls10 = "tls-1.0"
  case tls11 = "tls-1.1"
  case tls12 = "tls-1.2"
  case tls13 = "tls-1.3"
  /// TLS 1.3 inside QUIC (RFC 9001): no TCP handshake before it.
  case quic
}

/// The record layer: what it adds to each piece of plaintext.
package enum TLSRecord {
  /// RFC 8446 §5.1, RFC 5246 §6.2.1.
  package static let maximumPlaintext = 16384

  package enum Cipher: String, Sendable, CaseIterable {
    case aesGCM = "aes-gcm"
    case chaCha20 = "chacha20-poly1305"
    /// AES-CBC and HMAC-SHA1, authenticated before it is encrypted.
    case aesCBC = "aes-cbc-sha1"
  }

  /// The record of so much plaintext on the wire.
  package static func bytes(plaintext: Int, _ version: TLSVersion, _ cipher: Cipher) -> Int {
    switch version {
    case .tls13:
      // RFC 8446 §5.2: header, the hidden content type, tag; the nonce is not sent.
      return 5 + plaintext + 1 + 16
    case .quic:
      // RFC 9000 §17.3: short header with an 8-byte connection identifier and a 2-byte packet number; §19.8: STREAM frame
      // with stream identifier, offset and length; RFC 9001 §5.3: tag.
      return 1 + 8 + 2 + 1 + 1 + 4 + 2 + plaintext + 16
    case .tls12 where cipher == .aesGCM:
      return 5 + 8 + plaintext + 16  // RFC 5288 §3: an explicit nonce of 8.
    case .tls12 where cipher == .chaCha20:
      return 5 + plaintext + 16  // RFC 7905 §2
    case .ssl30, .tls10, .tls11, .tls12:
      // RFC 5246 §6.2.3.2: HMAC-SHA1, at least one byte of padding to 16. From TLS 1.1 on (RFC 4346 §6.2.3.2) the
      // initialization vector is sent.
      let vector = version == .tls11 || version == .tls12 ? 16 : 0
      return 5 + vector + (plaintext + 20 + 1 + 15) / 16 * 16
    }
  }

  /// All records of a stream of so much plaintext.
  package static func streamBytes(_ plaintext: Int, _ version: TLSVersion, _ cipher: Cipher) -> Int {
    if plaintext <= 0 { return 0 }
    let (whole, rest) = plaintext.quotientAndRemainder(dividingBy: maximumPlaintext)
    let (product, overflow) = bytes(plaintext: maximumPlaintext, version, cipher)
      .multipliedReportingOverflow(by: whole)
    if overflow { return .max }
    return product + (rest == 0 ? 0 : bytes(plaintext: rest, version, cipher))
  }
}
