import Kernel
import Metrics
import NetworkModel

/// The way that a first packet would take now, by the same tables and rules as packets that are really sent.
extension Simulation {
  /// Who may talk to whom, beside what hosts filter: the verdict, and the rule that decides it.
  package typealias PathPolicy = (
    _ source: NodeIndex, _ destination: NodeIndex, _ transport: PublishedPort.Transport, _ port: UInt16
  ) -> (isAllowed: Bool, rule: String)

  /// Follows a packet from one node to another.
  ///
  /// - Parameters:
  ///   - port: inside the destination; nil: the one that it publishes first, or 80.
  ///   - bytes: length of the IP packet; nil: as long as both ends' links take.
  package func path(
    from: NodeIndex, to: NodeIndex, _ transport: PublishedPort.Transport, port: UInt16? = nil,
    bytes: Int? = nil, policy: PathPolicy? = nil
  ) -> PathTrace {
    let (near, far) = (nodes[from.value].stack, nodes[to.value].stack)
    var trace = PathTrace(
      from: topology[from].name, to: topology[to].name, transport: transport, port: port ?? 80, way: "")
    guard let ends = topology.endpoint(of: to, seenFrom: from, transport, port: port) else {
      trace.way = "one of the two has no address"
      trace.refusal = PathTrace.Refusal(node: topology[from].name, reason: "there is no address to send to")
      return trace
    }
    trace.port = ends.port
    trace.way = describe(ends.way)
    let length = bytes ?? Int(min(nodes[near].mtu, nodes[far].mtu))
    var packet = PathPacket(
      tuple: ConnectionTuple(
        source: ends.source, destination: ends.destination, ports: 40000 << 16 | UInt32(ends.port),
        transport: transport.rawValue),
      headers: .plain(transport == .tcp ? .tcp : .udp, bytes: length))
    trace.bytes = packet.headers.totalBytes
    trace.payload = packet.headers.bytes(of: .payload)
    var walk = PathWalk(trace: trace, target: to)
    guard let end = carry(&packet, from: near, &walk) else { return walk.trace }
    guard end == far else {
      _ = walk.refuse(
        topology.nodes[Int(end)].name,
        "port \(ends.port) is not published there, and \(topology[to].name) is somewhere else")
      return walk.trace
    }
    let inside = packet.tuple.destinationPort
    let verdict =
      policy?(from, to, transport, inside)
      ?? self.policy.verdict(from: from, to: to, transport == .tcp ? .tcp : .udp, port: inside)
    if let verdict {
      guard verdict.isAllowed else {
        _ = walk.refuse(topology[to].name, verdict.rule)
        return walk.trace
      }
      add(.rule, at: end, device: "policy", packet, note: verdict.rule, &walk)
    }
    add(.deliver, at: end, device: topology[to].name, packet, note: "", &walk)
    return walk.trace
  }

  private func describe(_ way: Endpoint.Way) -> String {
    switch way {
    case .shared(let segment):
      if let number = topology.segments[segment].containerNetwork {
        return "both are on the network \(topology.containerNetworks[number].spec.name)"
      }
      return "both are on one network"
    case .published(let port):
      return "by the published port \(port.published ?? port.target) of its host"
    case .routed: return "by its address"
    }
  }

  private func add(
    _ kind: PathHop.Kind, at node: UInt32, device: String, _ packet: PathPacket, mtu: UInt32? = nil,
    delay: SimTime = .zero, note: String, _ walk: inout PathWalk
  ) {
    walk.trace.hops.append(
      PathHop(
        kind: kind, node: topology.nodes[Int(node)].name, device: device, addresses: packet.addresses,
        headers: packet.headers, mtu: mtu.map { Int($0) }, delay: delay, note: note))
  }

  /// By IP from a node to the one that the packet is addressed to. Nil: it is refused on the way.
  private func carry(_ packet: inout PathPacket, from start: UInt32, _ walk: inout PathWalk) -> UInt32? {
    var node = start
    var arrivedOn = UInt32.max
    var isAdmitted = false
    while true {
      let name = topology.nodes[Int(node)].name
      walk.steps += 1
      if walk.steps > PathWalk.limit { return walk.refuse(name, "the packet goes round in circles") }
      if !nodes[node].isUp { return walk.refuse(name, "the node is down") }
      let group = forwarding.lookup(node: node, destination: packet.tuple.destination)
      if group == NextHopGroups.local {
        if isAdmitted || packet.isTunnel || !publishes(&packet, at: node, arrivedOn, &walk) {
          return walk.trace.refusal == nil ? node : nil
        }
        isAdmitted = true
        continue
      }
      if group <= NextHopGroups.discard {
        let isDiscard = group == NextHopGroups.discard
        return walk.refuse(
          name, isDiscard ? "a route that discards leads" : "no route",
          toward: packet.tuple.destination.description)
      }
      let set = hopGroups[group]
      let hop = hopGroups.hop(set.first)
      if arrivedOn != .max && !isAdmitted {
        guard admits(&packet, at: node, from: arrivedOn, to: hop.interface, &walk) else { return nil }
      }
      isAdmitted = false
      let note = set.count > 1 ? "one of \(set.count) equal paths" : ""
      guard let next = leave(&packet, by: hop, note: note, &walk) else { return nil }
      arrivedOn = next
      node = interfaces[next].node
    }
  }

  /// A host's published port: true when the packet is rewritten and goes on to a container.
  private func publishes(
    _ packet: inout PathPacket, at node: UInt32, _ interface: UInt32, _ walk: inout PathWalk
  ) -> Bool {
    guard nodes[node].forwarding == .filtered,
      let found = publication(for: packet.tuple, at: node, arrivedOn: interface)
    else { return false }
    guard let rewritten = opening(packet.tuple, found.entry, found.target, at: node, arrivedOn: interface)
    else {
      _ = walk.refuse(
        topology.nodes[Int(node)].name, "an internal network has no way out, not even to published ports")
      return false
    }
    let before = packet.addresses
    packet.tuple = rewritten
    add(
      .translate, at: node, device: "nat", packet, note: "published port: was \(before)", &walk)
    return true
  }

  /// What a forwarding node lets through.
  private func admits(
    _ packet: inout PathPacket, at node: UInt32, from: UInt32, to: UInt32, _ walk: inout PathWalk
  ) -> Bool {
    let name = topology.nodes[Int(node)].name
    switch nodes[node].forwarding {
    case .plain: return true
    case .no:
      _ = walk.refuse(name, "it is no router and passes nothing on")
      return false
    case .filtered: if packet.isTunnel { return true }
    }
    let admission = admit(packet.tuple, at: node, from: from, to: to)
    switch admission.verdict {
    case .passOn: return true
    case .refuse:
      _ = walk.refuse(name, admission.rule)
      return false
    case .accept: add(.rule, at: node, device: "filter", packet, note: admission.rule, &walk)
    case .masquerade:
      let before = packet.addresses
      packet.tuple.source = interfaces[to].address
      add(.translate, at: node, device: "nat", packet, note: "\(admission.rule): was \(before)", &walk)
    }
    return true
  }

  /// Over a link, through bridges or into a tunnel, to the next interface with an IP stack.
  private func leave(
    _ packet: inout PathPacket, by hop: NextHopGroups.Hop, note: String, _ walk: inout PathWalk
  ) -> UInt32? {
    let out = hop.interface
    if interfaces[out].channel == .max {
      guard let number = tunnelByInterface[out], let far = tunnels[number].far.first else {
        return walk.refuse(topology.nodes[Int(interfaces[out].node)].name, "the interface has no link")
      }
      return pass(&packet, through: number, to: far, &walk) ? far : nil
    }
    guard cross(packet, out, kind: .link, note: note, &walk) else { return nil }
    if hop.peer != .max { return hop.peer }
    let wanted = hop.gateway == .any ? packet.tuple.destination : hop.gateway
    let station = topology.neighbors(of: InterfaceIndex(Int(out))).first {
      topology[$0].address?.address == wanted
    }
    guard let station else {
      return walk.refuse(
        topology.nodes[Int(interfaces[out].node)].name, "nobody on the network answers for \(wanted)")
    }
    return bridged(&packet, from: out, to: station.value, &walk)
  }

  /// Onto a link: the channel must work, and the packet must fit.
  private func cross(
    _ packet: PathPacket, _ out: UInt32, kind: PathHop.Kind, note: String, _ walk: inout PathWalk
  ) -> Bool {
    let channel = channels[interfaces[out].channel]
    let node = interfaces[out].node
    let device = topology.interfaces[Int(out)].name
    guard channel.isUp else {
      _ = walk.refuse(topology.nodes[Int(node)].name, "the link at \(device) is down")
      return false
    }
    let bytes = packet.headers.totalBytes
    var told = note
    if bytes > Int(channel.mtu) {
      guard packet.mayFragment && nodes[node].kind != .bridge else {
        let icmp =
          nodes[node].sendsErrors && nodes[node].kind != .bridge
          ? "fragmentation needed" : "and nobody is told"
        _ = walk.refuse(
          topology.nodes[Int(node)].name,
          "\(bytes) bytes do not fit the MTU \(channel.mtu) at \(device), \(icmp)")
        return false
      }
      told += told.isEmpty ? "cut into pieces" : ", cut into pieces"
    }
    let sending = channel.transmissionTime(bytes: UInt32(clamping: bytes))
    let delay = sending + channel.delay
    walk.trace.addedDelay += sending - channel.transmissionTime(bytes: UInt32(clamping: walk.trace.bytes))
    add(kind, at: node, device: device, packet, mtu: UInt32(channel.mtu), delay: delay, note: told, &walk)
    return true
  }

  // MARK: The second layer

  private struct BridgeStep {
    let arrival: UInt32
    let previous: Int
    /// How the frame left the bridge before: by which port.
    let port: UInt32
  }

  /// The shortest way through bridges and tunnels between bridges.
  private func bridged(
    _ packet: inout PathPacket, from out: UInt32, to station: UInt32, _ walk: inout PathWalk
  ) -> UInt32? {
    var steps = [BridgeStep(arrival: interfaces[out].peer, previous: -1, port: out)]
    var seen: Set<UInt32> = [interfaces[steps[0].arrival].node]
    var position = 0
    var last: (step: Int, port: UInt32)?
    var isKeptApart = false
    search: while position < steps.count {
      let step = steps[position]
      let bridge = interfaces[step.arrival].node
      for port in topology.nodes[Int(bridge)].interfaces where port.value != step.arrival {
        let ends = tunnelByInterface[port.value].map { tunnels[$0].far } ?? [interfaces[port.value].peer]
        let leads = ends.contains(station)
        if isolates(bridge, step.arrival, port.value) || !interfaces[port.value].passes {
          isKeptApart = isKeptApart || leads
          continue
        }
        if leads {
          last = (position, port.value)
          break search
        }
        for end in ends where end != .max && interfaces[end].isBridgePort {
          if seen.insert(interfaces[end].node).inserted {
            steps.append(BridgeStep(arrival: end, previous: position, port: port.value))
          }
        }
      }
      position += 1
    }
    guard let last else {
      return walk.refuse(
        topology.nodes[Int(interfaces[steps[0].arrival].node)].name,
        isKeptApart ? "the bridge keeps the two apart" : "no way through the bridges")
    }
    return replay(steps, last, station, &packet, &walk)
  }

  private func replay(
    _ steps: [BridgeStep], _ last: (step: Int, port: UInt32), _ station: UInt32, _ packet: inout PathPacket,
    _ walk: inout PathWalk
  ) -> UInt32? {
    var ports = [(port: last.port, end: station)]
    var position = last.step
    while position > 0 {
      ports.append((steps[position].port, steps[position].arrival))
      position = steps[position].previous
    }
    for (port, end) in ports.reversed() {
      if let number = tunnelByInterface[port] {
        guard pass(&packet, through: number, to: end, &walk) else { return nil }
      } else {
        guard cross(packet, port, kind: .bridge, note: "", &walk) else { return nil }
      }
    }
    return station
  }

  // MARK: Tunnels

  private func pass(
    _ packet: inout PathPacket, through number: Int, to far: UInt32, _ walk: inout PathWalk
  ) -> Bool {
    let tunnel = tunnels[number]
    let host = topology.nodes[Int(tunnel.host)].name
    let bytes = packet.headers.totalBytes
    guard bytes <= Int(tunnel.mtu) else {
      _ = walk.refuse(host, "\(bytes) bytes do not fit the tunnel's MTU \(tunnel.mtu)")
      return false
    }
    let place = tunnel.far.firstIndex(of: far) ?? 0
    let mtu = topology.containerNetworks[tunnel.network].mtu
    var outer = PathPacket(
      tuple: ConnectionTuple(
        source: tunnel.address, destination: tunnel.farAddresses[place], ports: ports(of: tunnel, packet),
        transport: 17),
      headers: tunnel.encapsulation.wrap(packet.headers, deviceMTU: mtu), isTunnel: true)
    outer.mayFragment = tunnel.mayFragment
    let work = tunnel.work(bytes: UInt32(clamping: bytes))
    walk.trace.addedDelay += work * 2
    add(
      .wrap, at: tunnel.host, device: tunnel.name, outer, mtu: tunnel.mtu, delay: work,
      note: tunnel.encapsulation.suite.map { "encrypted with \($0.name)" } ?? "", &walk)
    guard let end = carry(&outer, from: tunnel.host, &walk) else { return false }
    guard let other = tunnelByInterface[far], tunnels[other].host == end else {
      _ = walk.refuse(topology.nodes[Int(end)].name, "the tunnel does not end here")
      return false
    }
    add(.unwrap, at: end, device: tunnels[other].name, packet, delay: work, note: "", &walk)
    return true
  }

  /// The well-known ports of RFC 7348, RFC 8926 and WireGuard's custom; zero where the outer packet shows none.
  private func ports(of tunnel: Tunnel, _ inner: PathPacket) -> UInt32 {
    if tunnel.encapsulation.protection == .wireGuard { return 51820 << 16 | 51820 }
    guard tunnel.encapsulation.showsEntropy else { return 0 }
    let hash = Packet.hash(
      inner.tuple.source, inner.tuple.destination, transport: inner.tuple.transport,
      sourcePort: inner.tuple.sourcePort, destinationPort: inner.tuple.destinationPort)
    let source = 49152 + UInt32(hash % 16384)
    return source << 16 | (tunnel.encapsulation.carrier == .vxlan ? 4789 : 6081)
  }
}
