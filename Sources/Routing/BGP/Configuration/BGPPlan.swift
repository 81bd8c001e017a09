import Kernel
import NetworkModel

/// Which routers speak BGP with whom: the scenario's `routing.bgp`, laid over the topology.
package struct BGPPlan: Sendable {
  /// By node; nil for nodes that do not speak BGP.
  package internal(set) var speakers: [BGPConfiguration?]
  private let topology: Topology
  let spec: BGPSpec

  /// - Parameter seed: chooses the adopters where a share is given.
  package init(_ topology: Topology, _ routing: RoutingSpec, seed: UInt64 = 1) {
    self.topology = topology
    let settings = BGPSettings(routing)
    let spec = routing.bgp
    self.spec = spec
    speakers = topology.nodes.map { node in
      guard node.kind == .router, let number = node.autonomousSystem, let identifier = node.routerID else {
        return nil
      }
      var speaker = BGPConfiguration(name: node.name, autonomousSystem: number, identifier: identifier)
      speaker.settings = settings
      if let routers = spec.gracefulRestart?.routers, !routers.contains(node.name) {
        speaker.settings.gracefulRestart?.restarts = false
      }
      speaker.outerAS = spec.confederations.identifier(of: number)
      speaker.aggregates = spec.aggregates.filter { $0.node == node.name }.sorted {
        ($1.prefix.length, $0.prefix) < ($0.prefix.length, $1.prefix)
      }
      for entry in spec.redistribute {
        guard let source = RouteSource.allCases.first(where: { $0.description == entry.source }) else {
          continue
        }
        speaker.redistributions[source] = BGPRedistribution(entry, own: number)
      }
      speaker.redistributed = RouteSource.allCases.filter { speaker.redistributions[$0] != nil }
      return speaker
    }
    addOrigins()
    addAnnouncements(topology)
    for reflector in spec.routeReflectors {
      guard let node = topology.node(named: reflector.reflector) else { continue }
      if let cluster = reflector.clusterID { speakers[node.position]?.clusterID = cluster }
      speakers[node.position]?.reflectsToClients = reflector.reflectsToClients
    }
    addSessions()
    addPolicies()
    addNeighborOptions()
    addSafeguards(topology, seed: seed)
  }

  /// A router that reboots later announces this too.
  package mutating func announce(_ prefix: IPv4Prefix, from node: NodeIndex) {
    speakers[node.position]?.originated.append(prefix)
  }

  package mutating func withdraw(_ position: Int, from node: NodeIndex) {
    speakers[node.position]?.originated.remove(at: position)
  }

  private mutating func addOrigins() {
    for position in speakers.indices where speakers[position] != nil && spec.announcesStubs ?? true {
      for interface in topology.nodes[position].interfaces where topology[interface].kind == .stub {
        if let prefix = topology[interface].address?.prefix { speakers[position]?.originated.append(prefix) }
      }
    }
    for origin in spec.originate {
      guard let node = topology.node(named: origin.node) else { continue }
      speakers[node.position]?.originated += origin.prefixes
      for (prefix, change) in origin.changes {
        var entry = BGPRuleSpec(isInbound: true)
        entry.set = change
        let number = speakers[node.position]?.autonomousSystem ?? 0
        speakers[node.position]?.originChanges[prefix] = BGPRule(entry, own: number)
      }
    }
    for position in speakers.indices {
      guard let prefixes = speakers[position]?.originated else { continue }
      speakers[position]?.originated = Set(prefixes).sorted()
    }
  }

  // MARK: Sessions

  private mutating func addSessions() {
    switch spec.sessions {
    case .auto:
      for segment in topology.segments { addExternalSessions(on: segment) }
      for group in autonomousSystems() { addInternalSessions(of: group.members, group.number) }
    case .list(let pairs):
      for pair in pairs {
        guard let a = topology.node(named: pair.first), let b = topology.node(named: pair.second) else {
          continue
        }
        if isExternal(a, b), addDirect(a, b) { continue }
        addDistant(a, b)
      }
    }
  }

  private func isExternal(_ a: NodeIndex, _ b: NodeIndex) -> Bool {
    speakers[a.position]?.autonomousSystem != speakers[b.position]?.autonomousSystem
  }

  private mutating func addExternalSessions(on segment: Topology.Segment) {
    for (rank, first) in segment.interfaces.enumerated() {
      for second in segment.interfaces.dropFirst(rank + 1)
      where isExternal(topology[first].node, topology[second].node) {
        connect(first, second)
      }
    }
  }

  private func autonomousSystems() -> [(number: UInt32, members: [NodeIndex])] {
    var members: [UInt32: [NodeIndex]] = [:]
    for (position, speaker) in speakers.enumerated() {
      if let speaker { members[speaker.autonomousSystem, default: []].append(NodeIndex(position)) }
    }
    return members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// A full mesh of those that are nobody's clients, and a session from each client to its reflectors.
  private mutating func addInternalSessions(of members: [NodeIndex], _ number: UInt32) {
    let reflectors = spec.routeReflectors.filter { $0.autonomousSystem == number }
    var clientPairs: Set<Pair<NodeIndex>> = []
    var isClient: Set<NodeIndex> = []
    for reflector in reflectors {
      guard let own = topology.node(named: reflector.reflector) else { continue }
      for name in reflector.clients {
        guard let client = topology.node(named: name), client != own else { continue }
        clientPairs.insert(Pair(own, client))
        isClient.insert(client)
      }
    }
    for (rank, first) in members.enumerated() {
      for second in members.dropFirst(rank + 1) {
        let serves = clientPairs.contains(Pair(first, second))
        let isServed = clientPairs.contains(Pair(second, first))
        guard serves || isServed || (!isClient.contains(first) && !isClient.contains(second)) else {
          continue
        }
        addDistant(first, second)
        if serves { mark(second, asClientOf: first) }
        if isServed { mark(first, asClientOf: second) }
      }
    }
  }

  private mutating func mark(_ client: NodeIndex, asClientOf reflector: NodeIndex) {
    let name = topology[client].name
    guard let last = speakers[reflector.position]?.neighbors.lastIndex(where: { $0.name == name }) else {
      return
    }
    speakers[reflector.position]?.neighbors[last].isClient = true
  }

  /// Over every network that both are on; false when there is none.
  private mutating func addDirect(_ a: NodeIndex, _ b: NodeIndex) -> Bool {
    let pairs = topology[a].interfaces.flatMap { first in
      topology.neighbors(of: first).filter { topology[$0].node == b }.map { (first, $0) }
    }
    for (first, second) in pairs { connect(first, second) }
    return !pairs.isEmpty
  }

  private mutating func connect(_ first: InterfaceIndex, _ second: InterfaceIndex) {
    guard let a = topology[first].address?.address, let b = topology[second].address?.address else { return }
    connect(topology[first].node, a, topology[second].node, b, Pair(first, second))
  }

  /// Between loopbacks where both have one; else over the network that both are on; else between primary addresses.
  private mutating func addDistant(_ a: NodeIndex, _ b: NodeIndex) {
    func loopback(_ node: NodeIndex) -> IPv4Address? {
      topology[node].interfaces.first { topology[$0].kind == .loopback }.flatMap {
        topology[$0].address?.address
      }
    }
    if let first = loopback(a), let second = loopback(b) { return connect(a, first, b, second, nil) }
    for own in topology[a].interfaces {
      for other in topology.neighbors(of: own) where topology[other].node == b {
        guard let first = topology[own].address?.address, let second = topology[other].address?.address else {
          continue
        }
        return connect(a, first, b, second, isExternal(a, b) ? Pair(own, other) : nil)
      }
    }
    if let first = topology.primaryAddress(of: a), let second = topology.primaryAddress(of: b) {
      connect(a, first, b, second, nil)
    }
  }

  private mutating func connect(
    _ a: NodeIndex, _ first: IPv4Address, _ b: NodeIndex, _ second: IPv4Address,
    _ interfaces: Pair<InterfaceIndex>?
  ) {
    guard let one = speakers[a.position], let other = speakers[b.position] else { return }
    speakers[a.position]?.neighbors.append(Self.neighbor(other, of: one, first, second, interfaces?.first))
    speakers[b.position]?.neighbors.append(Self.neighbor(one, of: other, second, first, interfaces?.second))
  }

  /// RFC 5065 §4: by its own number inside the confederation, by the confederation's outside.
  private static func neighbor(
    _ other: BGPConfiguration, of own: BGPConfiguration, _ local: IPv4Address, _ remote: IPv4Address,
    _ interface: InterfaceIndex?
  ) -> BGPNeighborConfiguration {
    let isInternal = own.autonomousSystem == other.autonomousSystem
    let isInside = own.outerAS == other.outerAS
    var neighbor = BGPNeighborConfiguration(
      name: other.name, localAddress: local, remoteAddress: remote,
      remoteAS: isInside ? other.autonomousSystem : other.outerAS, isInternal: isInternal,
      interface: interface)
    neighbor.isConfederate = isInside && !isInternal
    neighbor.localAS = isInside ? own.autonomousSystem : own.outerAS
    return neighbor
  }

  // MARK: Policies

  private mutating func addPolicies() {
    for position in speakers.indices {
      guard var speaker = speakers[position] else { continue }
      let selfEverywhere = spec.nextHopSelfEverywhere ?? false
      for index in speaker.neighbors.indices {
        let neighbor = speaker.neighbors[index]
        speaker.neighbors[index].usesSelfAsNextHop =
          neighbor.isInternal && (selfEverywhere || spec.nextHopSelf.contains(speaker.name))
        speaker.neighbors[index].additionalPaths = spec.additionalPaths.flatMap { paths in
          let isMeant = paths.isForExternal || !neighbor.isExternal
          return isMeant && paths.nodes?.contains(speaker.name) ?? true ? paths.mode : nil
        }
        speaker.neighbors[index].linkRelation = relation(of: neighbor)
        if spec.policies == .gaoRexford {
          speaker.neighbors[index].relation = speaker.neighbors[index].linkRelation
          speaker.neighbors[index].preference = spec.gaoRexfordPreference
        }
        let rules = spec.rules.filter { applies($0, on: speaker, to: neighbor) }
        speaker.neighbors[index].importRules = rules.filter(\.isInbound).map {
          BGPRule(
            $0, own: neighbor.localAS ?? speaker.autonomousSystem, peerAddress: neighbor.remoteAddress,
            absentPreference: speaker.settings.absentPreference)
        }
        speaker.neighbors[index].exportRules = rules.filter { !$0.isInbound }.map {
          BGPRule(
            $0, own: neighbor.localAS ?? speaker.autonomousSystem, peerAddress: neighbor.localAddress,
            absentPreference: speaker.settings.absentPreference)
        }
      }
      speakers[position] = speaker
    }
  }

  private func applies(
    _ rule: BGPRuleSpec, on speaker: BGPConfiguration, to neighbor: BGPNeighborConfiguration
  ) -> Bool {
    (rule.node == nil || rule.node == speaker.name) && Self.isMeant(rule.neighbor, neighbor)
  }

  /// From the relation that the link between the two has.
  private func relation(of neighbor: BGPNeighborConfiguration) -> NeighborRelation? {
    guard let interface = neighbor.interface, let link = topology[interface].link,
      let written = topology[link].spec.relation
    else { return nil }
    let isFirst = topology[interface].end == 0
    switch written {
    case .peerPeer: return .peer
    case .customerProvider: return isFirst ? .provider : .customer
    case .providerCustomer: return isFirst ? .customer : .provider
    }
  }
}
