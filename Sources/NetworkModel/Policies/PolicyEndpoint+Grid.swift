extension PolicyEndpoint {
  /// Three namespaces (x, y, z; label `ns`) of three pods (a, b, c; label `pod`), with ports 80 and 81 named after port and
  /// protocol: the cluster on which truth tables of network policies are drawn.
  package static let grid: [PolicyEndpoint] = ["x", "y", "z"].enumerated().flatMap { row, namespace in
    ["a", "b", "c"].enumerated().map { column, pod in
      let ports = TransportProtocol.allCases.flatMap { transport in
        [80, 81].map { NamedPort("serve-\($0)-\(transport)", $0, transport) }
      }
      return PolicyEndpoint(
        name: "\(namespace)/\(pod)",
        pod: Pod(
          namespace: namespace, labels: ["pod": pod],
          namespaceLabels: ["ns": namespace, "kubernetes.io/metadata.name": namespace], ports: ports),
        addresses: [IPv4Address(bits: 0xC0A8_0000 + UInt32(row) * 256 + UInt32(column) + 1)])
    }
  }
}
