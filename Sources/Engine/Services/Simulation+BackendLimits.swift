import Balancing
import Kernel
import Metrics
import NetworkModel

/// Limits on what one backend gets from one balancer: passing over, failing, or waiting at the balancer.
extension Simulation {
  /// Whether a request may go to the backend that was chosen, if any; else it waits, or has ended.
  ///
  /// - Parameter isNext: it has waited already, and it is its turn.
  mutating func hasRoom(_ request: UInt32, at backend: Int?, isNext: Bool) -> Bool {
    let (service, balancer) = (Int(requests[request].service), Int(requests[request].seat))
    guard let limit = services[service].backendLimit else { return true }
    let wanted = limit.hidesFull ? -1 : backend ?? -1
    if limit.mode == .wait && !isNext && mustWaitItsTurn(service, balancer, wanted) {
      wait(request, for: wanted, limit)
      return false
    }
    if let backend, services[service].balancers[balancer].table.entries[backend].inFlight < limit.requests {
      return true
    }
    let isFull = backend != nil || services[service].balancers[balancer].isFull.contains(true)
    // Nothing works: that is for the caller to tell.
    guard isFull else { return true }
    if limit.mode == .wait {
      wait(request, for: wanted, limit)
    } else {
      if isTraced(request) {
        tell(request, "no backend that it may go to has room (\(limit.requests) requests each)")
      }
      finish(request, .limited)
    }
    return false
  }

  /// Others are before it.
  private mutating func mustWaitItsTurn(_ service: Int, _ balancer: Int, _ backend: Int) -> Bool {
    for place in services[service].balancers[balancer].room.indices {
      let entry = services[service].balancers[balancer].room.entries[place]
      if isWaiting(entry), Int(entry.backend) == backend { return true }
    }
    return false
  }

  private func isWaiting(_ entry: RoomQueue.Entry) -> Bool {
    requests[entry.request].stamp == entry.stamp && requests[entry.request].place == .waiting
  }

  private mutating func wait(_ request: UInt32, for backend: Int, _ limit: BackendLimit) {
    let (service, balancer) = (Int(requests[request].service), Int(requests[request].seat))
    let count = services[service].balancers[balancer].room.indices.count
    guard count < limit.queue else {
      if isTraced(request) { tell(request, "the balancer's queue is full: \(count) wait for room") }
      finish(request, .limited)
      return
    }
    requests[request].place = .waiting
    services[service].waited += 1
    services[service].balancers[balancer].room.append(
      RoomQueue.Entry(
        request: request, stamp: requests[request].stamp, backend: Int32(truncatingIfNeeded: backend)))
    if isTraced(request) {
      let place = backend < 0 ? "any backend" : services[service].servers[backend].name
      tell(request, "waits at the balancer for room at \(place), with \(count) others")
    }
    if let timeout = limit.timeout {
      queue.push(
        at: now + timeout, kind: EventKind.roomTimesOut.rawValue, target: request, argument: tryMark(request))
    }
  }

  /// A request has waited long enough.
  mutating func roomTimesOut(_ event: Event) {
    let request = event.target
    guard tryMark(request) == event.argument, requests[request].place == .waiting else { return }
    if isTraced(request) { tell(request, "has waited too long for room") }
    finish(request, .limited)
  }

  /// A request has gone to a backend.
  mutating func roomTaken(_ service: Int, _ balancer: Int, _ backend: Int) {
    guard let limit = services[service].backendLimit, limit.hidesFull,
      services[service].balancers[balancer].table.entries[backend].inFlight >= limit.requests
    else { return }
    services[service].balancers[balancer].setFull(backend, true)
  }

  /// A request has left a backend, or the backend is back: whoever waits for such a place is next.
  mutating func roomFreed(_ service: Int, _ balancer: Int, _ backend: Int) {
    guard let limit = services[service].backendLimit else { return }
    let inFlight = services[service].balancers[balancer].table.entries[backend].inFlight
    services[service].balancers[balancer].setFull(backend, inFlight >= limit.requests)
    if services[service].balancers[balancer].room.isEmpty { return }
    queue.push(
      at: now, kind: EventKind.roomFreed.rawValue, target: UInt32(truncatingIfNeeded: service),
      argument: UInt64(balancer) << 32 | UInt64(backend))
  }

  mutating func nextForRoom(_ event: Event) {
    let service = Int(event.target)
    let (balancer, backend) = (Int(event.argument >> 32), Int(event.argument & 0xFFFF_FFFF))
    guard let limit = services[service].backendLimit else { return }
    var place = services[service].balancers[balancer].room.first
    // Whoever finds no room after all goes to the end; nobody is asked twice.
    var turns = services[service].balancers[balancer].room.indices.count
    while turns > 0, place < services[service].balancers[balancer].room.entries.count,
      services[service].balancers[balancer].table.entries[backend].inFlight < limit.requests
    {
      turns -= 1
      let entry = services[service].balancers[balancer].room.entries[place]
      if isWaiting(entry), entry.backend >= 0, Int(entry.backend) != backend {
        place += 1
        continue
      }
      services[service].balancers[balancer].room.remove(at: place)
      // What was first is out of view; behind it everything has moved up.
      place = max(place, services[service].balancers[balancer].room.first)
      if isWaiting(entry) {
        requests[entry.request].place = .onTheWay
        balance(entry.request, isNext: true)
      }
    }
  }
}

extension Balancer {
  /// Where full backends are hidden from the policy: one is full, or has room again.
  mutating func setFull(_ backend: Int, _ isFull: Bool) {
    guard !self.isFull.isEmpty, self.isFull[backend] != isFull else { return }
    self.isFull[backend] = isFull
    setEligible(backend, !isFull && (isPanicking || health[backend].isHealthy))
  }
}
