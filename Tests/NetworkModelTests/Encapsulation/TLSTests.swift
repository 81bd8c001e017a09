import Testing

@testable import NetworkModel

@Suite struct TLSTests {
  @Test func recordsAddTheirPublishedBytes() {
    func added(_ version: TLSVersion, _ cipher: TLSRecord.Cipher) -> Int {
      TLSRecord.bytes(plaintext: 1000, version, cipher) - 1000
    }
    #expect(added(.tls13, .aesGCM) == 22)  // RFC 8446 §5.2
    #expect(added(.tls13, .chaCha20) == 22)
    #expect(added(.tls12, .aesGCM) == 29)  // RFC 5288 §3
    #expect(added(.tls12, .chaCha20) == 21)  // RFC 7905 §2
    // 1000 + 20 + 1 are 1021; 1024 is the next multiple of 16. From TLS 1.1 on 16 bytes of vector.
    #expect(added(.tls10, .aesCBC) == 5 + 24)
    #expect(added(.ssl30, .aesCBC) == 5 + 24)
    #expect(added(.tls11, .aesCBC) == 5 + 24 + 16)
  }

  @Test func aStreamIsCutAt16384_RFC8446_5_1() {
    #expect(TLSRecord.streamBytes(0, .tls13, .aesGCM) == 0)
    #expect(TLSRecord.streamBytes(16384, .tls13, .aesGCM) == 16384 + 22)
    #expect(TLSRecord.streamBytes(16385, .tls13, .aesGCM) == 16385 + 44)
    #expect(TLSRecord.streamBytes(.max, .tls13, .aesGCM) == .max)
  }

  @Test func roundTripsBesideTCPs() throws {
    func trips(_ version: TLSVersion, _ form: TLSHandshake.Form, mutual: Bool = false) throws -> Int {
      try #require(TLSHandshake(version, form, mutual: mutual)).roundTrips
    }
    for old in [TLSVersion.ssl30, .tls10, .tls11, .tls12] {
      #expect(try trips(old, .full) == 2)
      #expect(try trips(old, .full, mutual: true) == 2)
      #expect(try trips(old, .resumed) == 1)
    }
    #expect(try trips(.tls12, .falseStart) == 1)  // RFC 7918
    #expect(try trips(.tls13, .full) == 1)
    #expect(try trips(.tls13, .full, mutual: true) == 1)
    #expect(try trips(.tls13, .resumed) == 1)
    #expect(try trips(.tls13, .retry) == 2)
    #expect(try trips(.tls13, .zeroRTT) == 0)
    #expect(try trips(.quic, .full) == 1)
    #expect(try trips(.quic, .zeroRTT) == 0)
    #expect(TLSHandshake(.tls12, .zeroRTT) == nil)
    #expect(TLSHandshake(.tls13, .falseStart) == nil)
  }

  @Test func serverHelloOfTLS13Has122Bytes() throws {
    let handshake = try #require(TLSHandshake(.tls13))
    // RFC 8448 §3 shows 90 bytes without the echoed session identifier of 32.
    #expect(handshake.flights[1].messages[0].bytes == 122)
    #expect(handshake.flights[1].messages.last?.bytes == 36)
  }

  @Test func aFinishedOfTLS12TakesARecordOf45Bytes() throws {
    let handshake = try #require(TLSHandshake(.tls12))
    // ChangeCipherSpec 6; Finished 16 and the record's 29.
    #expect(handshake.flights[3].bytes == 6 + 16 + 29)
  }

  @Test func theServersCertificatesAreMostOfTheBytes() throws {
    var sizes = TLSSizes()
    let small = try #require(TLSHandshake(.tls13, sizes: sizes)).bytesFromServer
    sizes.certificates = [1100, 1900]
    let large = try #require(TLSHandshake(.tls13, sizes: sizes)).bytesFromServer
    #expect(large - small == 1000)
    let resumed = try #require(TLSHandshake(.tls13, .resumed)).bytesFromServer
    #expect(resumed < 300)
  }

  @Test func mutualTLSCostsTheClientACertificateAndASignature() throws {
    let plain = try #require(TLSHandshake(.tls13))
    let mutual = try #require(TLSHandshake(.tls13, mutual: true))
    // Certificate 4 + 1 + 3 + 900 + 5, CertificateVerify 4 + 4 + 71, in the record that Finished has anyway.
    #expect(mutual.bytesFromClient - plain.bytesFromClient == 913 + 79)
    #expect(mutual.cycles().client - plain.cycles().client == KeyOperation.ecdsaP256Sign.cycles)
    #expect(mutual.cycles().server - plain.cycles().server == 3 * KeyOperation.ecdsaP256Verify.cycles)
  }

  @Test func ssl3sendsItsSecretWithoutALength_RFC5246_7_4_7_1() throws {
    let old = try #require(TLSHandshake(.ssl30))
    let newer = try #require(TLSHandshake(.tls10))
    func keyExchange(_ handshake: TLSHandshake) -> Int? {
      handshake.flights[2].messages.first { $0.name == "ClientKeyExchange" }?.bytes
    }
    #expect(keyExchange(old) == 4 + 256)
    #expect(keyExchange(newer) == 4 + 258)
    // MD5 and SHA-1 against twelve bytes, each padded in one record: 40 + 21 → 64, 16 + 21 → 48.
    #expect(old.flights[3].bytes == 6 + 5 + 64)
    #expect(newer.flights[3].bytes == 6 + 5 + 48)
  }
}
