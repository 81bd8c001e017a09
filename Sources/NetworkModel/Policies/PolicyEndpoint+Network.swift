extension PolicyEndpoint {
  /// Everything in a network that sends or receives, in the order of its nodes: containers are pods, the rest is outside of
  /// the cluster.
  ///
  /// - Returns: one endpoint for each node of the topology that has an address, with the node's index.
  package static func all(of network: NetworkSpec, _ topology: Topology) -> [(
    node: NodeIndex, endpoint: PolicyEndpoint
  )] {
    var specs: [String: ContainerSpec] = [:]
    for container in network.containers {
      for name in container.instanceNames { specs[name] = container }
    }
    var namespaces: [String: [String: String]] = [:]
    for namespace in network.namespaces { namespaces[namespace.name] = namespace.labels }
    return topology.nodes.indices.compactMap { position in
      let index = NodeIndex(position)
      let node = topology[index]
      let addresses = node.interfaces.compactMap { topology[$0].address?.address }
      guard node.kind != .bridge, !addresses.isEmpty else { return nil }
      var endpoint = PolicyEndpoint(name: node.name, addresses: addresses)
      if node.kind == .container, let spec = specs[node.name] {
        endpoint.set = spec.name
        var labels = namespaces[spec.namespace] ?? [:]
        labels["kubernetes.io/metadata.name"] = spec.namespace
        endpoint.pod = Pod(
          namespace: spec.namespace, labels: spec.labels, namespaceLabels: labels, ports: spec.namedPorts)
      }
      return (index, endpoint)
    }
  }
}
