import Kernel
import NetworkModel
import Yams

/// `tls` of a service: what its connections begin with.
extension ScenarioDecoder {
  mutating func decodeSecurity(_ node: Node, _ layer: BalancingLayer) -> SecuritySpec? {
    var spec = SecuritySpec()
    guard node.mapping != nil else {
      guard let version = version(node) else { return nil }
      spec.version = version.tls
      return spec
    }
    let fields = reader.fields(of: node, as: .security)
    if let given = present(fields["version"]) {
      guard let version = version(given) else { return nil }
      spec.version = version.tls
    }
    spec.first = form(fields["handshake"]) ?? spec.first
    spec.again = form(fields["again"]) ?? spec.again
    spec.isMutual = reader.boolean(fields["mutual"], what: "`mutual`") ?? false
    if let cipher = fields["cipher"] {
      spec.sizes.cipher =
        reader.value(cipher, what: "a cipher: \(SecurityWords.ciphers.joined(separator: ", "))") {
          TLSRecord.Cipher(rawValue: $0)
        } ?? spec.sizes.cipher
    }
    if let chain = certificates(fields["certificates"]) { spec.sizes.certificates = chain }
    if let chain = certificates(fields["client-certificates"]) { spec.sizes.clientCertificates = chain }
    spec.includesBackends = reader.boolean(fields["backends"], what: "`backends`") ?? false
    decodeKeepAlive(fields["keep-alive"], layer, into: &spec)
    if let clock = reader.number(fields["clock"], in: 1e6...1e12, what: "the clock") {
      spec.clock = Int(clock)
    }
    checkForms(spec, fields)
    return spec
  }

  /// `tls` nil: TCP alone.
  private struct GivenVersion {
    let tls: TLSVersion?

    init?(_ text: String) {
      tls = TLSVersion(rawValue: text)
      if tls == nil && text != "none" { return nil }
    }
  }

  private mutating func version(_ node: Node) -> GivenVersion? {
    reader.value(node, what: "a version: \(SecurityWords.versions.joined(separator: ", "))") {
      GivenVersion($0)
    }
  }

  private mutating func form(_ node: Node?) -> TLSHandshake.Form? {
    guard let node else { return nil }
    return reader.value(node, what: "a form: \(SecurityWords.forms.joined(separator: ", "))") {
      TLSHandshake.Form(rawValue: $0)
    }
  }

  private mutating func certificates(_ node: Node?) -> [Int]? {
    guard let node else { return nil }
    let lengths = reader.items(of: node, what: "lengths of certificates").compactMap { item in
      reader.value(item, what: "the length of a certificate, 1B…64KiB") { text in
        (QuantityParser.bytes(text) ?? Int(text)).flatMap { (1...65536).contains($0) ? $0 : nil }
      }
    }
    if lengths.count > 10 {
      reader.error("a chain of \(lengths.count) certificates is longer than any that is in use", at: node)
      return nil
    }
    return lengths
  }

  private mutating func decodeKeepAlive(
    _ node: Node?, _ layer: BalancingLayer, into spec: inout SecuritySpec
  ) {
    guard let node = present(node) else { return }
    if layer == .connection {
      reader.error(
        "on layer 4 connections belong to clients", at: node,
        hint: "`connections` of the service says how many a client has, and for how many requests")
      return
    }
    if node.mapping == nil {
      if reader.boolean(node, what: "`keep-alive`") ?? false { spec.keepAlive = KeepAliveSpec() }
      return
    }
    let fields = reader.fields(of: node, as: .keepAlive)
    var limits = KeepAliveSpec()
    if let count = reader.integer(fields["requests"], in: 1...1_000_000_000, what: "the requests") {
      limits.requests = count
    }
    if let idle = positiveDuration(fields["idle"]) { limits.idle = idle }
    spec.keepAlive = limits
  }

  private mutating func checkForms(_ spec: SecuritySpec, _ fields: [String: Node]) {
    guard let version = spec.version else { return }
    for (key, form) in [("handshake", spec.first), ("again", spec.again)]
    where TLSHandshake(version, form) == nil {
      reader.error(
        "\(version.rawValue) has no handshake `\(form.rawValue)`", at: fields[key] ?? fields["version"])
    }
  }
}
