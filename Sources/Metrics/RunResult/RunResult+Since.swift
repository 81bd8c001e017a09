import Kernel
import NetworkModel

extension RunResult {
  /// What happened after an earlier moment of the same run: counters and averages without what they had then.
  ///
  /// Latencies and delays are taken as they stand: the engine measures them anew from the moment on
  /// (`Simulation.beginMeasuring`). What has no past stays whole: convergence times, the state of links, peaks of queues.
  package func since(_ earlier: RunResult) -> RunResult {
    var result = self
    let span = simulated - earlier.simulated
    func average(_ now: Double, _ before: Double) -> Double {
      guard span > .zero else { return 0 }
      let whole = now * simulated.seconds - before * earlier.simulated.seconds
      return max(0, whole / span.seconds)
    }
    result.conservation = conservation.since(earlier.conservation)
    for (position, past) in earlier.routing.enumerated() where position < routing.count {
      result.routing[position].messages -= past.messages
      result.routing[position].bytes -= past.bytes
    }
    for (position, past) in earlier.convergence.enumerated() where position < convergence.count {
      result.convergence[position].packetsLost -= past.packetsLost
      result.convergence[position].packetsLooped -= past.packetsLooped
    }
    for (position, past) in earlier.links.enumerated() where position < links.count {
      result.links[position].subtract(past, average)
    }
    for (position, past) in earlier.flows.enumerated() where position < flows.count {
      result.flows[position].sent -= past.sent
      result.flows[position].received -= past.received
      result.flows[position].lost -= past.lost
      result.flows[position].marked -= past.marked
      result.flows[position].receivedBytes -= past.receivedBytes
      result.flows[position].icmpUnreachable -= past.icmpUnreachable
      result.flows[position].icmpTimeExceeded -= past.icmpTimeExceeded
    }
    for (position, past) in earlier.services.enumerated() where position < services.count {
      result.services[position].subtract(past, average)
    }
    for (position, past) in earlier.bridges.enumerated() where position < bridges.count {
      result.bridges[position].loopedFrames -= past.loopedFrames
    }
    return result
  }
}

extension Conservation {
  fileprivate func since(_ earlier: Conservation) -> Conservation {
    var result = self
    result.sent -= earlier.sent
    result.copied -= earlier.copied
    result.delivered -= earlier.delivered
    result.dropped = dropped.compactMap { entry in
      let before = earlier.dropped.first { $0.cause == entry.cause }?.count ?? 0
      return entry.count > before ? (entry.cause, entry.count - before) : nil
    }
    // Requests that were under way at the moment end after it: they count as arrived, so that the sums hold.
    result.requests -= earlier.requests - earlier.requestsPending
    result.requestsOK -= earlier.requestsOK
    result.requestsFailed -= earlier.requestsFailed
    return result
  }
}

extension LinkResult {
  fileprivate mutating func subtract(_ past: LinkResult, _ average: (Double, Double) -> Double) {
    func less(_ a: Pair<UInt64>, _ b: Pair<UInt64>) -> Pair<UInt64> {
      Pair(a.first - b.first, a.second - b.second)
    }
    packets = less(packets, past.packets)
    bytes = less(bytes, past.bytes)
    dropped = less(dropped, past.dropped)
    utilization = Pair(
      min(1, average(utilization.first, past.utilization.first)),
      min(1, average(utilization.second, past.utilization.second)))
  }
}

extension ServiceResult {
  fileprivate mutating func subtract(_ past: ServiceResult, _ average: (Double, Double) -> Double) {
    requests -= past.requests - past.pending
    attempts -= past.attempts
    retries -= past.retries
    hedges -= past.hedges
    if let before = past.waited { waited = waited.map { $0 - before } }
    if let before = past.userRequests { userRequests = userRequests.map { $0 - before } }
    outcomes = outcomes.compactMap { entry in
      let before = past.count(of: entry.outcome)
      return entry.count > before ? (entry.outcome, entry.count - before) : nil
    }
    for (position, before) in past.backends.enumerated() where position < backends.count {
      backends[position].requests -= before.requests
      backends[position].utilization = average(backends[position].utilization, before.utilization)
      backends[position].queueMean = average(backends[position].queueMean, before.queueMean)
    }
  }
}
