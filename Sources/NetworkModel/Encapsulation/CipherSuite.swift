/// How a record or packet is encrypted and authenticated: what it adds in bytes, and what it costs in cycles.
///
/// Cycles are of the processor's nominal clock, for long messages on one core. The defaults were measured with OpenSSL
/// 3.0.19, `openssl speed -evp NAME -bytes 16384`, on an AMD EPYC (Zen 4, 2.596 GHz nominal, AES and SHA instructions); CBC
/// with HMAC is the sum of its two passes. Drucker, Gueron and Krasnov ("Making AES great again", 2018) give 0.64 for
/// AES-GCM on Intel's Skylake.
package struct CipherSuite: Sendable, Equatable, Hashable {
  package let name: String
  /// The explicit part of the nonce, or the initialization vector, in each packet.
  package let vectorBytes: Int
  /// The ciphertext is a multiple of this many bytes.
  package let blockBytes: Int
  /// The integrity check value, or authentication tag.
  package let tagBytes: Int
  /// Thousandths of a cycle for a byte.
  package let millicyclesPerByte: Int

  /// RFC 4106 with a tag of 8 bytes, as Docker's overlay driver asks for.
  package static let aesGCM8 = CipherSuite(
    name: "AES-128-GCM-8", vectorBytes: 8, blockBytes: 4, tagBytes: 8, millicyclesPerByte: 593)
  /// RFC 4106 with a tag of 16 bytes.
  package static let aesGCM16 = CipherSuite(
    name: "AES-128-GCM-16", vectorBytes: 8, blockBytes: 4, tagBytes: 16, millicyclesPerByte: 593)
  package static let aes256GCM16 = CipherSuite(
    name: "AES-256-GCM-16", vectorBytes: 8, blockBytes: 4, tagBytes: 16, millicyclesPerByte: 620)
  /// RFC 7634.
  package static let chaCha20Poly1305 = CipherSuite(
    name: "ChaCha20-Poly1305", vectorBytes: 8, blockBytes: 4, tagBytes: 16, millicyclesPerByte: 691)
  /// RFC 3602 and RFC 2404.
  package static let aesCBCSHA1 = CipherSuite(
    name: "AES-128-CBC-HMAC-SHA1-96", vectorBytes: 16, blockBytes: 16, tagBytes: 12, millicyclesPerByte: 3179)
  /// RFC 3602 and RFC 4868.
  package static let aesCBCSHA256 = CipherSuite(
    name: "AES-128-CBC-HMAC-SHA2-256-128", vectorBytes: 16, blockBytes: 16, tagBytes: 16,
    millicyclesPerByte: 3251)

  package static let all = [
    aesGCM8, aesGCM16, aes256GCM16, chaCha20Poly1305, aesCBCSHA1, aesCBCSHA256,
  ]
}

/// What public-key operations cost, in cycles: the same machine, `openssl speed rsa2048 ecdsap256 ecdhx25519 ed25519`.
package enum KeyOperation: String, Sendable, CaseIterable {
  case rsa2048Sign = "rsa-2048-sign"
  case rsa2048Verify = "rsa-2048-verify"
  case ecdsaP256Sign = "ecdsa-p256-sign"
  case ecdsaP256Verify = "ecdsa-p256-verify"
  case ed25519Sign = "ed25519-sign"
  case ed25519Verify = "ed25519-verify"
  /// One multiplication: making a key pair, or deriving the secret.
  case x25519 = "x25519"
  case ecdhP256 = "ecdh-p256"

  package var cycles: Int {
    switch self {
    case .rsa2048Sign: 633_000
    case .rsa2048Verify: 41_900
    case .ecdsaP256Sign: 50_400
    case .ecdsaP256Verify: 156_000
    case .ed25519Sign: 94_500
    case .ed25519Verify: 264_000
    case .x25519: 81_500
    case .ecdhP256: 116_000
    }
  }
}
