import NetworkModel

/// Reads NetworkPolicies (networking.k8s.io/v1). A key that the API does not know is an error here: a policy that is read in
/// part is another policy.
struct KubernetesPolicyDecoder {
  var log: ImportLog
  private let path: String

  init(log: ImportLog, path: String) {
    self.log = log
    self.path = path
  }

  mutating func decode(_ spec: SourceValue?, name: String, namespace: String, at place: SourcePlace)
    -> NetworkPolicySpec
  {
    var policy = NetworkPolicySpec(name: name, namespace: namespace)
    guard let spec, var fields = ManifestFields(spec, path, &log) else {
      log.error("\(path): a policy needs a `spec`", at: place)
      return policy
    }
    _ = fields.take("name")
    _ = fields.take("namespace")
    let selector = fields.take("podSelector")
    policy.pods = selector.map { self.selector($0, "podSelector") } ?? .all
    let types = log.texts(fields.take("policyTypes"), fields.path("policyTypes"))
    for (text, place) in types where text != "Ingress" && text != "Egress" {
      log.error("\(path).policyTypes: there is no type `\(text)`", at: place, hint: "one of: Ingress, Egress")
    }
    let ingress = fields.take("ingress")
    let egress = fields.take("egress")
    // Without types: Ingress always, Egress where there are rules for it.
    let names = Set(types.map(\.text))
    let wantsIngress = types.isEmpty || names.contains("Ingress")
    let wantsEgress = types.isEmpty ? !(egress?.items?.isEmpty ?? true) : names.contains("Egress")
    if wantsIngress { policy.ingress = rules(ingress, "ingress", peerKey: "from") }
    if wantsEgress { policy.egress = rules(egress, "egress", peerKey: "to") }
    reject(fields)
    return policy
  }

  private mutating func reject(_ fields: ManifestFields) {
    for field in fields.rest {
      log.error("\(fields.path(field.key)) is not known", at: field.place, hint: fields.hint(for: field.key))
    }
  }

  private mutating func rules(_ value: SourceValue?, _ key: String, peerKey: String) -> [PolicyRule] {
    guard let value else { return [] }
    guard let items = value.items else {
      log.error("\(path).\(key): expected a list of rules, found \(value.described)", at: value.place)
      return []
    }
    return items.enumerated().map { number, item in
      let inner = "\(path).\(key)[\(number)]"
      guard var fields = ManifestFields(item, inner, &log) else { return PolicyRule() }
      let peers = list(fields.take(peerKey), "\(inner).\(peerKey)").compactMap {
        peer($0, "\(inner).\(peerKey)")
      }
      let ports = list(fields.take("ports"), "\(inner).ports").compactMap { port($0, "\(inner).ports") }
      reject(fields)
      return PolicyRule(peers: peers, ports: ports)
    }
  }

  private mutating func list(_ value: SourceValue?, _ path: String) -> [SourceValue] {
    guard let value else { return [] }
    if let items = value.items { return items }
    log.error("\(path): expected a list, found \(value.described)", at: value.place)
    return []
  }

  private mutating func peer(_ value: SourceValue, _ path: String) -> PolicyPeer? {
    guard var fields = ManifestFields(value, path, &log) else { return nil }
    // An empty selector, `{}`, chooses all; a missing one, or nothing, says nothing.
    let pods = value["podSelector"]
    let namespaces = value["namespaceSelector"]
    let block = value["ipBlock"]
    for key in ["podSelector", "namespaceSelector", "ipBlock"] { _ = fields.take(key) }
    reject(fields)
    if let block {
      if pods != nil || namespaces != nil {
        log.error("\(path): `ipBlock` stands alone, without selectors", at: value.place)
      }
      return self.block(block, path)
    }
    guard pods != nil || namespaces != nil else {
      log.error("\(path): a peer needs `podSelector`, `namespaceSelector` or `ipBlock`", at: value.place)
      return nil
    }
    return .pods(
      namespaces: namespaces.map { selector($0, "namespaceSelector") },
      pods: pods.map { selector($0, "podSelector") })
  }

  private mutating func block(_ value: SourceValue, _ path: String) -> PolicyPeer? {
    guard var fields = ManifestFields(value, "\(path).ipBlock", &log) else { return nil }
    let written = fields.take("cidr")
    let except = list(fields.take("except"), "\(path).ipBlock.except")
    reject(fields)
    guard let text = log.text(written, "\(path).ipBlock.cidr") else {
      if written == nil { log.error("\(path).ipBlock lacks `cidr`", at: value.place) }
      return nil
    }
    if text.contains(":") {
      log.notModelled("\(path).ipBlock", "there is no IPv6", at: written?.place)
      return .block(IPv4Prefix(.any, length: 32), except: [IPv4Prefix(.any, length: 32)])
    }
    guard let block = InterfaceAddress(text)?.prefix else {
      log.error("\(path).ipBlock.cidr: `\(text)` is no network", at: written?.place)
      return nil
    }
    let holes = except.compactMap { item -> IPv4Prefix? in
      guard let hole = item.text.flatMap({ InterfaceAddress($0) })?.prefix, block.contains(hole) else {
        log.error(
          "\(path).ipBlock.except: \(item.described) is no network inside of \(block)", at: item.place)
        return nil
      }
      return hole
    }
    return .block(block, except: holes)
  }

  private mutating func port(_ value: SourceValue, _ path: String) -> PolicyPort? {
    guard var fields = ManifestFields(value, path, &log) else { return nil }
    let number = fields.take("port")
    let end = fields.take("endPort")
    let transport = fields.take("protocol")
    reject(fields)
    var port = PolicyPort()
    if let text = log.text(transport, "\(path).protocol") {
      guard let known = TransportProtocol(name: text) else {
        log.error("\(path).protocol: `\(text)` is none of TCP, UDP, SCTP", at: transport?.place)
        return nil
      }
      port.transport = known
    }
    if let text = log.text(number, "\(path).port") {
      if let first = UInt16(text), first > 0 {
        port.number = .range(first...first)
        if end != nil {
          guard let last = log.integer(end, in: 1...65535, "\(path).endPort"), last >= Int(first) else {
            log.error("\(path).endPort is less than `port`", at: end?.place)
            return nil
          }
          port.number = .range(first...UInt16(last))
        }
      } else if Int(text) != nil {
        log.error("\(path).port: \(text) is no port of 1…65535", at: number?.place)
      } else {
        port.number = .named(text)
        if end != nil { log.error("\(path): `endPort` needs a port with a number", at: end?.place) }
      }
    } else if end != nil {
      log.error("\(path): `endPort` needs a `port`", at: end?.place)
    }
    return port
  }

  private mutating func selector(_ value: SourceValue, _ key: String) -> LabelSelector {
    KubernetesSelector.decode(value, "\(path).\(key)", &log)
  }
}

/// Label selectors, wherever they stand.
enum KubernetesSelector {
  static func decode(_ value: SourceValue, _ path: String, _ log: inout ImportLog) -> LabelSelector {
    var selector = LabelSelector()
    guard var fields = ManifestFields(value, path, &log) else { return selector }
    if let labels = fields.take("matchLabels") {
      if labels.fields == nil { log.error("\(path).matchLabels: expected a mapping", at: labels.place) }
      selector.labels = KubernetesLoader.labels(labels)
    }
    for item in fields.take("matchExpressions")?.items ?? [] {
      guard let key = item["key"]?.text, let text = item["operator"]?.text else {
        log.error("\(path).matchExpressions: an expression has `key` and `operator`", at: item.place)
        continue
      }
      guard let operation = LabelSelector.Expression.Operator(rawValue: text) else {
        log.error(
          "\(path).matchExpressions: there is no operator `\(text)`", at: item.place,
          hint: "one of: In, NotIn, Exists, DoesNotExist")
        continue
      }
      let values = log.texts(item["values"], "\(path).matchExpressions.values").map(\.text)
      selector.expressions.append(LabelSelector.Expression(key, operation, values))
    }
    for field in fields.rest {
      log.error("\(path).\(field.key) is not known", at: field.place, hint: fields.hint(for: field.key))
    }
    return selector
  }
}
