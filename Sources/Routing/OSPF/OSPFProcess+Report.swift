import Kernel
import NetworkModel

/// What a router's OSPF knows, for whoever prints it.
extension OSPFProcess {
  package struct NeighborView: Sendable {
    package let interface: RoutingInterface
    package let isVirtual: Bool
    package let router: RouterID
    package let address: IPv4Address
    package let priority: Int
    /// `Full/DR`, as FRR prints it.
    package let state: String
    package let isFull: Bool
    package let since: SimTime
    package let deadline: SimTime
    package let lists: (retransmit: Int, request: Int, summary: Int)
    package let trouble: String?
  }

  package struct RefusalView: Sendable {
    package let interface: RoutingInterface
    package let router: RouterID
    package let address: IPv4Address
    package let reason: HelloMismatch
    package let last: SimTime
  }

  package struct AreaView: Sendable {
    package let number: UInt32
    package let kind: OSPFAreaKind
    package let lsas: [LSAInstance]
    package let digest: UInt64
    package let tree: [VertexView]
  }

  package struct VertexView: Sendable {
    package let isNetwork: Bool
    package let identifier: IPv4Address
    package let cost: Int
    package let nextHops: [NextHop]
  }

  /// Virtual links first, as FRR lists them.
  package var neighborViews: [NeighborView] {
    (interfaces.filter { $0.virtual != nil } + interfaces.filter { $0.virtual == nil }).flatMap { interface in
      interface.neighbors.filter { $0.state > .down }.map { neighbor in
        NeighborView(
          interface: interface.routing, isVirtual: interface.virtual != nil, router: neighbor.router,
          address: interface.virtual?.peerAddress ?? neighbor.address,
          priority: neighbor.priority, state: "\(neighbor.state.name)/\(role(of: neighbor, on: interface))",
          isFull: neighbor.state == .full, since: neighbor.since, deadline: neighbor.deadline,
          lists: (
            databases.reduce(0) { $0 + $1.unacknowledgedCount(Int(neighbor.id)) },
            exchanges[Int(neighbor.id)].wanted.count, exchanges[Int(neighbor.id)].summary.count
          ),
          trouble: neighbor.mtuMismatch.map {
            "its MTU of \($0) is larger than ours of \(interface.routing.mtu)"
          })
      }
    }
  }

  private func role(of neighbor: OSPFNeighbor, on interface: OSPFInterface) -> String {
    if interface.virtual != nil { return "DROther" }
    if !interface.isBroadcast { return "-" }
    if neighbor.address == interface.designated { return "DR" }
    return neighbor.address == interface.backup ? "Backup" : "DROther"
  }

  package var refusalViews: [RefusalView] {
    interfaces.flatMap { interface in
      interface.refused.map {
        RefusalView(
          interface: interface.routing, router: $0.router, address: $0.address, reason: $0.reason,
          last: $0.last)
      }
    }
  }

  package func areaViews(at now: SimTime) -> [AreaView] {
    areas.indices.map { area in
      let tree = areas[area].tree
      let vertices: [VertexView] = tree.order.compactMap { position in
        let vertex = Int(position)
        let number = Int(databases[area].lsaOfVertex[vertex])
        guard number >= 0, let lsa = databases[area].lsa(number) else { return nil }
        return VertexView(
          isNetwork: lsa.key.type == .network, identifier: lsa.key.linkStateID,
          cost: Int(tree.distance[vertex]),
          nextHops: hops.list(tree.hops[vertex]))
      }
      return AreaView(
        number: areas[area].number, kind: areas[area].spec.kind, lsas: databases[area].instances(at: now),
        digest: databases[area].digest(at: now), tree: vertices)
    }
  }

  package func externalViews(at now: SimTime) -> [LSAInstance] { databases[wideScope].instances(at: now) }
  package func externalDigest(at now: SimTime) -> UInt64 { databases[wideScope].digest(at: now) }
  package var computationCount: Int { counts.computations }
}
