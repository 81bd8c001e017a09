import Kernel
import NetworkModel

/// Virtual links (RFC 2328 §15): border routers that have no way to the backbone of their own get one through another area.
extension OSPFProcess {
  mutating func addVirtualLinks() {
    guard let backbone = areas.firstIndex(where: \.isBackbone) else { return }
    var number = 0
    for link in configuration.virtualLinks {
      guard let transit = areas.firstIndex(where: { $0.number == link.area }), transit != backbone,
        areas[transit].takesExternals
      else { continue }
      let virtual = OSPFInterface.VirtualLink(transit: transit, peer: link.router)
      interfaces.append(
        OSPFInterface(virtual: virtual, number: number, backbone: backbone, configuration: configuration))
      number += 1
    }
  }

  /// §8.2: a packet of the backbone, on an interface of another area, from the other end of a virtual link.
  func virtualLink(for message: OSPFMessage, on interface: InterfaceIndex) -> Int? {
    guard !configuration.virtualLinks.isEmpty, message.area == OSPF.backbone,
      let physical = position(of: interface), !areas[interfaces[physical].area].isBackbone
    else { return nil }
    return interfaces.firstIndex { $0.virtual.map { $0.peer == message.router } ?? false }
  }

  /// §12.4.1 bit V: an end of a virtual link through the area that is fully adjacent.
  func isVirtualEnd(inArea area: Int) -> Bool {
    interfaces.contains { interface in
      interface.virtual.map { $0.transit == area } ?? false && interface.fullCount > 0
    }
  }

  /// §16.1: after the trees, a virtual link is up when its other end is reached, at the cost of the way to it.
  mutating func updateVirtualLinks(at now: SimTime, _ actions: inout [RoutingAction]) {
    for position in interfaces.indices {
      guard let link = interfaces[position].virtual else { continue }
      let vertex = areas[link.transit].numbering.router(link.peer)
      let tree = areas[link.transit].tree
      guard tree.isReached(vertex), tree.distance[vertex] < 0xFFFF,
        let peer = address(ofVertex: vertex, inArea: link.transit),
        let first = hops.list(tree.hops[vertex]).first,
        let own = self.position(of: first.interface).map({ interfaces[$0].address })
      else {
        interfaceDown(position, at: now, &actions)
        continue
      }
      let cost = Int(tree.distance[vertex])
      if interfaces[position].cost != cost || interfaces[position].address != own { work.mayOriginate = true }
      interfaces[position].cost = cost
      interfaces[position].address = own
      interfaces[position].virtual?.peerAddress = peer
      interfaceUp(position, at: now, &actions)
    }
  }

  /// §16.1: of a router's addresses in an area the one on its side of the shortest path.
  private func address(ofVertex vertex: Int, inArea area: Int) -> IPv4Address? {
    let tree = areas[area].tree
    guard let lsa = databases[area].usable(vertex: vertex) else { return nil }
    for edge in lsa.edges where tree.isReached(Int(edge.vertex)) {
      guard let parent = databases[area].usable(vertex: Int(edge.vertex)) else { continue }
      let isOnPath = parent.edges.contains { back in
        back.vertex == UInt32(vertex)
          && tree.distance[Int(edge.vertex)] &+ back.metric == tree.distance[vertex]
      }
      if isOnPath { return edge.data }
    }
    return nil
  }

  // MARK: §16.3

  /// An area that virtual links lead through: some router of it says so (bit V).
  func isTransit(_ area: Int) -> Bool {
    if areas[area].isBackbone || !isBorder { return false }
    return areas[area].tree.order.contains {
      flags(ofVertex: Int($0), inArea: area).contains(.virtualLink)
    }
  }

  /// §16.3: what the backbone reaches may be reached more shortly through the area itself.
  mutating func improveThroughTransit(_ area: Int) {
    for number in databases[area].leaves {
      guard let lsa = usableLeaf(number, inScope: area), lsa.key.type == .summary,
        case .summary(_, let metric) = lsa.body, metric < OSPF.lsInfinity, let stub = lsa.stubs.first,
        let border = wayToBorder(lsa.key.advertisingRouter, inArea: area)
      else { continue }
      let place = routes.number(stub.prefix, inArea: area)
      guard place < routes.next.count, let type = routes.next[place].pathType, type <= .interArea,
        areas[Int(routes.next[place].area)].isBackbone, routes.next[place].hops != NextHopSets.here
      else { continue }
      var route = routes.next[place]
      let cost = border.cost &+ metric
      if cost < route.cost {
        route.cost = cost
        route.hops = border.hops
      } else if cost == route.cost {
        route.hops = hops.union(route.hops, border.hops)
      } else {
        continue
      }
      routes.replace(place, by: route)
    }
  }
}
