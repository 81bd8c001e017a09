import Kernel
import NetworkModel

/// RFC 2453 §3.8. Deadlines stand in the routes; one timer is set for the earliest, and every refresh only moves a number.
extension RIPProcess {
  func setTimer(_ timer: Timer, at time: SimTime, _ actions: inout [RoutingAction]) {
    actions.append(.setTimer(RoutingTimer(kind: timer.rawValue), at: time))
  }

  mutating func scheduleUpdate(at time: SimTime, _ actions: inout [RoutingAction]) {
    nextUpdate = time
    setTimer(.update, at: time, &actions)
  }

  mutating func timerFired(_ timer: RoutingTimer, at now: SimTime, _ actions: inout [RoutingAction]) {
    switch Timer(rawValue: timer.kind) {
    case .update:
      sendRegularUpdate(at: now, &actions)
    case .triggeredHold:
      holdUntil = nil  // What has changed meanwhile is sent by `triggerIfChanged`.
    case .expiry:
      expire(at: now, &actions)
    case nil:
      break  // Not a timer of this process.
    }
  }

  mutating func watchDeadline(_ deadline: SimTime, _ actions: inout [RoutingAction]) {
    guard deadline < expiryScheduled else { return }
    expiryScheduled = deadline
    setTimer(.expiry, at: deadline, &actions)
  }

  /// Times paths out, removes routes whose garbage collection is over, and finds the next deadline.
  private mutating func expire(at now: SimTime, _ actions: inout [RoutingAction]) {
    var next = SimTime.never
    var hasRemovals = false
    for place in routes.indices {
      if routes[place].garbageAt <= now {
        hasRemovals = true
        continue
      }
      if routes[place].isLearned && !routes[place].isUnreachable { timeOutPaths(place, at: now, &actions) }
      let deadline = earliestDeadline(place)
      if deadline < next { next = deadline }
    }
    if hasRemovals {
      garbageCount -= routes.count { $0.garbageAt <= now }
      routes.removeAll { $0.garbageAt <= now }
      edition &+= 1
    }
    expiryScheduled = next
    if next != .never { setTimer(.expiry, at: next, &actions) }
  }

  private mutating func timeOutPaths(_ place: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let others = otherPaths(place)
    for other in others.indices.reversed() where deadline(of: others[other]) <= now {
      removePath(place, other, at: now, &actions)
    }
    if deadline(of: routes[place].first) <= now { removePath(place, nil, at: now, &actions) }
  }

  private func earliestDeadline(_ place: Int) -> SimTime {
    let route = routes[place]
    if route.isUnreachable || !route.isLearned { return route.garbageAt }
    return otherPaths(place).reduce(deadline(of: route.first)) { min($0, deadline(of: $1)) }
  }

  /// §3.8: the route is told at infinity until the garbage-collection timer removes it.
  mutating func startDeletion(_ place: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let wasLearned = routes[place].isLearned
    if !routes[place].isUnreachable { garbageCount += 1 }
    routes[place].metric = Self.infinity
    setOtherPaths(place, [])
    routes[place].first.deadline = now + configuration.garbage
    routes[place].first.shared = .max
    routes[place].isChanged = true
    hasChanges = true
    edition &+= 1
    watchDeadline(routes[place].garbageAt, &actions)
    if wasLearned { changes.withdraw(routes[place].prefix) }
  }
}
