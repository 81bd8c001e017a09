import NetworkModel

/// Three namespaces (x, y, z) of three pods (a, b, c), labelled `ns` and `pod`: the cluster on which truth tables of network
/// policies are drawn.
enum PolicyGrid {
  static let endpoints = PolicyEndpoint.grid

  /// Nine rows of nine: sources down, destinations across; `.` allowed, `X` denied.
  static func draw(
    _ policies: [NetworkPolicySpec], _ transport: TransportProtocol = .tcp, _ port: UInt16 = 80,
    judgesLoopback: Bool = true
  ) -> [String] {
    var evaluator = PolicyEvaluator(policies: policies)
    evaluator.judgesLoopback = judgesLoopback
    return ReachMatrix(evaluator, endpoints, transport, port).verdicts.map { row in
      row.map { $0.isAllowed ? "." : "X" }.joined()
    }
  }

  static let open = [String](repeating: ".........", count: 9)

  static func policy(
    _ namespace: String, _ pods: LabelSelector = .all, ingress: [PolicyRule]? = nil,
    egress: [PolicyRule]? = nil
  ) -> NetworkPolicySpec {
    var policy = NetworkPolicySpec(name: "p", namespace: namespace, pods: pods)
    policy.ingress = ingress
    policy.egress = egress
    return policy
  }
}
