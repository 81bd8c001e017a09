/// A Kubernetes NetworkPolicy (networking.k8s.io/v1; “Network Policies” in the Kubernetes documentation).
///
/// A pod that some policy selects is isolated in that policy's directions: only what some rule of some such policy allows
/// passes. Policies add up; none takes away what another allows.
package struct NetworkPolicySpec: Sendable, Equatable {
  package var name: String
  package var namespace: String
  /// Which pods of its namespace it is about.
  package var pods: LabelSelector
  /// Nil: the policy says nothing about what comes in. Empty: nothing may.
  package var ingress: [PolicyRule]?
  package var egress: [PolicyRule]?

  package init(name: String, namespace: String = "default", pods: LabelSelector = .all) {
    self.name = name
    self.namespace = namespace
    self.pods = pods
  }
}

/// What one rule allows: these peers on these ports.
package struct PolicyRule: Sendable, Equatable {
  /// Empty: everybody.
  package var peers: [PolicyPeer]
  /// Empty: all ports.
  package var ports: [PolicyPort]

  package init(peers: [PolicyPeer] = [], ports: [PolicyPort] = []) {
    self.peers = peers
    self.ports = ports
  }
}

package enum PolicyPeer: Sendable, Equatable {
  /// Pods; nil namespaces: those of the policy's own; nil pods: all of them. Both together are one condition (AND).
  case pods(namespaces: LabelSelector?, pods: LabelSelector?)
  case block(IPv4Prefix, except: [IPv4Prefix])
}

package struct PolicyPort: Sendable, Equatable {
  package enum Number: Sendable, Equatable {
    case all
    case range(ClosedRange<UInt16>)
    /// A port that the destination's containers give a name.
    case named(String)
  }

  package var transport: TransportProtocol
  package var number: Number

  package init(_ transport: TransportProtocol = .tcp, _ number: Number = .all) {
    self.transport = transport
    self.number = number
  }
}

/// Transport protocols by their numbers (IANA).
package enum TransportProtocol: UInt8, Sendable, CaseIterable, CustomStringConvertible {
  case tcp = 6
  case udp = 17
  case sctp = 132

  package init?(name: String) {
    guard let known = Self.allCases.first(where: { $0.description == name.lowercased() }) else { return nil }
    self = known
  }

  package var description: String {
    switch self {
    case .tcp: "tcp"
    case .udp: "udp"
    case .sctp: "sctp"
    }
  }
}

/// A plain list of rules at a node, of which the first that matches decides; what none matches is denied. Replies to
/// what passed pass too.
package struct AccessListSpec: Sendable, Equatable {
  package enum Direction: String, Sendable, CaseIterable {
    case inward = "in"
    case outward = "out"
  }

  package struct Rule: Sendable, Equatable {
    package var allows: Bool
    /// Nil: every protocol.
    package var transport: TransportProtocol?
    /// The other end.
    package var peers: IPv4Prefix
    /// The destination's port; nil: all.
    package var ports: ClosedRange<UInt16>?

    package init(
      allows: Bool, transport: TransportProtocol? = nil, peers: IPv4Prefix = .all,
      ports: ClosedRange<UInt16>? = nil
    ) {
      self.allows = allows
      self.transport = transport
      self.peers = peers
      self.ports = ports
    }
  }

  package var name: String
  /// A host, a router, a container or a container set.
  package var node: String
  package var direction: Direction
  package var rules: [Rule]

  package init(name: String, node: String, direction: Direction, rules: [Rule]) {
    self.name = name
    self.node = node
    self.direction = direction
    self.rules = rules
  }
}
