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
    forwarding.reserve(changes.count, node: node.value)
    for change in changes {
      if let hops = change.hops {
        forwarding.set(node: node.value, prefix: change.prefix, group: group(ofHops: hops, node))
      } else {
        forwarding.remove(node: node.value, prefix: change.prefix)
      }
      if change.prefix.length == 32 { hasHostRoute = true }
    }
    if hasHostRoute { restoreLocalAddresses(of: node) }
    if topology[node].kind == .router { convergence.routeChanged(UInt64(changes.count), at: now) }
  }

  /// The forwarding table's number of the RIB's set of next hops.
  private mutating func group(ofHops hops: UInt32, _ node: NodeIndex) -> UInt32 {
    let place = Int(hops)
    if place < routers[node.position].groupOfHops.count {
      let known = routers[node.position].groupOfHops[place]
      if known != 0 { return known - 1 }
    }
    let group = hopGroups.intern(
      routers[node.position].rib.nextHops(numbered: hops), interfaces: interfaces)
    while routers[node.position].groupOfHops.count <= place { routers[node.position].groupOfHops.append(0) }
    routers[node.position].groupOfHops[place] = group + 1
    return group
  }
}
