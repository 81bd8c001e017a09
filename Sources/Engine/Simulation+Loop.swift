import Kernel
import Metrics
import NetworkModel

extension Simulation {
  /// Runs until the given time, or to the scenario's end. May be called again with a later time.
  ///
  /// - Parameter progress: called now and then with the clock and the number of events; false ends the run early.
  package mutating func run(
    until limit: SimTime? = nil, progress: ((SimTime, UInt64) -> Bool)? = nil
  ) {
    let last = min(limit ?? end, end)
    for service in services.indices { services[service].isPlain = choosesShortWay(service) }
    looksAhead = Self.isWorthLookingAhead(
      channels: channels.count, servers: services.indices.reduce(0) { $0 + services[$1].servers.count })
    carriesOnlyRouting = flows.count == 0 && services.count == 0
    if stopsWhenProven, stopForOscillation(before: last) { return }
    var target = stopsWhenProven ? last : congruent(last, from: position ?? now)
    while let event = queue.pop(notAfter: target) {
      if eventsProcessed == scenario.eventLimit {
        stopReason = .eventLimit
        return
      }
      lookAhead()
      now = event.time
      eventsProcessed &+= 1
      fingerprint.combine(event)
      dispatch(event)
      if mustStop {
        if stopCause != .oscillation {
          stopReason = stopCause
          return
        }
        (mustStop, stopCause) = (false, .backlogLimit)
        if stopsWhenProven, stopForOscillation(before: last) { return }
        target = congruent(last, from: now)
        continue
      }
      if eventsProcessed & 0x3FFFF == 0, let progress, !progress(now, eventsProcessed) { return }
    }
    if queue.isEmpty && scenario.duration == nil {
      stopReason = .quiet
    } else {
      position = target < last ? target : nil
      now = last
      if last == end { stopReason = .duration }
    }
  }

  @inline(__always)
  private mutating func dispatch(_ event: Event) {
    switch EventKind(rawValue: event.kind) {
    case .arrival: packetArrives(event)
    case .flowSends: flowSends(event.target)
    case .timer: timerFires(event)
    case .requestArrives: requestArrives(event.target)
    case .serviceEnds: serviceEnds(event)
    case .requestTimesOut: requestTimesOut(event.target)
    case .legEnds: legEnds(event)
    case .probeLegEnds: probeLegEnds(event)
    case .retryDue: retryDue(event)
    case .tryTimesOut: tryTimesOut(event)
    case .hedgeDue: hedgeDue(event)
    case .roomFreed: nextForRoom(event)
    case .roomTimesOut: roomTimesOut(event)
    case .failTimeoutEnds: failTimeoutEnds(event)
    case .outlierSweep: outlierSweep(event)
    case .viewRefresh: viewRefresh(event)
    case .pauseBegins: pauseBegins(event)
    case .wrapped: wrapped(event)
    case .unwrapped: unwrapped(event)
    case .flightReady: flightReady(event)
    case .loopback: deliver(event.target, at: UInt32(truncatingIfNeeded: event.argument), arrivedOn: .max)
    case .scenarioEvent: perform(scenario.events[Int(event.target)])
    case .transmitterFree: transmitterFree(event)
    case .sample: sample()
    case nil: preconditionFailure("only EventKind's raw values are ever queued")
    }
  }

  private mutating func timerFires(_ event: Event) {
    guard let due = timers.fire(event, queue: &queue) else { return }
    switch TimerOwner(rawValue: due.owner) {
    case .routing: routingTimerFired(Int(due.token))
    case .forwarding: forwardingTimerFired(Int(due.token))
    case .spanningTree: spanningTreeTimerFired(Int(due.token))
    case .addressResolution: neighborTimerFired(Int(due.token))
    case .retransmission: retransmissionDue(due.token)
    case .probeDue: probeDue(Int(due.token))
    case .probeTimeout: probeTimedOut(Int(due.token))
    case nil: preconditionFailure("timers are made with a TimerOwner's raw value")
    }
  }
}
