import Kernel

/// The `network:` section after `generate:` and `import:` were carried out: all nodes and links, in order.
package struct NetworkSpec: Sendable, Equatable {
  package var routers: [RouterSpec] = []
  package var hosts: [HostSpec] = []
  package var bridges: [BridgeSpec] = []
  package var containerNetworks: [ContainerNetworkSpec] = []
  package var containers: [ContainerSpec] = []
  package var links: [LinkSpec] = []
  /// Labels of namespaces, for network policies.
  package var namespaces: [NamespaceSpec] = []
  package var policies: [NetworkPolicySpec] = []
  package var accessLists: [AccessListSpec] = []
  /// The network as ASes and relations, in place of routers and links: BGP then runs on the level of ASes.
  package var asGraph: ASGraph?
  package var addressResolution: AddressResolution = .sharedSegments
  package var transport: RequestTransport = .packets

  package init() {}
}

/// Where ARP is modelled. A link between two nodes has one possible neighbour, so nothing needs resolving there.
package enum AddressResolution: String, Sendable, CaseIterable {
  case sharedSegments = "shared"
  case everywhere = "all"
  case none
}

/// How requests, their responses and health probes travel.
package enum RequestTransport: String, Sendable, CaseIterable {
  /// As packets, which queue on links and may be lost.
  case packets
  /// Along the path of the least propagation delay, which is all that they take: links without rates and queues.
  case ideal
}

/// Degrees; y grows to the north.
package struct GeoPosition: Sendable, Equatable {
  package var longitude: Double
  package var latitude: Double

  package init(longitude: Double, latitude: Double) {
    self.longitude = longitude
    self.latitude = latitude
  }
}

package struct RouterSpec: Sendable, Equatable {
  package var name: String
  /// What is drawn, where it differs from the name (imported maps).
  package var label: String?
  package var autonomousSystem: UInt32?
  /// Assigned when nil.
  package var routerID: IPv4Address?
  package var loopback: IPv4Address?
  /// Networks attached to this router without further nodes; they exist as destinations and are announced.
  package var stubs: [IPv4Prefix] = []
  package var area: UInt32 = 0
  /// Sends ICMP errors, as RFC 1812 §4.3.2 has it.
  package var sendsErrors = true
  package var position: GeoPosition?

  package init(name: String) { self.name = name }
}

package struct HostSpec: Sendable, Equatable {
  package var name: String
  package var label: String?
  package var cpus: Double = 1
  package var gateway: IPv4Address?
  package var position: GeoPosition?

  package init(name: String) { self.name = name }
}

package struct BridgeSpec: Sendable, Equatable {
  package var name: String
  package var label: String?
  package var spanningTree: SpanningTreeMode = .rstp
  /// The IP network of the segment; assigned when nil.
  package var subnet: IPv4Prefix?
  /// 802.1D bridge priority, a multiple of 4096.
  package var priority = 32768
  /// How long a learned address stays without traffic.
  package var ageing: SimTime = .seconds(300)
  package var position: GeoPosition?

  package init(name: String) { self.name = name }
}

package enum SpanningTreeMode: String, Sendable, CaseIterable {
  case off
  case stp
  case rstp
}

package struct ContainerSpec: Sendable, Equatable {
  package var name: String
  /// 1: the container has the set's name; n: `name-1` … `name-n`.
  package var replicas = 1
  /// Where its instances run, in turn.
  package var hosts: [String]
  package var networks: [String] = []
  /// Given addresses, by network; for a single container.
  package var addresses: [String: IPv4Address] = [:]
  /// Further names in the embedded DNS, by network; several containers may share one.
  package var aliases: [String: [String]] = [:]
  /// Share of a processor: a request of 10 ms of service time takes 20 ms at 0.5 (never faster than at 1).
  package var cpus: Double = 1
  /// Published ports as written (`8080:80`).
  package var ports: [String] = []
  /// What network policies choose it by.
  package var namespace = "default"
  package var labels: [String: String] = [:]
  package var namedPorts: [NamedPort] = []

  package init(name: String, host: String) {
    self.name = name
    hosts = [host]
  }

  package var host: String {
    get { hosts.first ?? "" }
    set { hosts = [newValue] }
  }

  package var instanceNames: [String] {
    replicas == 1 ? [name] : (1...max(1, replicas)).map { "\(name)-\($0)" }
  }

  /// Where an instance runs.
  package func host(ofInstance number: Int) -> String {
    hosts.isEmpty ? "" : hosts[number % hosts.count]
  }
}

package struct LinkSpec: Sendable, Equatable {
  /// The nodes at the two ends.
  package var ends: Pair<String>
  package var bandwidth: Bandwidth = .gigabits(1)
  /// Propagation delay, one way.
  package var delay: SimTime = .milliseconds(1)
  package var queue: QueueLimit = .packets(100)
  package var discipline = DisciplineSpec.dropTail
  /// Probability that a packet is lost on the way, independently.
  package var loss = 0.0
  /// Largest IP packet in bytes.
  package var mtu = 1500
  /// Bytes on the wire beside each IP packet: 2 for PPP, 38 for Ethernet with its preamble and gap.
  package var overhead = 0
  /// Given addresses of the two ends; nil: assigned (or none, at a bridge).
  package var addresses: Pair<InterfaceAddress?> = Pair(nil, nil)
  /// Routing cost of leaving each end; nil: the protocol's default.
  package var costs: Pair<Int?> = Pair(nil, nil)
  package var area: UInt32?
  /// What the two ends have of their own.
  package var ospf: Pair<OSPFInterfaceSpec> = Pair(OSPFInterfaceSpec(), OSPFInterfaceSpec())
  /// nil: failures are found by the protocols' own means.
  package var bfd: BFDSpec?
  /// Business relation, first to second end, for BGP policies.
  package var relation: LinkRelation?

  package init(_ first: String, _ second: String) { ends = Pair(first, second) }

  /// The name used in events and reports: `r1 -- r2`.
  package var name: String { "\(ends.first) -- \(ends.second)" }
}

package enum LinkRelation: String, Sendable, CaseIterable {
  case customerProvider = "customer-provider"
  case providerCustomer = "provider-customer"
  case peerPeer = "peer-peer"
}

/// One value for each end of a link.
package struct Pair<Element> {
  package var first: Element
  package var second: Element

  package init(_ first: Element, _ second: Element) {
    self.first = first
    self.second = second
  }
}

extension Pair: Equatable where Element: Equatable {}
extension Pair: Hashable where Element: Hashable {}
extension Pair: Sendable where Element: Sendable {}
