import Kernel
import NetworkModel

/// What a bridge of a container network knows beside what it learns.
struct ContainerBridge {
  enum Rule {
    case open
    /// macvlan and ipvlan: a host and the children of its interface do not hear each other.
    case hostApart
    /// `icc: false`: containers reach the host and the world, but not each other.
    case containersApart
  }

  var rule = Rule.open
  /// The port of the host, and the one of its link.
  var hostPort: UInt32 = .max
  var uplink: UInt32 = .max
  /// The mouth of the tunnel.
  var mouth: UInt32 = .max
  /// By address: the stations of the whole network, for answers on their behalf.
  var stations: [IPv4Address: UInt32] = [:]
  /// By station: the port that leads there. Empty where addresses are learned.
  var ports: [UInt32: UInt32] = [:]
}

extension Simulation {
  mutating func prepareBridges() {
    for network in topology.containerNetworks {
      for place in network.places {
        guard let bridge = place.bridge else { continue }
        prepare(bridge, of: network, at: place)
      }
    }
  }

  private mutating func prepare(
    _ bridge: NodeIndex, of network: Topology.ContainerNetwork, at place: Topology.ContainerNetwork.Place
  ) {
    var state = ContainerBridge()
    for port in topology[bridge].interfaces {
      if let peer = topology.peer(of: port), topology[peer].node == place.host { state.hostPort = port.value }
    }
    if network.spec.attachesToParent {
      state.rule = .hostApart
      let uplink = topology[bridge].interfaces.first { port in
        topology[port].link.map { !topology[$0].isInternal } ?? false
      }
      state.uplink = uplink?.value ?? .max
    } else if !network.spec.allowsInterContainer {
      state.rule = .containersApart
    }
    if let mouth = place.tunnels.first, topology[mouth].node == bridge {
      state.mouth = mouth.value
      if network.spec.suppressesARP { state.stations = stations(of: network) }
      if network.spec.learning == .controlPlane {
        state.ports = ports(of: network, from: place, mouth: mouth)
      }
    }
    let matters = state.rule != .open || !state.stations.isEmpty || !state.ports.isEmpty
    bridges[bridge.position].isPartOfContainers = matters
    bridges[bridge.position].containers = state
  }

  private func stations(of network: Topology.ContainerNetwork) -> [IPv4Address: UInt32] {
    var stations: [IPv4Address: UInt32] = [:]
    for place in network.places {
      for port in place.bridge.map({ topology[$0].interfaces }) ?? [] {
        if let peer = topology.peer(of: port), let address = topology[peer].address?.address {
          stations[address] = peer.value
        }
      }
    }
    return stations
  }

  private func ports(
    of network: Topology.ContainerNetwork, from here: Topology.ContainerNetwork.Place, mouth: InterfaceIndex
  ) -> [UInt32: UInt32] {
    var ports: [UInt32: UInt32] = [:]
    for place in network.places {
      for port in place.bridge.map({ topology[$0].interfaces }) ?? [] {
        guard let peer = topology.peer(of: port) else { continue }
        ports[peer.value] = place.host == here.host ? port.value : mouth.value
      }
    }
    return ports
  }

  /// Whether a bridge keeps what comes in by one port from leaving by the other.
  @inline(__always)
  func isolates(_ bridge: UInt32, _ from: UInt32, _ to: UInt32) -> Bool {
    bridges[Int(bridge)].isPartOfContainers && keepsApart(bridge, from, to)
  }

  private func keepsApart(_ bridge: UInt32, _ from: UInt32, _ to: UInt32) -> Bool {
    let state = bridges[Int(bridge)].containers
    switch state.rule {
    case .open: return false
    case .hostApart:
      return (from == state.hostPort && to != state.uplink) || (to == state.hostPort && from != state.uplink)
    case .containersApart: return from != state.hostPort && to != state.hostPort
    }
  }

  /// True when the frame is dealt with: answered for another station, or sent where the control plane knows it to be.
  mutating func actsForContainers(_ packet: UInt32, from port: UInt32, at bridge: UInt32) -> Bool {
    let frame = packets.whole(packet)
    if frame.kind == .arpRequest, let station = bridges[Int(bridge)].containers.stations[frame.destination] {
      guard station != frame.hardwareSource else { return false }
      let way = bridges[Int(bridge)].containers.ports[station] ?? bridges[Int(bridge)].containers.mouth
      if way == bridges[Int(bridge)].containers.mouth && port != way {
        // It is behind the tunnel: the bridge says so itself, and the tunnel is spared a broadcast.
        var answer = Packet(
          kind: .arpReply, source: frame.destination, destination: frame.source, bytes: Int(frame.bytes),
          at: now)
        answer.hardwareSource = station
        answer.hardwareDestination = frame.hardwareSource
        consume(packet)
        ledger.sent &+= 1
        transmit(packets.allocate(answer), on: port)
        return true
      }
      if way != port && way != .max && !keepsApart(bridge, port, way) {
        transmit(packet, on: way)
        return true
      }
      return false
    }
    guard frame.hardwareDestination != Packet.broadcast,
      let way = bridges[Int(bridge)].containers.ports[frame.hardwareDestination]
    else { return false }
    if way == port || keepsApart(bridge, port, way) {
      drop(packet, .bridgeFiltered)
    } else {
      transmit(packet, on: way)
    }
    return true
  }
}
