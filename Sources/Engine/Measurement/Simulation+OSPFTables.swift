import Kernel
import Metrics
import NetworkModel
import Routing

extension Simulation {
  /// What a router's OSPF knows now; nil when it runs none.
  package func ospfTable(of node: NodeIndex) -> OSPFTable? {
    guard let process = ospfProcess(of: node) else { return nil }
    var names: [IPv4Address: String] = [:]
    for router in topology.nodes where router.kind == .router {
      if let identifier = router.routerID { names[identifier] = router.name }
    }
    var table = OSPFTable(router: topology[node].name, identifier: process.routerID)
    table.computations = process.computationCount
    table.neighbors = process.neighborViews.map { neighbor in
      OSPFNeighborRow(
        identifier: neighbor.router, name: names[neighbor.router], priority: neighbor.priority,
        state: neighbor.state, upTime: now - neighbor.since, deadTime: max(.zero, neighbor.deadline - now),
        address: neighbor.address,
        interface: neighbor.isVirtual ? neighbor.interface.name : Self.describe(neighbor.interface),
        lists: neighbor.lists,
        trouble: neighbor.trouble)
    }
    table.refusals = process.refusalViews.map { refusal in
      OSPFRefusalRow(
        identifier: refusal.router, address: refusal.address, interface: Self.describe(refusal.interface),
        reason: refusal.reason.rawValue, last: refusal.last)
    }
    table.areas = process.areaViews(at: now).map { area in
      var made = OSPFAreaTable(number: area.number, kind: area.kind == .normal ? nil : area.kind.rawValue)
      made.lsas = area.lsas.map { Self.describe($0, of: process) }
      made.vertices = area.tree.map { vertex in
        OSPFVertexRow(
          isNetwork: vertex.isNetwork, identifier: vertex.identifier,
          name: vertex.isNetwork ? nil : names[vertex.identifier], cost: vertex.cost,
          nextHops: vertex.nextHops.map { topology.describe($0) })
      }
      return made
    }
    table.externals = process.externalViews(at: now).map { Self.describe($0, of: process) }
    table.routes = routes(of: process)
    table.routers = borders(of: process)
    table.interfaces = interfaces(of: process)
    return table
  }

  func ospfProcess(of node: NodeIndex) -> OSPFProcess? {
    routers[node.position].processes.lazy.compactMap { $0 as? OSPFProcess }.first
  }

  private static func describe(_ interface: RoutingInterface) -> String {
    "\(interface.name):\(interface.address.address)"
  }

  private static func describe(_ instance: LSAInstance, of process: OSPFProcess) -> OSPFLSARow {
    let lsa = instance.lsa
    let detail: String
    switch lsa.body {
    case .router(_, let links): detail = String(links.count)
    case .network: detail = ""
    case .summary(let length, _):
      detail = lsa.key.type == .summary ? "\(IPv4Prefix(lsa.key.linkStateID, length: length))" : ""
    case .external(let reach):
      let prefix = IPv4Prefix(lsa.key.linkStateID, length: reach.length)
      detail = "E\(reach.isType2 ? 2 : 1) \(prefix) [0x\(String(reach.tag, radix: 16))]"
    }
    var row = OSPFLSARow(
      type: Int(lsa.key.type.rawValue), linkStateID: lsa.key.linkStateID,
      advertisingRouter: lsa.key.advertisingRouter, age: instance.age,
      sequence: UInt32(bitPattern: lsa.sequence), checksum: lsa.checksum, detail: detail)
    row.options = lsa.options.rawValue
    row.length = lsa.length
    row.contents = contents(of: lsa)
    if lsa.key.advertisingRouter == process.routerID {
      row.origin = process.isTranslated(lsa) ? .translated : .own
    }
    return row
  }
}
