import Kernel
import Metrics
import NetworkModel
import Routing

extension Simulation {
  static func makeBridges(_ topology: Topology) -> [BridgeState] {
    topology.nodes.enumerated().map { position, node in
      let ageing = node.bridge?.ageing ?? .seconds(300)
      return BridgeState(node: NodeIndex(position), ageing: ageing, currentAgeing: ageing)
    }
  }

  /// IEEE 802.1D §7.7, §7.8: learn from the source, then pass on by the destination, or flood.
  mutating func bridgeReceives(_ packet: UInt32, on port: UInt32) {
    let node = interfaces[port].node
    if packets[packet].kind == .bpdu {
      bpduArrives(packet, on: port)
      return
    }
    if interfaces[port].learns {
      bridges[Int(node)].learned[packets[packet].hardwareSource] = BridgeState.Station(
        port: port, heardAt: now)
    }
    guard interfaces[port].passes else {
      drop(packet, .portBlocked)
      return
    }
    packets[packet].hops &+= packets[packet].hops == .max ? 0 : 1
    noteIfCirculating(packet, at: node)
    let destination = packets[packet].hardwareDestination
    if bridges[Int(node)].isPartOfContainers && actsForContainers(packet, from: port, at: node) { return }
    if destination != Packet.broadcast, let station = bridges[Int(node)].learned[destination],
      now - station.heardAt < bridges[Int(node)].currentAgeing
    {
      if station.port == port || !interfaces[station.port].passes || isolates(node, port, station.port) {
        drop(packet, .bridgeFiltered)  // The station is on the segment that the frame came from.
      } else {
        transmit(packet, on: station.port)
      }
    } else {
      flood(packet, from: port, at: node)
    }
  }

  /// A frame that has passed more bridges than there are has been somewhere twice: nothing on the second layer stops it.
  private mutating func noteIfCirculating(_ packet: UInt32, at node: UInt32) {
    guard !packets[packet].hasLooped, Int(packets[packet].hops) > topology.nodes.count + 64 else { return }
    packets[packet].hasLooped = true
    bridges[Int(node)].loopedFrames += 1
    if packets[packet].kind.isData { convergence.packetLooped() }
  }

  private mutating func flood(_ packet: UInt32, from port: UInt32, at node: UInt32) {
    let original = packets.whole(packet)
    var isFirst = true
    for other in topology.nodes[Int(node)].interfaces {
      guard other.value != port, interfaces[other.value].passes, interfaces[other.value].isUp,
        !isolates(node, port, other.value)
      else { continue }
      if isFirst {
        isFirst = false
        continue
      }
      transmit(copy(original), on: other.value)
    }
    // The original takes the first port, so that it is not gone before it was copied.
    let first = topology.nodes[Int(node)].interfaces.first {
      $0.value != port && interfaces[$0.value].passes && interfaces[$0.value].isUp
        && !isolates(node, port, $0.value)
    }
    if let first { transmit(packet, on: first.value) } else { drop(packet, .bridgeFiltered) }
  }

  /// A copy counts as sent, and what it refers to has one more owner.
  mutating func copy(_ packet: Packet) -> UInt32 {
    ledger.sent &+= 1
    ledger.copied &+= 1
    switch packet.kind {
    case .routing: routingMessages.retain(packet.payload)
    case .bpdu: bpdus.retain(packet.payload)
    case .tunnel:
      var outer = packet
      outer.payload = copy(packets.whole(packet.payload))
      return packets.allocate(outer)
    case .fragment: fragmented[Int(packet.owner)].outstanding += 1
    case .flow, .segment, .icmp, .arpRequest, .arpReply: break
    }
    return packets.allocate(packet)
  }
}
