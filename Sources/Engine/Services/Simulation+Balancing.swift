import Balancing
import Kernel
import Metrics
import NetworkModel

/// What a balancer does with a request: limits, the choice, and the record of it.
extension Simulation {
  /// The balancer picks a backend and sends the request there.
  ///
  /// - Parameters:
  ///   - failure: how the try before ended; where no backend is left to try, so does the request.
  ///   - isNext: it has waited for room at a backend, and it is its turn.
  mutating func balance(
    _ request: UInt32, after failure: RequestOutcome = .noBackend, isNext: Bool = false
  ) {
    let service = Int(requests[request].service)
    let balancer = Int(requests[request].seat)
    requests[request].isBalanced = true
    if services[service].hasLimits && !isNext && !isWithinLimits(request) {
      if isTraced(request) { tell(request, "a limit of the balancer keeps it from being sent") }
      finish(request, .limited)
      return
    }
    let question = balancingRequest(request)
    let decision: BalancingDecision?
    if services[service].connections != nil {
      decision = connectionDecision(request, question)
    } else {
      decision = services[service].balancers[balancer].choose(for: question)
    }
    if isRecordingDecisions { record(decision, of: request, key: question.key) }
    if isTraced(request) { tellChoice(request, decision) }
    if services[service].backendLimit != nil && !hasRoom(request, at: decision?.backend, isNext: isNext) {
      return
    }
    guard let decision else {
      finish(request, failure)
      return
    }
    requests[request].backend = UInt32(truncatingIfNeeded: decision.backend)
    if decision.backend < 64 { requests[request].tried |= 1 << UInt64(decision.backend) }
    requests[request].hasLeftBackend = false
    requests[request].isError = false
    requests[request].sentAt = now
    services[service].attempts += 1
    if services[service].watchesHealth { noteTrial(service, balancer, decision.backend) }
    if services[service].connections == nil {
      services[service].balancers[balancer].began(decision.backend)
    }
    if services[service].backendLimit != nil { roomTaken(service, balancer, decision.backend) }
    if services[service].watchesTries { watchTry(request) }
    let server = services[service].servers[decision.backend].node.value
    carry(request, .requestToBackend, from: services[service].balancers[balancer].node, to: server)
  }

  /// The request as a policy sees it.
  mutating func balancingRequest(_ request: UInt32) -> BalancingRequest {
    let service = Int(requests[request].service)
    var key = requests[request].key
    if services[service].seesAddress && !services[service].keys.isAddress(Int(key)) {
      key = requestSources[Int(requests[request].source)].ownKey
    }
    let hash = services[service].keyHashes.isEmpty ? 0 : services[service].keyHashes[Int(key)]
    var question = BalancingRequest(now: now, key: key, hash: hash)
    question.retries = Int(requests[request].retries) + (requests[request].isHedge ? 1 : 0)
    question.tried = requests[request].tried
    question.previous = requests[request].backend == .max ? -1 : Int(requests[request].backend)
    return question
  }

  /// A circuit breaker on the requests under way, and a token bucket on their rate.
  private mutating func isWithinLimits(_ request: UInt32) -> Bool {
    let service = Int(requests[request].service)
    let balancer = Int(requests[request].seat)
    let spec = services[service].resilience
    if let limit = spec.requestLimit, services[service].balancers[balancer].table.totalInFlight >= limit {
      return false
    }
    guard let rate = spec.rateLimit, requests[request].retries == 0 else { return true }
    return services[service].balancers[balancer].bucket.take(
      at: now, rate: rate, burst: Double(spec.rateBurst))
  }

  /// Takes the request out of its balancer's count of requests in flight.
  mutating func leaveBackend(_ request: UInt32, succeeded: Bool, cancelled: Bool = false) {
    guard requests[request].backend != .max, !requests[request].hasLeftBackend else { return }
    let (service, balancer) = (Int(requests[request].service), Int(requests[request].seat))
    requests[request].hasLeftBackend = true
    let backend = Int(requests[request].backend)
    if requests[request].isRetrying {
      requests[request].isRetrying = false
      services[service].retriesUnderWay -= 1
    }
    var report = AttemptReport(
      backend: backend, succeeded: succeeded, now: now, latency: now - requests[request].sentAt)
    report.load = Int(requests[request].serverLoad)
    report.arrivalLoad = Int(requests[request].arrivalLoad)
    report.serviceTime = requests[request].serviceTime
    report.isCancelled = cancelled
    services[service].balancers[balancer].ended(report, counts: services[service].connections == nil)
    if services[service].backendLimit != nil { roomFreed(service, balancer, backend) }
    if !cancelled && services[service].watchesHealth { noteResult(service, balancer, backend, succeeded) }
  }

  private mutating func tellChoice(_ request: UInt32, _ decision: BalancingDecision?) {
    let service = Int(requests[request].service)
    let balancer = services[service].balancers[Int(requests[request].seat)]
    let node = topology.nodes[Int(balancer.node)].name
    guard let decision else {
      tell(request, "the balancer at \(node) has no backend left to try")
      return
    }
    let reason = decision.reason.describe { services[service].servers[$0].name }
    let chosen = services[service].servers[decision.backend].name
    tell(
      request,
      "the balancer at \(node) (\(services[service].policy.name)) chooses \(chosen) of "
        + "\(balancer.table.eligible.count) eligible: \(balancer.groupReason)\(reason)")
  }

  private mutating func record(_ decision: BalancingDecision?, of request: UInt32, key: UInt32) {
    let content = requests[request]
    let service = Int(content.service)
    let balancer = services[service].balancers[Int(content.seat)]
    let text = String(decoding: services[service].keys[Int(key)].text, as: UTF8.self)
    let reason = decision?.reason.describe { services[service].servers[$0].name }
    decisions.append(
      DecisionRecord(
        time: now, service: services[service].name, balancer: topology.nodes[Int(balancer.node)].name,
        request: content.id, attempt: Int(content.retries) + (content.isHedge ? 2 : 1), key: text,
        backend: decision.map { services[service].servers[$0.backend].name },
        reason: reason.map { balancer.groupReason + $0 } ?? "no eligible backend is left to try"))
  }
}

/// A bucket of tokens that fills at a rate: what a rate limit lets pass.
struct RequestRateLimiter: BitwiseCopyable {
  private var tokens = -1.0
  private var filled = SimTime.zero

  init() {}

  mutating func take(at now: SimTime, rate: Double, burst: Double) -> Bool {
    tokens = tokens < 0 ? burst : min(burst, tokens + (now - filled).seconds * rate)
    filled = now
    guard tokens >= 1 else { return false }
    tokens -= 1
    return true
  }
}
