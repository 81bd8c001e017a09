import Kernel
import NetworkModel

/// Ageing and flushing (RFC 2328 §14). Ages are not counted: an LSA knows when its age was zero.
extension OSPFProcess {
  /// Keeps the one timer at the earliest time at which an LSA must be refreshed, or reaches MaxAge.
  mutating func scheduleAgeing(of instance: LSAInstance, at now: SimTime, _ actions: inout [RoutingAction]) {
    let isOwn = instance.key.advertisingRouter == routerID
    let life = isOwn ? configuration.refresh : .seconds(OSPF.maxAge)
    let due = max(now, now - .seconds(instance.age) + life)
    if due < nextAgeing {
      nextAgeing = due
      setTimer(.age, at: due, &actions)
    }
  }

  mutating func ageDatabases(at now: SimTime, _ actions: inout [RoutingAction]) {
    nextAgeing = .never
    for scope in databases.indices {
      for number in databases[scope].numbers {
        guard let entry = databases[scope][number], !entry.isFlushing else { continue }
        let lsa = entry.lsa
        if entry.isMaxAge(at: now) {
          flush(scope: scope, number, at: now, &actions)
        } else if lsa.key.advertisingRouter == routerID && now - entry.birth >= configuration.refresh {
          // §12.4: every LSRefreshTime a new instance, whether or not anything has changed.
          refresh(lsa, scope: scope, at: now, &actions)
        } else {
          scheduleAgeing(of: entry.instance(at: now), at: now, &actions)
        }
      }
      databases[scope].renewFirstMaxAge()
    }
  }

  /// §14, §14.1: floods the LSA with MaxAge; it leaves the database when all neighbours have acknowledged.
  mutating func flush(scope: Int, _ number: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard let entry = databases[scope][number], !entry.isFlushing else { return }
    let lsa = entry.lsa
    let aged = LSAInstance(lsa, age: OSPF.maxAge)
    databases[scope].install(aged, wasFlooded: false, at: now)
    flushing.append((scope, number))
    work.mayForget = true
    work.mustCompute = true
    note(.linkStateChanged, &actions)
    _ = flood(aged, scope: scope, from: nil, at: now, &actions)
  }

  /// §14: removes an LSA at MaxAge that is on no retransmission list while no neighbour is exchanging databases.
  mutating func forgetFlushed(at now: SimTime) {
    work.mayForget = false
    if flushing.isEmpty { return }
    if exchangingNeighbors > 0 { return }
    let pending = flushing
    flushing = []
    for (scope, number) in pending {
      guard let entry = databases[scope][number], entry.isFlushing else { continue }
      if databases[scope].isAwaited(number) {
        flushing.append((scope, number))
        continue
      }
      forgotten(entry.lsa)
      databases[scope].remove(number)
    }
  }
}
