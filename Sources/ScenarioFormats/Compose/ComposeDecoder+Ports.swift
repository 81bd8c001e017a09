import NetworkModel

extension ComposeDecoder {
  private static let maximumPorts = 20_000

  /// The ports of a service in the long form. Entries that say the same are one.
  mutating func decodePorts(_ value: SourceValue?, _ path: String) -> [ComposePort] {
    guard let value else { return [] }
    guard let items = value.items else {
      log.error("\(path).ports: expected a list, found \(value.described)", at: value.place)
      return []
    }
    var ports: [ComposePort] = []
    for item in items {
      if let text = item.text {
        do {
          ports += try ComposePortParser.parse(text, at: item.place)
        } catch {
          log.error("\(path).ports: \(error.message)", at: item.place)
        }
      } else if let port = longPort(item, "\(path).ports") {
        ports.append(port)
      }
      if ports.count > Self.maximumPorts {
        log.error("\(path).ports: more than \(Self.maximumPorts) ports", at: item.place)
        return []
      }
    }
    var unique: [ComposePort] = []
    var seen: Set<String> = []
    for port in ports.reversed() {
      let key =
        "\(port.hostAddress ?? "") \(String(describing: port.published)) \(port.target)/\(port.transport)"
      if seen.insert(key).inserted { unique.append(port) }
    }
    return unique.reversed()
  }

  private mutating func longPort(_ item: SourceValue, _ path: String) -> ComposePort? {
    guard var fields = ManifestFields(item, path, &log) else { return nil }
    guard let target = log.integer(fields.take("target"), in: 0...65535, "\(path).target") else {
      if item["target"] == nil { log.error("\(path): a port lacks `target`", at: item.place) }
      return nil
    }
    var port = ComposePort(target: target, place: item.place)
    let published = fields.take("published")
    if let text = log.text(published, "\(path).published"), !text.isEmpty, text != "0" {
      do {
        port.published = try ComposePortParser.range(text, text)
      } catch {
        log.error("\(path).published: \(error.message)", at: published?.place)
      }
    }
    port.hostAddress = log.text(fields.take("host_ip"), "\(path).host_ip").flatMap { $0.isEmpty ? nil : $0 }
    let transport = fields.take("protocol")
    if let text = log.text(transport, "\(path).protocol")?.lowercased() {
      if ["tcp", "udp", "sctp"].contains(text) {
        port.transport = text
      } else {
        log.error("\(path).protocol: `\(text)` is none of tcp, udp, sctp", at: transport?.place)
      }
    }
    // `host` and `ingress` are the same on one host.
    _ = fields.take("mode")
    fields.listRest(&log, .composePort)
    return port
  }
}
