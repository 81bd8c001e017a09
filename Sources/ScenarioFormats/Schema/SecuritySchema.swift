import NetworkModel

/// Words of `tls`.
enum SecurityWords {
  /// `none`: TCP's handshake alone.
  static let versions = ["none"] + TLSVersion.allCases.map(\.rawValue)
  static let ciphers = TLSRecord.Cipher.allCases.map(\.rawValue)
  static let forms = TLSHandshake.Form.allCases.map(\.rawValue)
}

extension ObjectSchema {
  /// `tls` of a service.
  static let security = ObjectSchema(
    "tls",
    [
      Key("version", .choice(SecurityWords.versions), "none: TCP's handshake alone."),
      Key("handshake", .choice(["full", "retry", "false-start"]), "Of two that have not met before."),
      Key("again", .choice(["full", "resumed", "0-rtt"]), "Of two that have."),
      Key("mutual", .boolean, "Clients have certificates too."),
      Key("cipher", .choice(SecurityWords.ciphers), "What protects the records."),
      Key(
        "certificates", .list(.pattern(.packetLength(1...65536))),
        "Lengths of the server's certificates, the leaf's first."),
      Key("client-certificates", .list(.pattern(.packetLength(1...65536))), "The same for clients."),
      Key("backends", .boolean, "The balancer speaks to its backends in the same way."),
      Key(
        "keep-alive", .any([.boolean, .object(.keepAlive)]),
        "Connections stay open for further requests; else each request has one of its own."),
      Key("clock", .number(1e6...1e12), "Clock of the processors that sign and verify, in hertz."),
    ])

  static let keepAlive = ObjectSchema(
    "keep-alive",
    [
      Key("requests", .integer(1...1_000_000_000), "After so many a connection is closed; 1000."),
      Key("idle", .pattern(.duration), "So is one that was idle for longer; 60s."),
    ])
}
