import Kernel
import Metrics
import NetworkModel

extension Simulation {
  /// Sends a packet to a neighbour on a shared segment, asking for its hardware address first if need be.
  mutating func resolve(_ target: IPv4Address, on interface: UInt32, for packet: UInt32) {
    let position = arp.index(interface: interface, address: target)
    if arp.neighbors[position].hardware != .max && arp.neighbors[position].freshUntil > now {
      packets[packet].hardwareDestination = arp.neighbors[position].hardware
      transmit(packet, on: interface)
      return
    }
    if arp.neighbors[position].waiting == NeighborTable.maximumWaiting {
      let oldest = arp.neighbors[position].firstWaiting
      arp.neighbors[position].firstWaiting = packets[oldest].next
      arp.neighbors[position].waiting -= 1
      drop(oldest, .queueFull)
    }
    packets[packet].next = .max
    if arp.neighbors[position].waiting == 0 {
      arp.neighbors[position].firstWaiting = packet
    } else {
      packets[arp.neighbors[position].lastWaiting].next = packet
    }
    arp.neighbors[position].lastWaiting = packet
    arp.neighbors[position].waiting += 1
    if arp.neighbors[position].attempts == 0 { askForNeighbor(position) }
  }

  private mutating func askForNeighbor(_ position: Int) {
    arp.neighbors[position].attempts += 1
    let neighbor = arp.neighbors[position]
    if neighbor.timer == .max {
      arp.neighbors[position].timer = timers.make(
        owner: TimerOwner.addressResolution.rawValue, token: UInt64(position))
    }
    timers.set(arp.neighbors[position].timer, at: now + NeighborTable.retryInterval, queue: &queue)
    sendARP(.arpRequest, on: neighbor.interface, to: Packet.broadcast, target: neighbor.address)
  }

  private mutating func sendARP(
    _ kind: Packet.Kind, on interface: UInt32, to hardware: UInt32, target: IPv4Address
  ) {
    var packet = Packet(
      kind: kind, source: interfaces[interface].address, destination: target, bytes: NeighborTable.frameBytes,
      at: now)
    packet.hardwareSource = interface
    packet.hardwareDestination = hardware
    ledger.sent &+= 1
    transmit(packets.allocate(packet), on: interface)
  }

  /// No answer in time: ask again, or give up and tell the senders (RFC 1122 §2.3.2.2, §3.3.6).
  mutating func neighborTimerFired(_ position: Int) {
    if arp.neighbors[position].attempts == 0 { return }
    if arp.neighbors[position].attempts < NeighborTable.maximumAttempts {
      askForNeighbor(position)
      return
    }
    arp.neighbors[position].attempts = 0
    let node = interfaces[arp.neighbors[position].interface].node
    forEachWaiting(at: position) { simulation, packet in
      simulation.sendICMP(.hostUnreachable, about: packet, from: node)
      simulation.drop(packet, .hostUnreachable)
    }
  }

  private mutating func forEachWaiting(at position: Int, _ body: (inout Simulation, UInt32) -> Void) {
    var packet = arp.neighbors[position].firstWaiting
    arp.neighbors[position].firstWaiting = .max
    arp.neighbors[position].lastWaiting = .max
    arp.neighbors[position].waiting = 0
    while packet != .max {
      let following = packets[packet].next
      body(&self, packet)
      packet = following
    }
  }

  /// ARP frames and BPDUs end at the interface where they arrive.
  mutating func controlFrameArrives(_ packet: UInt32, on interface: UInt32) {
    let frame = packets.whole(packet)
    let asksForUs = frame.destination == interfaces[interface].address
    switch frame.kind {
    case .arpRequest where asksForUs:
      consume(packet)
      learnNeighbor(frame, on: interface)
      sendARP(.arpReply, on: interface, to: frame.hardwareSource, target: frame.source)
    case .arpReply where asksForUs:
      consume(packet)
      learnNeighbor(frame, on: interface)
    case .arpRequest, .arpReply, .bpdu, .flow, .segment, .routing, .icmp, .tunnel, .fragment:
      drop(packet, .notAddressed)
    }
  }

  private mutating func learnNeighbor(_ frame: Packet, on interface: UInt32) {
    let position = arp.index(interface: interface, address: frame.source)
    arp.neighbors[position].hardware = frame.hardwareSource
    arp.neighbors[position].freshUntil = now + NeighborTable.freshness
    arp.neighbors[position].attempts = 0
    if arp.neighbors[position].timer != .max { timers.cancel(arp.neighbors[position].timer) }
    forEachWaiting(at: position) { simulation, packet in
      simulation.packets[packet].hardwareDestination = frame.hardwareSource
      simulation.transmit(packet, on: interface)
    }
  }

  /// The packet has done its work here.
  mutating func consume(_ packet: UInt32) {
    ledger.delivered &+= 1
    packets.release(packet)
  }

  /// An interface lost carrier: forgets its neighbours and drops what waited for them.
  mutating func forgetNeighbors(of interface: UInt32) {
    arp.forget(interface: interface)
    for position in arp.neighbors.indices where arp.neighbors[position].interface == interface {
      arp.neighbors[position].attempts = 0
      forEachWaiting(at: position) { simulation, packet in simulation.drop(packet, .linkDown) }
    }
  }
}
