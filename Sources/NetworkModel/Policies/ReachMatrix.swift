/// Who may connect to whom on one port, and why.
package struct ReachMatrix: Sendable, Equatable {
  package var transport: TransportProtocol
  package var port: UInt16
  package var names: [String]
  /// By source, then destination.
  package var verdicts: [[PolicyVerdict]]

  /// - Parameter judge: the verdict on a connection from one of the names to another, by their positions.
  package init(
    _ names: [String], _ transport: TransportProtocol, _ port: UInt16,
    judge: (_ source: Int, _ destination: Int) -> PolicyVerdict
  ) {
    self.transport = transport
    self.port = port
    self.names = names
    verdicts = names.indices.map { source in names.indices.map { judge(source, $0) } }
  }

  /// What policies and access lists say, whatever the network between is.
  package init(
    _ evaluator: PolicyEvaluator, _ endpoints: [PolicyEndpoint], _ transport: TransportProtocol,
    _ port: UInt16
  ) {
    self.init(endpoints.map(\.qualifiedName), transport, port) { source, destination in
      evaluator.verdict(endpoints[source], endpoints[destination], transport, port)
    }
  }

  package var allowedCount: Int { verdicts.reduce(0) { $0 + $1.count { $0.isAllowed } } }
}

extension PolicyEndpoint {
  /// With the namespace of a pod, unless it is the default one.
  package var qualifiedName: String {
    guard let pod, pod.namespace != "default", !name.contains("/") else { return name }
    return "\(pod.namespace)/\(name)"
  }
}
