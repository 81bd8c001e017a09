/// Decides what access lists and network policies allow. A pure value: the same question has the same answer.
///
/// A connection passes when the source's side lets it out and the destination's side lets it in:
///
///     access list out of the source → egress policies of the source → ingress policies of the destination → access list in
///
/// The first that denies decides. Replies belong to the connection and always pass. A pod always reaches itself
/// (Kubernetes documentation, “What you can't do with network policies”).
package struct PolicyEvaluator: Sendable {
  package let policies: [NetworkPolicySpec]
  package let lists: [AccessListSpec]
  /// Whether a pod's connections to itself are left to policies, as tools that compute plain truth tables have it.
  package var judgesLoopback = false

  package init(policies: [NetworkPolicySpec], lists: [AccessListSpec] = []) {
    self.policies = policies
    self.lists = lists
  }

  package var isEmpty: Bool { policies.isEmpty && lists.isEmpty }

  /// - Parameter port: the destination's.
  package func verdict(
    _ source: PolicyEndpoint, _ destination: PolicyEndpoint, _ transport: TransportProtocol, _ port: UInt16
  ) -> PolicyVerdict {
    if source.name == destination.name && !judgesLoopback {
      return .allowed("\(source.name) always reaches itself")
    }
    var reasons: [String] = []
    for step in [Step.listOut, .egress, .ingress, .listIn] {
      switch decide(step, source, destination, transport, port) {
      case .passes: continue
      case .allows(let reason): reasons.append(reason)
      case .denies(let reason):
        return .denied(reason, atDestination: step == .ingress || step == .listIn)
      }
    }
    return .allowed(reasons.isEmpty ? "no policy is about it" : reasons.joined(separator: "; "))
  }

  private enum Step {
    case listOut
    case egress
    case ingress
    case listIn
  }

  private enum Decision {
    /// Nothing is said about it.
    case passes
    case allows(String)
    case denies(String)
  }

  private func decide(
    _ step: Step, _ source: PolicyEndpoint, _ destination: PolicyEndpoint, _ transport: TransportProtocol,
    _ port: UInt16
  ) -> Decision {
    switch step {
    case .listOut: list(.outward, at: source, peer: destination, transport, port)
    case .listIn: list(.inward, at: destination, peer: source, transport, port)
    case .egress: policies(isIngress: false, at: source, peer: destination, destination, transport, port)
    case .ingress: policies(isIngress: true, at: destination, peer: source, destination, transport, port)
    }
  }

  // MARK: Access lists

  private func list(
    _ direction: AccessListSpec.Direction, at node: PolicyEndpoint, peer: PolicyEndpoint,
    _ transport: TransportProtocol, _ port: UInt16
  ) -> Decision {
    var decision = Decision.passes
    for list in lists where list.direction == direction && (list.node == node.name || list.node == node.set) {
      let number = list.rules.firstIndex { rule in
        (rule.transport == nil || rule.transport == transport) && rule.ports?.contains(port) ?? true
          && (rule.peers.length == 0 || peer.addresses.contains { rule.peers.contains($0) })
      }
      guard let number else { return .denies("access list \(list.name) has no rule for it") }
      let words =
        "access list \(list.name) \(list.rules[number].allows ? "allows" : "denies") it by its rule \(number + 1)"
      if !list.rules[number].allows { return .denies(words) }
      decision = .allows(words)
    }
    return decision
  }

  // MARK: Network policies

  private func policies(
    isIngress: Bool, at pod: PolicyEndpoint, peer: PolicyEndpoint, _ destination: PolicyEndpoint,
    _ transport: TransportProtocol, _ port: UInt16
  ) -> Decision {
    guard let own = pod.pod else { return .passes }
    let direction = isIngress ? "ingress" : "egress"
    var isolating: [String] = []
    for policy in policies where policy.namespace == own.namespace && policy.pods.matches(own.labels) {
      guard let rules = isIngress ? policy.ingress : policy.egress else { continue }
      let title = "\(policy.namespace)/\(policy.name)"
      for (number, rule) in rules.enumerated()
      where Self.ports(rule.ports, allow: port, transport, at: destination)
        && Self.peers(rule.peers, of: policy.namespace, include: peer)
      {
        return .allows("policy \(title) allows it by its \(direction) rule \(number + 1)")
      }
      isolating.append(title)
    }
    if isolating.isEmpty { return .passes }
    let names = isolating.prefix(3).joined(separator: ", ") + (isolating.count > 3 ? " …" : "")
    return .denies(
      "\(pod.name) is isolated for \(direction) by \(names), and no rule allows it")
  }

  private static func ports(
    _ ports: [PolicyPort], allow port: UInt16, _ transport: TransportProtocol, at destination: PolicyEndpoint
  ) -> Bool {
    if ports.isEmpty { return true }
    return ports.contains { entry in
      guard entry.transport == transport else { return false }
      switch entry.number {
      case .all: return true
      case .range(let range): return range.contains(port)
      case .named(let name):
        // A name is the destination's; what is no pod has none.
        return destination.pod?.ports.contains {
          $0.name == name && $0.number == port && $0.transport == transport
        } ?? false
      }
    }
  }

  private static func peers(
    _ peers: [PolicyPeer], of namespace: String, include endpoint: PolicyEndpoint
  ) -> Bool {
    if peers.isEmpty { return true }
    return peers.contains { peer in
      switch peer {
      case .block(let block, let except):
        return endpoint.addresses.contains { address in
          block.contains(address) && !except.contains { $0.contains(address) }
        }
      case .pods(let namespaces, let pods):
        guard let pod = endpoint.pod else { return false }
        let isInNamespace = namespaces.map { $0.matches(pod.namespaceLabels) } ?? (pod.namespace == namespace)
        return isInNamespace && (pods?.matches(pod.labels) ?? true)
      }
    }
  }
}
