/// Who may connect to whom on one port, and why.
package struct ReachMatrix: Sendable, Equatable {
  package var transport: TransportProtocol
  package var port: UInt16
  package var names: [String]
  /// By source, then destination.
  package var verdicts: [[PolicyVerdict]]

  package init(
    _ evaluator: PolicyEvaluator, _ endpoints: [PolicyEndpoint], _ transport: TransportProtocol,
    _ port: UInt16
  ) {
    self.transport = transport
    self.port = port
    names = endpoints.map { endpoint in
      guard let pod = endpoint.pod, pod.namespace != "default", !endpoint.name.contains("/") else {
        return endpoint.name
      }
      return "\(pod.namespace)/\(endpoint.name)"
    }
    verdicts = endpoints.map { source in
      endpoints.map { evaluator.verdict(source, $0, transport, port) }
    }
  }

  package var allowedCount: Int { verdicts.reduce(0) { $0 + $1.count { $0.isAllowed } } }
}
