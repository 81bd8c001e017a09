import NetworkModel

/// Writes namespaces, network policies and access lists as a scenario has them.
enum PolicyYAML {
  static func text(_ network: NetworkSpec) -> String {
    var text = ""
    if !network.namespaces.isEmpty {
      text += "  namespaces:\n"
      for namespace in network.namespaces {
        let labels = namespace.labels.filter { $0.key != "kubernetes.io/metadata.name" }
        text += "    \(ScenarioYAML.word(namespace.name)): \(ScenarioYAML.labels(labels))\n"
      }
    }
    if !network.policies.isEmpty {
      text += "  policies:\n" + network.policies.map { "    - \(policy($0))\n" }.joined()
    }
    return text
  }

  private static func policy(_ policy: NetworkPolicySpec) -> String {
    var types: [String] = []
    if policy.ingress != nil { types.append("Ingress") }
    if policy.egress != nil { types.append("Egress") }
    return ScenarioYAML.flow([
      ("name", ScenarioWriter.quote(policy.name)), ("namespace", ScenarioWriter.quote(policy.namespace)),
      ("podSelector", selector(policy.pods)), ("policyTypes", ScenarioYAML.list(types)),
      policy.ingress.map { ("ingress", ScenarioYAML.list($0.map { rule($0, "from") })) },
      policy.egress.map { ("egress", ScenarioYAML.list($0.map { rule($0, "to") })) },
    ])
  }

  private static func rule(_ rule: PolicyRule, _ key: String) -> String {
    ScenarioYAML.flow([
      rule.peers.isEmpty ? nil : (key, ScenarioYAML.list(rule.peers.map(peer))),
      rule.ports.isEmpty ? nil : ("ports", ScenarioYAML.list(rule.ports.map(port))),
    ])
  }

  private static func peer(_ peer: PolicyPeer) -> String {
    switch peer {
    case .pods(let namespaces, let pods):
      return ScenarioYAML.flow([
        namespaces.map { ("namespaceSelector", selector($0)) }, pods.map { ("podSelector", selector($0)) },
      ])
    case .block(let block, let except):
      let holes = except.isEmpty ? nil : ("except", ScenarioYAML.list(except.map(\.description)))
      return ScenarioYAML.flow([("ipBlock", ScenarioYAML.flow([("cidr", block.description), holes]))])
    }
  }

  private static func port(_ port: PolicyPort) -> String {
    let transport = ("protocol", port.transport.description.uppercased())
    switch port.number {
    case .all: return ScenarioYAML.flow([transport])
    case .named(let name): return ScenarioYAML.flow([transport, ("port", ScenarioWriter.quote(name))])
    case .range(let range):
      let end = range.count == 1 ? nil : ("endPort", "\(range.upperBound)")
      return ScenarioYAML.flow([transport, ("port", "\(range.lowerBound)"), end])
    }
  }

  private static func selector(_ selector: LabelSelector) -> String {
    let expressions = selector.expressions.map { expression in
      ScenarioYAML.flow([
        ("key", ScenarioWriter.quote(expression.key)), ("operator", expression.operation.rawValue),
        expression.values.isEmpty
          ? nil : ("values", ScenarioYAML.list(expression.values.map(ScenarioWriter.quote))),
      ])
    }
    return ScenarioYAML.flow([
      selector.labels.isEmpty ? nil : ("matchLabels", ScenarioYAML.labels(selector.labels)),
      expressions.isEmpty ? nil : ("matchExpressions", ScenarioYAML.list(expressions)),
    ])
  }
}
