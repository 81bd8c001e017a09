import Kernel
import Metrics
import NetworkModel

/// A host with containers as netfilter sees it: what it forwards is filtered and translated.
///
/// The rules are those that Docker documents (https://docs.docker.com/engine/network/packet-filtering-firewalls/):
///
/// | from | to | |
/// |---|---|---|
/// | a container | the world | masqueraded (gateway modes nat); not from an internal network |
/// | the world | a container | by a published port of the host; mode nat-unprotected: any port; routed: published ports |
/// | a container | another network's container | by a published port of the host; mode routed: published ports |
/// | the host | its containers | always |
///
/// Pod networks (calico, flannel) and ipvlan l3 are flat: everything reaches everything.
extension Simulation {
  /// A packet is to be forwarded by a node that is no plain router. False: it is gone.
  mutating func passes(_ packet: UInt32, at node: UInt32, arrivedOn interface: UInt32) -> Bool {
    if nodes[node].forwarding == .no {
      drop(packet, .notAddressed)
      return false
    }
    guard containerHosts.indices.contains(Int(node)), let tuple = ConnectionTuple(packets.whole(packet))
    else {
      return true  // Errors belong to known connections; tunnels and protocols are the host's own.
    }
    if let known = containerHosts[Int(node)]?.connections.rewriting(tuple, at: now) {
      rewrite(packet, as: known)
      return true
    }
    let out = outInterface(packet, at: node)
    let admission = admit(tuple, at: node, from: interface, to: out)
    switch admission.verdict {
    case .passOn: return true
    case .accept: return remember(packet, tuple, as: tuple, at: node)
    case .masquerade:
      let address = interfaces[out].address
      guard let changed = containerHosts[Int(node)]?.connections.masqueraded(tuple, as: address) else {
        drop(packet, .filtered)
        return false
      }
      return remember(packet, tuple, as: changed, at: node)
    case .refuse:
      drop(packet, .filtered)
      return false
    }
  }

  /// What becomes of a new connection, and by which rule.
  struct Admission {
    enum Verdict {
      /// No container network is concerned.
      case passOn
      case accept
      case masquerade
      case refuse
    }

    let verdict: Verdict
    let rule: String
  }

  private func outInterface(_ packet: UInt32, at node: UInt32) -> UInt32 {
    var table = forwarding.lookup(node: node, destination: packets[packet].destination)
    if table <= NextHopGroups.discard { return .max }
    table = hopGroups[table].first
    return hopGroups.hop(table).interface
  }

  /// A new connection through the host, from one of its interfaces to another.
  func admit(_ tuple: ConnectionTuple, at node: UInt32, from: UInt32, to: UInt32) -> Admission {
    guard let host = containerHosts.indices.contains(Int(node)) ? containerHosts[Int(node)] : nil else {
      return Admission(verdict: .passOn, rule: "")
    }
    let (near, far) = (host.networks[from], host.networks[to])
    if near == nil && far == nil { return Admission(verdict: .passOn, rule: "") }
    if near == far { return Admission(verdict: .accept, rule: "within one network") }
    if let near, topology.containerNetworks[near].spec.isInternal {
      return Admission(verdict: .refuse, rule: "an internal network has no way out")
    }
    if let far {
      return admit(tuple, host, into: topology.containerNetworks[far].spec, fromWorld: near == nil)
    }
    return near.map { admitOut(tuple, of: topology.containerNetworks[$0]) }
      ?? Admission(verdict: .passOn, rule: "")
  }

  private func admit(
    _ tuple: ConnectionTuple, _ host: ContainerHost, into spec: ContainerNetworkSpec, fromWorld: Bool
  ) -> Admission {
    if spec.isInternal { return Admission(verdict: .refuse, rule: "an internal network has no way in") }
    if spec.driver == .overlay {
      return Admission(verdict: .refuse, rule: "an overlay is reached by published ports alone")
    }
    if spec.driver == .ipvlan || spec.driver.isRouted {
      return Admission(verdict: .accept, rule: "a flat network lets everything in")
    }
    let isToBackend = tuple.transport == 6 && host.openAddresses.contains(tuple.destination)
    if spec.gatewayMode == .routed {
      if isPublishedTarget(tuple) {
        return Admission(verdict: .accept, rule: "routed: the port is published")
      }
      return isToBackend
        ? Admission(verdict: .accept, rule: "a service's backend")
        : Admission(verdict: .refuse, rule: "routed: the port is not published")
    }
    if !fromWorld {
      return Admission(
        verdict: .refuse, rule: "containers of different networks are isolated from each other")
    }
    if spec.gatewayMode == .natUnprotected {
      return Admission(verdict: .accept, rule: "nat-unprotected: all ports are open to direct routing")
    }
    return isToBackend
      ? Admission(verdict: .accept, rule: "a service's backend")
      : Admission(verdict: .refuse, rule: "nat: the port is not published, and direct routing is not allowed")
  }

  private func admitOut(_ tuple: ConnectionTuple, of network: Topology.ContainerNetwork) -> Admission {
    let isInside = network.places.contains { $0.block?.contains(tuple.destination) ?? false }
    switch network.spec.driver {
    case .bridge where network.spec.gatewayMode == .routed:
      return Admission(verdict: .accept, rule: "routed: outbound without translation")
    case .bridge: return Admission(verdict: .masquerade, rule: "masqueraded")
    // Both plugins translate what leaves the pods' own network.
    case .calico, .flannel:
      return isInside
        ? Admission(verdict: .accept, rule: "between pods")
        : Admission(verdict: .masquerade, rule: "masqueraded")
    case .host, .none, .macvlan, .ipvlan, .overlay: return Admission(verdict: .accept, rule: "outbound")
    }
  }

  /// Mode routed: the port is published, if only in name.
  private func isPublishedTarget(_ tuple: ConnectionTuple) -> Bool {
    guard let owner = stations[tuple.destination] else { return false }
    return topology.nodes[Int(owner)].ports.contains {
      $0.published != nil && $0.target == tuple.destinationPort && $0.transport.rawValue == tuple.transport
    }
  }

  private mutating func remember(
    _ packet: UInt32, _ tuple: ConnectionTuple, as rewritten: ConnectionTuple, at node: UInt32
  ) -> Bool {
    guard containerHosts[Int(node)]?.connections.insert(tuple, as: rewritten, at: now) ?? false else {
      drop(packet, .filtered)
      return false
    }
    rewrite(packet, as: rewritten)
    return true
  }

  private mutating func rewrite(_ packet: UInt32, as tuple: ConnectionTuple) {
    packets[endsOf: packet].source = tuple.source
    packets[packet].destination = tuple.destination
    packets[packet].path = .max
    packets[endsOf: packet].ports = tuple.ports
  }

  // MARK: What is addressed to the host itself

  /// True when a packet for the host's own address is a container's: it has gone on, or has been dropped.
  mutating func redirect(_ packet: UInt32, at node: UInt32, arrivedOn interface: UInt32) -> Bool {
    guard containerHosts.indices.contains(Int(node)), let tuple = ConnectionTuple(packets.whole(packet))
    else {
      return false
    }
    if let known = containerHosts[Int(node)]?.connections.rewriting(tuple, at: now) {
      rewrite(packet, as: known)
      if forwarding.lookup(node: node, destination: known.destination) == NextHopGroups.local { return false }
      sendOn(packet, at: node)
      return true
    }
    if let found = publication(for: tuple, at: node, arrivedOn: interface) {
      containerHosts[Int(node)]?.publications[found.port]?[found.position].next = found.turn + 1
      open(packet, tuple, found, at: node, arrivedOn: interface)
      return true
    }
    return refuseForeign(packet, at: node)
  }

  /// A published port that a connection asks for, and which container's turn it is.
  struct FoundPublication {
    let port: ContainerHost.Port
    let position: Int
    let turn: Int
    let entry: ContainerHost.Publication
    let target: IPv4Address
  }

  func publication(for tuple: ConnectionTuple, at node: UInt32, arrivedOn interface: UInt32)
    -> FoundPublication?
  {
    let port = ContainerHost.Port(number: tuple.destinationPort, transport: tuple.transport)
    guard containerHosts.indices.contains(Int(node)), let list = containerHosts[Int(node)]?.publications[port]
    else { return nil }
    for (position, entry) in list.enumerated() {
      if entry.isLoopback && interface != .max { continue }  // For the host itself.
      if let bound = entry.address, bound != tuple.destination { continue }
      // Turns among the replicas that are up: IPVS's round robin.
      for step in 0..<entry.targets.count {
        let turn = (entry.next + step) % entry.targets.count
        if nodes[entry.targets[turn].node].isUp {
          return FoundPublication(
            port: port, position: position, turn: turn, entry: entry, target: entry.targets[turn].address)
        }
      }
    }
    return nil
  }

  /// Destination NAT to the container; the source is the host's where the container could not answer otherwise.
  private mutating func open(
    _ packet: UInt32, _ tuple: ConnectionTuple, _ found: FoundPublication, at node: UInt32,
    arrivedOn interface: UInt32
  ) {
    guard
      let wanted = opening(tuple, found.entry, found.target, at: node, arrivedOn: interface),
      let rewritten = wanted.source == tuple.source
        ? wanted : containerHosts[Int(node)]?.connections.masqueraded(wanted, as: wanted.source)
    else {
      drop(packet, .filtered)
      return
    }
    if remember(packet, tuple, as: rewritten, at: node) { sendOn(packet, at: node) }
  }

  /// The connection as the container sees it; nil from an internal network.
  func opening(
    _ tuple: ConnectionTuple, _ publication: ContainerHost.Publication, _ target: IPv4Address,
    at node: UInt32, arrivedOn interface: UInt32
  ) -> ConnectionTuple? {
    let origin = containerHosts[Int(node)]?.networks[interface]
    if let origin, topology.containerNetworks[origin].spec.isInternal { return nil }
    var rewritten = tuple
    rewritten.destination = target
    rewritten.ports = tuple.ports & 0xFFFF_0000 | UInt32(publication.target)
    // Hairpin: the container answers on its own network, past the translation, unless the host has asked.
    let hairpin = origin == publication.network ? gatewayAddress(of: publication.network, at: node) : nil
    if let source = publication.meshSource ?? hairpin { rewritten.source = source }
    return rewritten
  }

  private func gatewayAddress(of network: Int, at node: UInt32) -> IPv4Address? {
    topology.containerNetworks[network].place(on: NodeIndex(Int(node)))?.hostInterface
      .flatMap { topology[$0].address?.address }
  }

  private mutating func sendOn(_ packet: UInt32, at node: UInt32) {
    let route = forwarding.route(node: node, destination: packets[packet].destination, hopGroups)
    guard route.count > 0 else {
      drop(packet, .noRoute)
      return
    }
    if packets[packet].timeToLive <= 1 {
      drop(packet, .ttlExpired)
      return
    }
    packets[packet].timeToLive &-= 1
    send(packet, through: nextHop(route, of: packet, at: node))
  }

  /// A packet for a container that has no such port published, or is down, ends at the host: nobody listens there.
  private mutating func refuseForeign(_ packet: UInt32, at node: UInt32) -> Bool {
    let content = packets.whole(packet)
    let owner: UInt32
    switch content.kind {
    case .segment:
      guard messages[content.owner].stamp == content.payload & 0xFF_FFFF else { return false }
      owner = messages[content.owner].to
    case .flow:
      guard let target = flows[Int(content.owner)].to else { return false }
      owner = target.value
    case .routing, .icmp, .arpRequest, .arpReply, .bpdu, .tunnel, .fragment: return false
    }
    let isHere = nodes[owner].stack == node
    if isHere && nodes[owner].isUp { return false }
    // The host's stack answers: with a reset, or "port unreachable", which weigh as much as any error.
    sendICMP(.hostUnreachable, about: packet, from: node)
    drop(packet, .noListener)
    return true
  }
}
