import NetworkModel

/// Router-LSAs and network-LSAs (RFC 2328 §12.4.1, §12.4.2).
extension OSPFProcess {
  func wantedLinks() -> [OwnLSAs.Wanted] {
    guard hasStarted else { return [] }
    var wanted: [OwnLSAs.Wanted] = []
    for area in areas.indices {
      wanted.append(
        OwnLSAs.Wanted(
          key: LSAKey(.router, routerID, by: routerID), scope: area, options: areas[area].options,
          body: .router(flags: routerFlags, links: routerLinks(inArea: area))))
    }
    for interface in interfaces where interface.state == .designated && interface.fullCount > 0 {
      let attached = [routerID] + interface.neighbors.filter { $0.state == .full }.map(\.router)
      wanted.append(
        OwnLSAs.Wanted(
          key: LSAKey(.network, interface.address, by: routerID), scope: interface.area,
          options: areas[interface.area].options,
          body: .network(length: interface.routing.address.length, attached: attached.sorted())))
    }
    return wanted
  }

  private var routerFlags: RouterFlags {
    var flags = RouterFlags()
    if isBoundary { flags.insert(.boundary) }
    return flags
  }

  private func routerLinks(inArea area: Int) -> [RouterLink] {
    var links: [RouterLink] = []
    for interface in interfaces where interface.area == area && interface.state != .down {
      let network = interface.routing.address.prefix
      let mask = IPv4Address(bits: IPv4Prefix.mask(network.length))
      let stub = RouterLink(.stub, id: network.address, data: mask, metric: interface.cost)
      let transitCost = configuration.isStubRouter ? 0xFFFF : interface.cost
      switch interface.state {
      case .down: break
      case .passive, .waiting: links.append(stub)
      case .pointToPoint:
        // §12.4.1.1: the neighbour, and the network of the link as a stub.
        for neighbor in interface.neighbors where neighbor.state == .full {
          links.append(
            RouterLink(.pointToPoint, id: neighbor.router, data: interface.address, metric: transitCost))
        }
        links.append(stub)
      case .other, .backup, .designated:
        // §12.4.1.2: a transit network when fully adjacent to the designated router, or being it with anyone.
        let isTransit =
          interface.state == .designated
          ? interface.fullCount > 0
          : interface.neighbors.contains { $0.state == .full && $0.address == interface.designated }
        if isTransit {
          links.append(
            RouterLink(.transit, id: interface.designated, data: interface.address, metric: transitCost))
        } else {
          links.append(stub)
        }
      }
    }
    return links
  }
}
