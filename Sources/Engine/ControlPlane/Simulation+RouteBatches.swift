import Kernel
import NetworkModel
import Routing

/// Routes that come a thousand at a time: the RIB, the forwarding table and the measurement take them in as a whole.
extension Simulation {
  mutating func update(_ batch: RouteBatch, _ node: NodeIndex) {
    if isRecordingEvents || !isForwardingImmediate || global != nil
      || routers[node.position].isHeard(batch.source)
    {
      updateOneByOne(batch, node)
      return
    }
    var changes = hopsChanges
    hopsChanges = []
    routers[node.position].rib.apply(batch, changes: &changes)
    install(changes, node)
    changes.removeAll(keepingCapacity: true)
    hopsChanges = changes
  }

  private mutating func updateOneByOne(_ batch: RouteBatch, _ node: NodeIndex) {
    for (prefix, route) in batch.changes {
      let change =
        if let route {
          routers[node.position].rib.offer(route)
        } else {
          routers[node.position].rib.withdraw(prefix, source: batch.source)
        }
      if let change { ribChanged(change, node) }
    }
  }

  private mutating func install(_ changes: [RoutingInformationBase.HopsChange], _ node: NodeIndex) {
    if changes.isEmpty { return }
    var hasHostRoute = false
    for change in changes {
      if let hops = change.hops { knowGroup(ofHops: hops, node) }
      if change.prefix.length == 32 { hasHostRoute = true }
    }
    forwarding.apply(changes, groups: routers[node.position].groupOfHops, node: node.value)
    if hasHostRoute { restoreLocalAddresses(of: node) }
    if nodes[node.value].kind == .router { convergence.routeChanged(UInt64(changes.count), at: now) }
  }

  /// Looks up the forwarding table's number of the RIB's set of next hops.
  @inline(__always)
  private mutating func knowGroup(ofHops hops: UInt32, _ node: NodeIndex) {
    let isKnown =
      Int(hops) < routers[node.position].groupOfHops.count
      && routers[node.position].groupOfHops[Int(hops)] != 0
    if !isKnown { makeGroup(ofHops: hops, node) }
  }

  private mutating func makeGroup(ofHops hops: UInt32, _ node: NodeIndex) {
    let place = Int(hops)
    let group = hopGroups.intern(
      routers[node.position].rib.nextHops(numbered: hops), interfaces: interfaces)
    while routers[node.position].groupOfHops.count <= place { routers[node.position].groupOfHops.append(0) }
    routers[node.position].groupOfHops[place] = group + 1
  }
}
