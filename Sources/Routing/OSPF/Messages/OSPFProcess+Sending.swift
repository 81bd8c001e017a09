import Kernel
import NetworkModel

/// Whom packets are sent to (RFC 2328 §8.1).
extension OSPFProcess {
  /// - Parameter bytes: the packet's length, where it is known already.
  mutating func send(
    _ body: OSPFMessage.Body, bytes known: Int? = nil, on position: Int, to address: IPv4Address,
    _ actions: inout [RoutingAction]
  ) {
    let message = OSPFMessage(
      body: body, router: routerID, area: areas[interfaces[position].area].number,
      isForDesignated: address == .allDesignatedRouters)
    // Deviation: no fragments, see `OSPFProcess`.
    let bytes = min(known ?? message.packetBytes, interfaces[position].routing.mtu)
    if interfaces[position].virtual != nil, let link = interfaces[position].virtual {
      actions.append(
        .sendRouted(
          .ospf(message), from: interfaces[position].address, to: link.peerAddress, bytes: bytes,
          timeToLive: 255))
    } else {
      actions.append(.send(.ospf(message), on: interfaces[position].routing.index, to: address, bytes: bytes))
    }
  }

  /// To one neighbour: by multicast on a link that has only one.
  mutating func send(
    _ body: OSPFMessage.Body, on position: Int, toNeighbor neighbor: Int, _ actions: inout [RoutingAction]
  ) {
    let isBroadcast = interfaces[position].isBroadcast
    let address = isBroadcast ? interfaces[position].neighbors[neighbor].address : .allOSPFRouters
    send(body, on: position, to: address, &actions)
  }

  /// §13.3 (5), §13.5: where updates and acknowledgements for all on the network go.
  func floodAddress(_ state: OSPFInterface.State) -> IPv4Address {
    switch state {
    case .pointToPoint, .designated, .backup: .allOSPFRouters
    case .down, .passive, .waiting, .other: .allDesignatedRouters
    }
  }

  /// Cuts LSAs into updates that fit the MTU, each with at least one.
  mutating func sendUpdates(
    _ instances: [LSAInstance], on position: Int, to address: IPv4Address,
    _ actions: inout [RoutingAction]
  ) {
    let room = interfaces[position].routing.mtu - 48
    var start = 0
    while start < instances.count {
      var end = start
      var bytes = 0
      while end < instances.count {
        let length = instances[end].length
        if bytes + length > room && end > start { break }
        bytes += length
        end += 1
      }
      send(.update(LSAList(instances, start..<end)), bytes: 48 + bytes, on: position, to: address, &actions)
      start = end
    }
  }

  mutating func sendAcknowledgements(
    _ headers: [LSAInstance], on position: Int, to address: IPv4Address, _ actions: inout [RoutingAction]
  ) {
    let most = headersPerPacket(position, overhead: 44)
    var start = 0
    while start < headers.count {
      let end = min(headers.count, start + most)
      let part = end - start == headers.count ? headers : Array(headers[start..<end])
      send(.acknowledgement(part), bytes: 44 + 20 * part.count, on: position, to: address, &actions)
      start = end
    }
  }

  func headersPerPacket(_ position: Int, overhead: Int) -> Int {
    max(1, (interfaces[position].routing.mtu - overhead) / 20)
  }
}
