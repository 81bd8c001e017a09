import Kernel
import NetworkModel
import Routing

/// From the routing table to the forwarding table: at once, or as long after as `routing.fib` says. Meanwhile packets follow the
/// old route.
extension Simulation {
  var isForwardingImmediate: Bool { scenario.routing.fib.isImmediate }

  /// - Parameter group: of next hops; nil removes the route.
  mutating func setForwarding(_ node: NodeIndex, _ prefix: IPv4Prefix, _ group: UInt32?) {
    if isForwardingImmediate || nodes[node.value].kind != .router {
      writeForwarding(node, prefix, group)
      return
    }
    let wasEmpty = forwardingQueues[node.position].next == nil
    _ = forwardingQueues[node.position].append(prefix, group, scenario.routing.fib, at: now)
    if wasEmpty { scheduleForwarding(node) }
  }

  private mutating func writeForwarding(_ node: NodeIndex, _ prefix: IPv4Prefix, _ group: UInt32?) {
    if let group {
      forwarding.set(node: node.value, prefix: prefix, group: group)
    } else {
      forwarding.remove(node: node.value, prefix: prefix)
    }
    if prefix.length == 32 { restoreLocalAddresses(of: node) }
  }

  private mutating func scheduleForwarding(_ node: NodeIndex) {
    guard let due = forwardingQueues[node.position].next else { return }
    let timer = forwardingQueues[node.position].timer ?? makeTimer(.forwarding, token: UInt64(node.position))
    forwardingQueues[node.position].timer = timer
    timers.set(timer, at: due, queue: &queue)
  }

  mutating func forwardingTimerFired(_ position: Int) {
    let node = NodeIndex(position)
    while let entry = forwardingQueues[position].take(at: now) {
      writeForwarding(node, entry.prefix, entry.group)
      convergence.routeInstalled(at: now)
    }
    scheduleForwarding(node)
  }

  /// The router is down: what waited is gone.
  mutating func clearForwardingQueue(of node: NodeIndex) {
    if isForwardingImmediate { return }
    forwardingQueues[node.position].clear()
    if let timer = forwardingQueues[node.position].timer { timers.cancel(timer) }
  }

  var isForwardingUpToDate: Bool { forwardingQueues.allSatisfy { $0.next == nil } }
}
