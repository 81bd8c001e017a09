import Kernel
import Metrics
import NetworkModel

/// Packets in packets. A tunnel's mouth is an interface without a channel: what is transmitted there is wrapped and goes
/// on as a packet of the host's own; at the far end it comes out of the other mouth.
extension Simulation {
  mutating func makeTunnels() {
    for (number, network) in topology.containerNetworks.enumerated() {
      let mouths = network.places.map(\.tunnels)
      for (position, place) in network.places.enumerated() {
        for (order, mouth) in place.tunnels.enumerated() {
          // A bridge's mouth leads to all others; a host's n-th to the n-th other host.
          let others =
            place.bridge.map { topology[mouth].node == $0 } ?? false
            ? network.places.indices.filter { $0 != position }
            : [network.places.indices.filter { $0 != position }[order]]
          let far = others.compactMap { other -> UInt32? in
            let back = mouths[other]
            return (back.count == 1 ? back.first : back[position < other ? position : position - 1])?.value
          }
          let farAddresses = others.map { nodes[network.places[$0].host.value].address }
          let host = place.host
          let name =
            "\(network.spec.name) \(topology[host].name)"
            + (others.count == 1 ? " -> \(topology[network.places[others[0]].host].name)" : "")
          tunnelByInterface[mouth.value] = tunnels.count
          tunnels.append(
            Tunnel(
              network: number, network, name: name, host: host.value, interface: mouth.value,
              address: nodes[host.value].address, far: far, farAddresses: farAddresses))
        }
      }
    }
    for number in tunnels.indices where tunnels[number].learning == .controlPlane { tellStations(number) }
  }

  /// The control plane tells every mouth where all stations are.
  private mutating func tellStations(_ number: Int) {
    let network = topology.containerNetworks[tunnels[number].network]
    guard network.spec.driver == .overlay, network.places.count == tunnels[number].far.count + 1 else {
      return
    }
    for place in network.places where place.host.value != tunnels[number].host {
      guard let bridge = place.bridge, let mouth = place.tunnels.first else { continue }
      for port in topology[bridge].interfaces {
        if let station = topology.peer(of: port) { tunnels[number].stations[station.value] = mouth.value }
      }
    }
  }

  /// A packet is transmitted on an interface without a channel.
  mutating func enterTunnel(_ packet: UInt32, on interface: UInt32) {
    guard let number = tunnelByInterface[interface], nodes[tunnels[number].host].isUp else {
      drop(packet, .linkDown)
      return
    }
    if packets[packet].bytes > tunnels[number].mtu && packets[packet].kind.isIP {
      tunnels[number].counters.dropped += 1
      dropTooLong(packet, on: interface, mtu: tunnels[number].mtu)
      return
    }
    let destination = packets[packet].hardwareDestination
    if tunnels[number].far.count == 1 {
      wrap(packet, in: number, to: tunnels[number].far[0])
    } else if destination != Packet.broadcast, let far = tunnels[number].stations[destination] {
      wrap(packet, in: number, to: far)
    } else {
      replicate(packet, in: number)
    }
  }

  /// Everybody's, or nobody knows whose: one copy for each host, made here (head-end replication).
  private mutating func replicate(_ packet: UInt32, in number: Int) {
    guard let first = tunnels[number].far.first else {
      drop(packet, .bridgeFiltered)
      return
    }
    let original = packets.whole(packet)
    for far in tunnels[number].far.dropFirst() {
      tunnels[number].counters.replicated += 1
      wrap(copy(original), in: number, to: far)
    }
    wrap(packet, in: number, to: first)
  }

  private mutating func wrap(_ packet: UInt32, in number: Int, to far: UInt32) {
    let duration = tunnels[number].work(bytes: packets[packet].bytes)
    guard duration > .zero else {
      sendWrapped(packet, in: number, to: far)
      return
    }
    guard let done = tunnels[number].sending.accept(duration, at: now) else {
      tunnels[number].counters.dropped += 1
      drop(packet, .queueFull)
      return
    }
    noteTunnelTime(of: packets.whole(packet), done - now)
    queue.push(
      at: done, kind: EventKind.wrapped.rawValue, target: packet,
      argument: UInt64(number) << 32 | UInt64(far))
  }

  mutating func wrapped(_ event: Event) {
    let number = Int(event.argument >> 32)
    tunnels[number].sending.waiting -= 1
    sendWrapped(event.target, in: number, to: UInt32(truncatingIfNeeded: event.argument))
  }

  private mutating func sendWrapped(_ packet: UInt32, in number: Int, to far: UInt32) {
    let inner = packets.whole(packet)
    let padding = tunnels[number].sizes.padding(inner: Int(inner.bytes))
    let added = tunnels[number].sizes.fixed + padding
    let hidden =
      tunnels[number].encapsulation.protection == .none ? 0 : tunnels[number].sizes.encryption + padding
    tunnels[number].counters.packets += 1
    tunnels[number].counters.innerBytes += UInt64(inner.bytes)
    tunnels[number].counters.headerBytes += UInt64(added - hidden)
    tunnels[number].counters.encryptionBytes += UInt64(hidden)
    noteOverhead(of: inner, headers: added - hidden, encryption: hidden)
    let address = tunnels[number].address
    let destination = tunnels[number].far.firstIndex(of: far).map { tunnels[number].farAddresses[$0] } ?? .any
    var outer = Packet(
      kind: .tunnel, source: address, destination: destination, bytes: Int(inner.bytes) + added,
      at: inner.sentAt, owner: far, payload: packet,
      flowHash: outerHash(of: inner, in: number, address, destination))
    outer.mayFragment = tunnels[number].mayFragment
    // RFC 2983 §3 (uniform model), RFC 6040 §4.1: precedence and ECN are copied outward.
    outer.precedence = inner.precedence
    outer.congestion = inner.congestion
    originate(packets.allocate(outer), at: tunnels[number].host)
  }

  /// RFC 7348 §5: the source port is a hash of the inner packet, so that routers can spread flows. Encryption hides it.
  private func outerHash(
    of inner: Packet, in number: Int, _ source: IPv4Address, _ destination: IPv4Address
  ) -> UInt32 {
    let tunnel = tunnels[number]
    let isUDP = tunnel.encapsulation.carriesFrames || tunnel.encapsulation.protection == .wireGuard
    let port =
      tunnel.encapsulation.showsEntropy ? 49152 + UInt16(truncatingIfNeeded: inner.flowHash % 16384) : 0
    return Packet.hash(
      source, destination, transport: isUDP ? 17 : 4, sourcePort: port,
      destinationPort: UInt16(truncatingIfNeeded: 4000 + tunnel.network))
  }

  /// The outer packet is at the far host, and already released; the inner one comes out of the mouth there.
  mutating func tunnelPacketArrives(_ outer: Packet) {
    guard let number = tunnelByInterface[outer.owner] else {
      drop(outer.payload, .noListener)
      return
    }
    tunnels[number].counters.received += 1
    if tunnels[number].learning == .flooding,
      let sender = tunnels[number].farAddresses.firstIndex(of: outer.source)
    {
      // RFC 7348 §4.1: learned from the frame inside.
      tunnels[number].stations[packets[outer.payload].hardwareSource] = tunnels[number].far[sender]
    }
    // RFC 6040 §4.2: a mark made on the way is handed inward.
    if outer.congestion == .experienced { packets[outer.payload].congestion = .experienced }
    let duration = tunnels[number].work(bytes: packets[outer.payload].bytes)
    guard duration > .zero else {
      receive(outer.payload, on: outer.owner)
      return
    }
    guard let done = tunnels[number].receiving.accept(duration, at: now) else {
      tunnels[number].counters.dropped += 1
      drop(outer.payload, .queueFull)
      return
    }
    noteTunnelTime(of: packets.whole(outer.payload), done - now)
    queue.push(
      at: done, kind: EventKind.unwrapped.rawValue, target: outer.payload, argument: UInt64(outer.owner))
  }

  mutating func unwrapped(_ event: Event) {
    let mouth = UInt32(truncatingIfNeeded: event.argument)
    if let number = tunnelByInterface[mouth] { tunnels[number].receiving.waiting -= 1 }
    receive(event.target, on: mouth)
  }

  /// RFC 2003 §5.1: the sender of an outer packet that did not fit keeps the MTU of the path, and tells the inner
  /// senders when their next packets come.
  mutating func tunnelTooLong(_ far: UInt32, mtu: UInt32) {
    let near = interfaces[far].peer
    guard let number = tunnelByInterface[near] else { return }
    let inside = UInt32(clamping: tunnels[number].encapsulation.innerMTU(path: Int(mtu)))
    if inside >= 68 && inside < tunnels[number].mtu { tunnels[number].mtu = inside }
  }
}
