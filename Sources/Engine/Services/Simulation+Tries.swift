import Balancing
import Kernel
import Metrics
import NetworkModel

/// Further tries: retries with their conditions, waiting and budget; timeouts of single tries; hedges.
extension Simulation {
  /// Tries the policy's next choice while retries are left.
  mutating func attemptFailed(_ request: UInt32, _ outcome: RequestOutcome) {
    leaveBackend(request, succeeded: false)
    if isTraced(request) {
      tell(request, "the try at \(backendName(request)) has failed: \(outcome)")
    }
    guard requests[request].isBalanced, mayRetry(request, outcome) else {
      finish(request, outcome)
      return
    }
    let service = Int(requests[request].service)
    requests[request].retries += 1
    services[service].retries += 1
    if services[service].resilience.retryBudget != nil {
      requests[request].isRetrying = true
      services[service].retriesUnderWay += 1
    }
    let wait = backoff(service, retry: Int(requests[request].retries))
    if wait == .zero {
      balance(request, after: outcome)
      return
    }
    if isTraced(request) {
      tell(request, "retry \(requests[request].retries) waits \(wait.brief)")
    }
    requests[request].place = .waiting
    requests[request].failure = UInt8(truncatingIfNeeded: outcome.rawValue)
    queue.push(
      at: now + wait, kind: EventKind.retryDue.rawValue, target: request, argument: tryMark(request))
  }

  private mutating func mayRetry(_ request: UInt32, _ outcome: RequestOutcome) -> Bool {
    let service = Int(requests[request].service)
    guard Int(requests[request].retries) < services[service].maximumRetries else { return false }
    let conditions = services[service].resilience.retryOn
    if conditions.count < RetryCondition.allCases.count {
      let condition: RetryCondition? =
        switch outcome {
        case .refused: .refused
        case .unreachable: .unreachable
        case .error: .error
        case .timeout: .timeout
        case .ok, .noBackend, .failed, .limited: nil
        }
      guard let condition, conditions.contains(condition) else { return false }
    }
    guard let share = services[service].resilience.retryBudget else { return true }
    let underWay = services[service].balancers.indices.reduce(0) {
      $0 + services[service].balancers[$1].table.totalInFlight
    }
    let allowed = max(services[service].resilience.retryMinimum, Int(share * Double(underWay)))
    return services[service].retriesUnderWay < allowed
  }

  /// Envoy's: uniform in 0 … (2ⁿ − 1) · base, no more than the maximum.
  private mutating func backoff(_ service: Int, retry: Int) -> SimTime {
    let spec = services[service].resilience
    guard spec.backoff > .zero else { return .zero }
    let longest = min(spec.maximumBackoff, spec.backoff * ((1 << Int64(min(30, retry))) - 1))
    return services[service].jitter.uniform(upTo: longest)
  }

  /// Which try of which request a later event is about.
  func tryMark(_ request: UInt32) -> UInt64 {
    UInt64(requests[request].stamp) << 32 | UInt64(requests[request].retries)
  }

  mutating func retryDue(_ event: Event) {
    let request = event.target
    guard tryMark(request) == event.argument, requests[request].place == .waiting else { return }
    requests[request].place = .onTheWay
    balance(request, after: RequestOutcome(rawValue: Int(requests[request].failure)) ?? .noBackend)
  }

  // MARK: Timeouts of tries, and hedges

  mutating func watchTry(_ request: UInt32) {
    let service = Int(requests[request].service)
    if let timeout = services[service].resilience.tryTimeout {
      queue.push(
        at: now + timeout, kind: EventKind.tryTimesOut.rawValue, target: request, argument: tryMark(request))
    }
    if let delay = services[service].resilience.hedgeAfter, requests[request].retries == 0,
      !requests[request].isHedge
    {
      queue.push(
        at: now + delay, kind: EventKind.hedgeDue.rawValue, target: request, argument: tryMark(request))
    }
  }

  /// The try is given up; whoever works on it goes on in vain.
  mutating func tryTimesOut(_ event: Event) {
    guard tryMark(event.target) == event.argument, !requests[event.target].isGivenUp,
      !requests[event.target].hasLeftBackend
    else { return }
    leaveBackend(event.target, succeeded: false)
    let request = detached(event.target)
    if requests[event.target].isGivenUp && requests[event.target].place == .calling {
      abandonCalls(event.target)
    }
    attemptFailed(request, .timeout)
  }

  /// The request in a slot of its own, when a server still has the one that it was in.
  private mutating func detached(_ request: UInt32) -> UInt32 {
    if requests[request].message != .max {
      abandonMessage(requests[request].message)
      requests[request].message = .max
    }
    switch requests[request].place {
    case .onTheWay, .lost, .waiting: return request
    case .queued, .inService, .calling: break
    }
    var content = requests[request]
    content.stamp = nextStamp()
    content.place = .onTheWay
    content.next = .max
    content.call = .max
    let fresh = requests.allocate(content)
    noteMovedChild(fresh)
    moveDeadline(from: request, to: fresh)
    if content.twin != .max { requests[content.twin].twin = fresh }
    requests[request].twin = .max
    requests[request].connection = .max
    requests[request].isGivenUp = true
    return fresh
  }

  /// The first try has no answer yet: a second one goes to another backend, and the first answer counts.
  mutating func hedgeDue(_ event: Event) {
    let request = event.target
    guard tryMark(request) == event.argument, !requests[request].isGivenUp, requests[request].twin == .max,
      !requests[request].hasLeftBackend
    else { return }
    let service = Int(requests[request].service)
    services[service].hedges += 1
    if isTraced(request) {
      tell(request, "no answer yet: a second try is sent beside this one")
    }
    // What makes a try slow is its server, not the request: the second one has a service time of its own.
    var content = requests[request].withWork(RandomStream.mixed(requests[request].workSeed))
    content.stamp = nextStamp()
    content.place = .onTheWay
    content.message = .max
    content.next = .max
    content.isHedge = true
    content.hasLeftBackend = true
    content.twin = request
    content.connection = .max
    content.call = .max
    let hedge = requests.allocate(content)
    noteMovedChild(hedge)
    requests[request].twin = hedge
    balance(hedge, after: .timeout)
  }

  /// Of two tries of one request, one has ended. True: so has the request; false: the other one goes on alone.
  mutating func endsWithTwin(_ request: UInt32, isOver: Bool, _ isLate: Bool) -> Bool {
    let twin = requests[request].twin
    requests[request].twin = .max
    requests[twin].twin = .max
    let loser = isOver ? twin : request
    let survivor = isOver ? request : twin
    if requests[loser].connection != .max {
      requests[survivor].connection = requests[loser].connection
      requests[loser].connection = .max
    }
    if !isOver { moveDeadline(from: request, to: twin) }
    leaveBackend(loser, succeeded: false, cancelled: isOver)
    letGo(loser, isLate: isLate)
    return isOver
  }
}
