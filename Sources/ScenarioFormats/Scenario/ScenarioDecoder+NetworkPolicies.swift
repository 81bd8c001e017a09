import NetworkModel
import Yams

/// Namespaces, network policies and access lists.
extension ScenarioDecoder {
  /// `namespaces: {shop: {team: a}}`: labels by namespace.
  mutating func decodeNamespaces(_ node: Node?) {
    for (_, name, value) in reader.entries(of: node, what: "namespaces") {
      var labels = decodeLabels(value, what: "labels of the namespace")
      labels["kubernetes.io/metadata.name"] = name
      scenario.network.namespaces.append(NamespaceSpec(name: name, labels: labels))
    }
  }

  mutating func decodeLabels(_ node: Node?, what: String) -> [String: String] {
    var labels: [String: String] = [:]
    for (name, value) in reader.paths(of: node, what: what) {
      if let text = reader.text(value, what: "the value of a label") { labels[name] = text }
    }
    return labels
  }

  /// A container's labels, namespace and names of ports.
  mutating func decodeIdentity(_ fields: [String: Node], into container: inout ContainerSpec) {
    if let namespace = fields["namespace"].flatMap({ reader.text($0, what: "a namespace") }) {
      container.namespace = namespace
    }
    container.labels = decodeLabels(fields["labels"], what: "labels")
    for (_, name, value) in reader.entries(of: fields["named-ports"], what: "ports") {
      let port = reader.value(value, what: "a port such as `80` or `53/udp`") { text -> NamedPort? in
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(
          String.init)
        guard let number = parts.first.flatMap({ UInt16($0) }), number > 0,
          let transport = parts.count == 1 ? .tcp : TransportProtocol(name: parts[1])
        else { return nil }
        return NamedPort(name, number, transport)
      }
      if let port { container.namedPorts.append(port) }
    }
  }

  /// Each is the `spec` of a Kubernetes NetworkPolicy with `name` and `namespace` beside it.
  mutating func decodeNetworkPolicies(_ node: Node?) {
    var log = ImportLog()
    let file = log.add(file: reader.sourceName, lines: reader.allLines)
    for (number, item) in reader.items(of: node, what: "network policies").enumerated() {
      var room = 100_000
      let value = SourceValue(item, file: file, lineOffset: 0, room: &room)
      let name = value["name"]?.text ?? "policy-\(number + 1)"
      var decoder = KubernetesPolicyDecoder(log: log, path: "policy `\(name)`")
      let policy = decoder.decode(
        value, name: name, namespace: value["namespace"]?.text ?? "default", at: value.place)
      log = decoder.log
      scenario.network.policies.append(policy)
    }
    for diagnostic in log.diagnostics { reader.adopt(diagnostic) }
  }

  mutating func decodeAccessLists(_ node: Node?) {
    for (number, item) in reader.items(of: node, what: "access lists").enumerated() {
      let fields = reader.fields(of: item, as: .accessList)
      guard
        let name = reference(
          fields["on"], to: [.host, .router, .container, .containerSet],
          what: "a host, a router or a container")
      else { continue }
      let direction =
        reader.choice(fields["direction"], AccessListSpec.Direction.self, what: "a direction") ?? .inward
      let rules = reader.items(of: fields["rules"], what: "rules").compactMap { item in
        reader.value(
          item, what: "a rule", hint: "such as `allow tcp 80 from 10.0.0.0/8`, `deny udp 1000-2000`, `deny`",
          AccessRuleParser.parse)
      }
      let given = fields["name"].flatMap { reader.text($0, what: "a name") }
      scenario.network.accessLists.append(
        AccessListSpec(
          name: given ?? "\(name)-\(direction.rawValue)-\(number + 1)", node: name, direction: direction,
          rules: rules))
    }
  }
}

/// `allow|deny [tcp|udp|sctp] [PORT[-PORT]] [from|to NETWORK]`.
enum AccessRuleParser {
  static func parse(_ text: String) -> AccessListSpec.Rule? {
    var words = text.split(separator: " ").map(String.init)[...]
    guard let first = words.popFirst(), first == "allow" || first == "deny" else { return nil }
    var rule = AccessListSpec.Rule(allows: first == "allow")
    if let word = words.first, let transport = TransportProtocol(name: word) {
      rule.transport = transport
      words.removeFirst()
    }
    if let word = words.first, let ports = ports(word) {
      // A port without a protocol would be one of every protocol.
      rule.ports = ports
      words.removeFirst()
    }
    if let word = words.first, word == "from" || word == "to" {
      words.removeFirst()
      guard let network = words.popFirst().flatMap({ IPv4Prefix($0) }) else { return nil }
      rule.peers = network
    }
    return words.isEmpty ? rule : nil
  }

  private static func ports(_ text: String) -> ClosedRange<UInt16>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
    guard (1...2).contains(ends.count), let low = ends[0], let high = ends[ends.count - 1], low <= high else {
      return nil
    }
    return low...high
  }
}
