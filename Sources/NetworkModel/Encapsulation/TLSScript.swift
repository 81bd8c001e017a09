/// Writes the flights of a handshake.
struct TLSScript {
  let version: TLSVersion
  let sizes: TLSSizes
  let isMutual: Bool

  typealias Message = TLSHandshake.Message

  // MARK: TLS 1.3 (RFC 8446 §2) and QUIC

  mutating func modern(_ form: TLSHandshake.Form) -> [TLSHandshake.Flight] {
    let resumes = form == .resumed || form == .zeroRTT
    var flights: [TLSHandshake.Flight] = []
    if form == .retry {
      flights.append(flight(true, [clientHello(resumes: false)]))
      // §4.1.4: a ServerHello whose extensions are supported_versions and key_share with a group alone.
      flights.append(flight(false, [plain("HelloRetryRequest", 2 + 32 + 1 + 32 + 2 + 1 + 2 + 6 + 6)]))
    }
    flights.append(flight(true, [clientHello(resumes: resumes)], request: form == .zeroRTT))
    // §4.1.3: supported_versions 6, key_share 40, and pre_shared_key 6 when it resumes.
    var server = [plain("ServerHello", 2 + 32 + 1 + 32 + 2 + 1 + 2 + 46 + (resumes ? 6 : 0))]
    server.append(secret("EncryptedExtensions", 2))
    if isMutual {
      server.append(secret("CertificateRequest", 1 + 2 + 4 + 2 + 2 * sizes.signatureAlgorithms))
    }
    if !resumes {
      server.append(secret("Certificate", certificateBytes(sizes.certificates, each: 5) + 1))
      server.append(secret("CertificateVerify", 2 + 2 + sizes.signature))
    }
    server.append(secret("Finished", 32))
    flights.append(flight(false, server))
    var client: [Message] = []
    if form == .zeroRTT && version == .tls13 { client.append(secret("EndOfEarlyData", 0)) }
    if isMutual {
      client.append(secret("Certificate", certificateBytes(sizes.clientCertificates, each: 5) + 1))
      client.append(secret("CertificateVerify", 2 + 2 + sizes.signature))
    }
    client.append(secret("Finished", 32))
    flights.append(flight(true, client, request: true))
    return flights
  }

  // MARK: SSL 3.0 to TLS 1.2 (RFC 5246 §7.3)

  mutating func classic(_ form: TLSHandshake.Form) -> [TLSHandshake.Flight] {
    let resumes = form == .resumed
    let hello = 2 + 32 + 1 + 32 + 2 + 1 + (version == .ssl30 ? 0 : 2 + 5)
    var server = [plain("ServerHello", hello)]
    if resumes {
      server += [change, finished]
      return [
        flight(true, [clientHello(resumes: true)]), flight(false, server),
        flight(true, [change, finished], request: true),
      ]
    }
    server.append(plain("Certificate", certificateBytes(sizes.certificates, each: 3)))
    let isEphemeral = version == .tls12 || version == .tls11
    let algorithm = version == .tls12 ? 2 : 0
    if isEphemeral {
      // RFC 8422 §5.4: curve type, name, a point of X25519, the signature.
      server.append(plain("ServerKeyExchange", 1 + 2 + 1 + 32 + algorithm + 2 + sizes.signature))
    }
    if isMutual {
      let algorithms = version == .tls12 ? 2 + 2 * sizes.signatureAlgorithms : 0
      server.append(plain("CertificateRequest", 1 + 3 + algorithms + 2))
    }
    server.append(plain("ServerHelloDone", 0))
    var client: [Message] = []
    if isMutual { client.append(plain("Certificate", certificateBytes(sizes.clientCertificates, each: 3))) }
    // RFC 5246 §7.4.7.1: SSL 3.0 wrote the encrypted secret without its length.
    let keyTransport = sizes.rsaKey + (version == .ssl30 ? 0 : 2)
    client.append(plain("ClientKeyExchange", isEphemeral ? 1 + 32 : keyTransport))
    if isMutual { client.append(plain("CertificateVerify", algorithm + 2 + sizes.signature)) }
    client += [change, finished]
    return [
      flight(true, [clientHello(resumes: false)]), flight(false, server),
      flight(true, client, request: form == .falseStart), flight(false, [change, finished]),
      flight(true, [], request: true),
    ]
  }

  // MARK: Messages

  private func clientHello(resumes: Bool) -> Message {
    let isModern = version == .tls13 || version == .quic
    // A session identifier: TLS 1.3 always sends one for middleboxes (§4.1.2), QUIC none, the others when they resume.
    let session = version == .quic ? 0 : (isModern || resumes ? 32 : 0)
    var bytes = 2 + 32 + 1 + session + 2 + 2 * sizes.cipherSuites + 2
    if version != .ssl30 {
      var extensions = 4 + 5 + sizes.serverName + 4 + 2 + 2 * sizes.groups
      if version == .tls12 || isModern { extensions += 4 + 2 + 2 * sizes.signatureAlgorithms }
      // supported_versions, key_share of X25519, psk_key_exchange_modes.
      if isModern { extensions += 4 + 1 + 4 + 4 + 2 + 2 + 2 + 32 + 4 + 1 + 1 }
      if isModern && resumes { extensions += 4 + 2 + 2 + sizes.ticket + 4 + 2 + 1 + 32 }
      bytes += 2 + extensions
    }
    return plain("ClientHello", bytes)
  }

  private func certificateBytes(_ chain: [Int], each: Int) -> Int {
    chain.reduce(3) { $0 + $1 + each }
  }

  /// SSL 3.0 sends an MD5 and a SHA-1 (RFC 6101 §5.6.9), TLS twelve bytes (RFC 5246 §7.4.9).
  private var finished: Message { secret("Finished", version == .ssl30 ? 36 : 12) }
  /// A record of its own type, no handshake message.
  private var change: Message { Message(name: "ChangeCipherSpec", bytes: 1, isEncrypted: false) }

  private func plain(_ name: String, _ body: Int) -> Message {
    Message(name: name, bytes: 4 + body, isEncrypted: false)
  }

  private func secret(_ name: String, _ body: Int) -> Message {
    Message(name: name, bytes: 4 + body, isEncrypted: true)
  }

  /// Messages of one kind share records; ChangeCipherSpec has its own.
  private func flight(_ fromClient: Bool, _ messages: [Message], request: Bool = false) -> TLSHandshake.Flight
  {
    let isChange: (Message) -> Bool = { $0.name == "ChangeCipherSpec" }
    let open = messages.filter { !$0.isEncrypted && !isChange($0) }.reduce(0) { $0 + $1.bytes }
    let hidden = messages.filter(\.isEncrypted).reduce(0) { $0 + $1.bytes }
    var bytes = 6 * messages.count(where: isChange)
    if version == .quic {
      // RFC 9000 §14.1: a client's Initial packets fill 1200 bytes. §17.2, §19.6: long header, CRYPTO frame, tag.
      let frame = 50
      bytes += open == 0 ? 0 : (fromClient ? max(1200, open + frame) : open + frame)
      bytes += hidden == 0 ? 0 : hidden + frame
    } else {
      let records = (open + TLSRecord.maximumPlaintext - 1) / TLSRecord.maximumPlaintext
      bytes += open + 5 * records
      bytes += TLSRecord.streamBytes(hidden, version, sizes.cipher)
    }
    return TLSHandshake.Flight(
      fromClient: fromClient, messages: messages, carriesRequest: request, bytes: bytes)
  }
}
