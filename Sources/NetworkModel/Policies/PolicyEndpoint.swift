/// One end of a connection as policies see it.
package struct PolicyEndpoint: Sendable, Equatable {
  package var name: String
  /// Nil: no pod, but something outside, which only address blocks name.
  package var pod: Pod?
  package var addresses: [IPv4Address] = []
  /// The name that access lists use: its own, or its set's.
  package var set: String

  package struct Pod: Sendable, Equatable {
    package var namespace: String
    package var labels: [String: String]
    package var namespaceLabels: [String: String]
    /// Names of ports.
    package var ports: [NamedPort]

    package init(
      namespace: String, labels: [String: String], namespaceLabels: [String: String], ports: [NamedPort] = []
    ) {
      self.namespace = namespace
      self.labels = labels
      self.namespaceLabels = namespaceLabels
      self.ports = ports
    }
  }

  package init(name: String, pod: Pod? = nil, addresses: [IPv4Address] = [], set: String? = nil) {
    self.name = name
    self.pod = pod
    self.addresses = addresses
    self.set = set ?? name
  }
}

/// A container's port with its name.
package struct NamedPort: Sendable, Equatable {
  package var name: String
  package var number: UInt16
  package var transport: TransportProtocol

  package init(_ name: String, _ number: UInt16, _ transport: TransportProtocol = .tcp) {
    self.name = name
    self.number = number
    self.transport = transport
  }
}

/// A namespace with its labels. Every namespace has the label `kubernetes.io/metadata.name`, whether it is listed or not.
package struct NamespaceSpec: Sendable, Equatable {
  package var name: String
  package var labels: [String: String]

  package init(name: String, labels: [String: String]) {
    self.name = name
    self.labels = labels
  }
}
