import Kernel
import Metrics
import NetworkModel

extension Simulation {
  /// A packet has reached an interface.
  @inline(__always)
  mutating func receive(_ packet: UInt32, on interface: UInt32) {
    let node = interfaces[interface].node
    if interfaces[interface].isBridgePort {
      bridgeReceives(packet, on: interface)
      return
    }
    let destination = packets[packet].hardwareDestination
    if destination == interface {
      if packets[packet].kind.isIP {
        route(packet, at: node, arrivedOn: interface)
      } else {
        controlFrameArrives(packet, on: interface)
      }
    } else if destination == Packet.broadcast {
      broadcastArrives(packet, on: interface)
    } else {
      drop(packet, .notAddressed)
    }
  }

  /// Broadcasts and multicasts go to whoever listens on this interface: ARP, and routing protocols on routers.
  private mutating func broadcastArrives(_ packet: UInt32, on interface: UInt32) {
    switch packets[packet].kind {
    case .arpRequest, .arpReply, .bpdu:
      controlFrameArrives(packet, on: interface)
    case .routing where nodes[interfaces[interface].node].kind == .router:
      deliver(packet, at: interfaces[interface].node, arrivedOn: interface)
    case .routing, .flow, .segment, .icmp, .tunnel, .fragment:
      drop(packet, .notAddressed)
    }
  }

  /// Sends a packet that this node made itself.
  mutating func originate(_ packet: UInt32, at node: UInt32) {
    ledger.sent &+= 1
    route(packet, at: node, arrivedOn: .max)
  }

  /// Looks up the destination; delivers or passes on. `interface` is `.max` for a packet of the node's own.
  @inline(__always)
  mutating func route(_ packet: UInt32, at node: UInt32, arrivedOn interface: UInt32) {
    let place = FlowPaths.place(of: packets[packet], isOwn: interface == .max)
    if place >= 0 && forwarding.paths.knows(place, at: node) {
      follow(forwarding.paths[place], packet, at: node, arrivedOn: interface)
      return
    }
    let route = forwarding.route(node: node, destination: packets[packet].destination, hopGroups)
    if route.count > 0 {
      if interface != .max && !prepareToForward(packet, at: node, arrivedOn: interface) { return }
      let hop = nextHop(route, of: packet, at: node)
      // A packet that is translated on its way has another path behind it.
      if place >= 0 && packets[packet].path != .max {
        forwarding.paths.keep(place, at: node, through: hop)
      }
      send(packet, through: hop)
      return
    }
    if route.place == NextHopGroups.local {
      if nodes[node].forwarding == .filtered {
        if redirect(packet, at: node, arrivedOn: interface) { return }
      } else if place >= 0 {
        forwarding.paths.keepEnd(place, at: node)
      }
      arrive(packet, at: node, on: interface)
    } else {
      refuse(packet, at: node, isDiscard: route.place == NextHopGroups.discard)
    }
  }

  /// Does what was done with the flow's packet before.
  @inline(__always)
  private mutating func follow(
    _ step: FlowPaths.Step, _ packet: UInt32, at node: UInt32, arrivedOn interface: UInt32
  ) {
    if step.channel == .max {
      arrive(packet, at: node, on: interface)
      return
    }
    if interface != .max && !prepareToForward(packet, at: node, arrivedOn: interface) { return }
    packets[packet].hardwareSource = step.interface
    packets[packet].hardwareDestination = channels[step.channel].destination
    transmit(packet, on: step.interface, channel: step.channel)
  }

  /// The packet is for the node itself, and `interface` is `.max` when it comes from there, too.
  @inline(__always)
  private mutating func arrive(_ packet: UInt32, at node: UInt32, on interface: UInt32) {
    if interface != .max {
      deliver(packet, at: node, arrivedOn: interface)
    } else {
      // By way of the queue, so that nothing happens inside the call that sends.
      queue.push(at: now, kind: EventKind.loopback.rawValue, target: packet, argument: UInt64(node))
    }
  }

  /// RFC 1812 §5.3.1: a router decrements the time to live and discards at zero. False: the packet is gone.
  @inline(__always)
  mutating func prepareToForward(_ packet: UInt32, at node: UInt32, arrivedOn interface: UInt32) -> Bool {
    if nodes[node].forwarding != .plain && !passes(packet, at: node, arrivedOn: interface) { return false }
    if packets[packet].timeToLive <= 1 {
      sendICMP(.timeExceeded, about: packet, from: node)
      drop(packet, .ttlExpired)
      return false
    }
    packets[packet].timeToLive &-= 1
    packets[packet].hops &+= 1
    watchForLoop(packet, at: node)
    return true
  }

  /// Brent's cycle detection along the packet's own path: it remembers one node, a new one at every power of two of its
  /// hops, and has looped when it comes there again. No false alarms; a loop that the packet leaves after one round may
  /// be missed.
  @inline(__always)
  private mutating func watchForLoop(_ packet: UInt32, at node: UInt32) {
    if packets[packet].tortoise == node && !packets[packet].hasLooped {
      packets[packet].hasLooped = true
      if packets[packet].kind.isData { convergence.packetLooped() }
    }
    let hops = packets[packet].hops
    if hops & (hops &- 1) == 0 { packets[packet].tortoise = node }
  }

  /// Of a route that has any.
  @inline(__always)
  func nextHop(_ route: RouteCache.Line, of packet: UInt32, at node: UInt32) -> NextHopGroups.Hop {
    if route.count == 1 { return route.hop }
    return hopGroups.hop(route.place &+ chooseEqualCost(packet, at: node, among: route.count))
  }

  /// RFC 2992: a hash of the 5-tuple keeps a flow on one path. Mixed with the node, so that successive routers do not
  /// all take the same branch (polarisation).
  @inline(__always)
  private func chooseEqualCost(_ packet: UInt32, at node: UInt32, among count: UInt32) -> UInt32 {
    var mixed = (UInt64(packets[packet].flowHash) ^ UInt64(node) &* 0x9E37_79B9) &* 0x9FB2_1C65_1E98_DF25
    mixed ^= mixed &>> 32
    let scaled = (mixed & 0xFFFF_FFFF) &* UInt64(count)
    return UInt32(truncatingIfNeeded: scaled &>> 32)
  }

  @inline(__always)
  mutating func send(_ packet: UInt32, through hop: NextHopGroups.Hop) {
    packets[packet].hardwareSource = hop.interface
    if hop.peer != .max {
      packets[packet].hardwareDestination = hop.peer
      transmit(packet, on: hop.interface, channel: hop.channel)
      return
    }
    let target = hop.gateway == .any ? packets[packet].destination : hop.gateway
    resolve(target, on: hop.interface, for: packet)
  }

  private mutating func refuse(_ packet: UInt32, at node: UInt32, isDiscard: Bool) {
    sendICMP(.networkUnreachable, about: packet, from: node)
    drop(packet, isDiscard ? .discardRoute : .noRoute)
  }

  /// A packet that does not fit the next link is cut, or answered with "fragmentation needed" and the MTU (RFC 1191 §3).
  mutating func dropTooLong(_ packet: UInt32, on interface: UInt32, mtu: UInt32) {
    let node = interfaces[interface].node
    if packets[packet].kind.isIP && nodes[node].kind != .bridge {
      if packets[packet].mayFragment && fragment(packet, into: mtu, on: interface) { return }
      sendICMP(.fragmentationNeeded, about: packet, from: node, mtu: mtu)
    }
    drop(packet, .mtuExceeded)
  }

  /// The packet is at its destination.
  mutating func deliver(_ packet: UInt32, at node: UInt32, arrivedOn interface: UInt32) {
    ledger.delivered &+= 1
    let content = packets.whole(packet)
    packets.release(packet)
    switch content.kind {
    case .flow: flows[Int(content.owner)].receive(content, at: now)
    case .segment: segmentArrives(content)
    case .routing: routingMessageArrives(content, at: node, on: interface)
    case .icmp: icmpArrives(content)
    case .tunnel: tunnelPacketArrives(content)
    case .fragment: fragmentArrives(content, at: node, on: interface)
    case .arpRequest, .arpReply, .bpdu: break  // Handled where they arrive; never routed.
    }
  }

  /// The packet ends here, short of its destination.
  mutating func drop(_ packet: UInt32, _ cause: DropCause) {
    let content = packets.whole(packet)
    packets.release(packet)
    ledger.dropped[cause.rawValue] &+= 1
    if content.kind.isData && cause.isForWantOfRoute { convergence.packetLost() }
    switch content.kind {
    case .flow: if cause.isLossOfData { flows[Int(content.owner)].lose(content) }
    case .segment: segmentLost(content, cause)
    case .routing: routingMessages.release(content.payload)
    case .bpdu: bpdus.release(content.payload)
    case .tunnel: drop(content.payload, cause)
    case .fragment: fragmentLost(content, cause)
    case .icmp, .arpRequest, .arpReply: break  // Nobody waits for these.
    }
  }
}

extension DropCause {
  /// Not the copies that bridges flood to stations that do not want them.
  var isLossOfData: Bool { self != .notAddressed && self != .bridgeFiltered && self != .portBlocked }

  /// Losses that a topology event causes, as against congestion and noise.
  var isForWantOfRoute: Bool {
    switch self {
    case .linkDown, .noRoute, .ttlExpired, .hostUnreachable, .nodeDown: true
    case .queueFull, .earlyDrop, .linkLoss, .discardRoute, .mtuExceeded, .noListener, .notAddressed,
      .portBlocked, .bridgeFiltered, .stale, .policyDenied, .filtered:
      false
    }
  }
}
