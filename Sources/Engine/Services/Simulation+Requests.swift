import Balancing
import Kernel
import Metrics
import NetworkModel

extension Simulation {
  /// A client's next request.
  mutating func requestArrives(_ source: UInt32) {
    let position = Int(source)
    guard now < requestSources[position].stop || requestSources[position].stop == .never,
      requestSources[position].sent < requestSources[position].limit
    else { return }
    checkBacklog()
    requestSources[position].sent += 1
    let gap = requestSources[position].gap.sampleTime(&requestSources[position].arrivals)
    let next = now + gap
    if next < requestSources[position].stop {
      queue.push(at: next, kind: EventKind.requestArrives.rawValue, target: source)
    }
    let client = requestSources[position].client.value
    let workSeed = requestSources[position].sizes.next()
    let requestBytes = requestSources[position].requestBytes.sample(&requestSources[position].sizes)
    let responseBytes = requestSources[position].responseBytes.sample(&requestSources[position].sizes)
    guard nodes[client].isUp else { return }

    let service = requestSources[position].service
    requestStamp = requestStamp == .max ? 1 : requestStamp + 1
    let index = requests.allocate(
      Request(
        id: nextRequestID, service: service, client: client, source: source, created: now,
        requestBytes: Self.byteCount(requestBytes), responseBytes: Self.byteCount(responseBytes),
        workSeed: workSeed, stamp: requestStamp))
    nextRequestID += 1
    if let place = requestSources[position].keys.draw() {
      requests[index].key = requestSources[position].firstKey + UInt32(truncatingIfNeeded: place)
    } else {
      requests[index].key = requestSources[position].ownKey
    }
    services[Int(service)].requests += 1
    watchDeadline(of: index)
    if let node = services[Int(service)].balancerNode, node != client {
      carry(index, .requestToBalancer, from: client, to: node)
    } else {
      balance(index, at: requestSources[position].balancer)
    }
  }

  private static func byteCount(_ value: Double) -> UInt32 {
    value.isFinite ? UInt32(max(1, min(value.rounded(), 1e9))) : 1
  }

  mutating func carry(_ request: UInt32, _ purpose: Message.Purpose, from: UInt32, to: UInt32) {
    if isTransportIdeal {
      carryIdeally(request, purpose, from: from, to: to)
      return
    }
    let isResponse = purpose == .responseToBalancer || purpose == .responseToClient
    let bytes = isResponse ? requests[request].responseBytes : requests[request].requestBytes
    let port = UInt16(truncatingIfNeeded: 1024 + requests[request].id % 60000)
    requests[request].place = .onTheWay
    requests[request].message = sendMessage(
      purpose, from: from, to: to, bytes: Int(bytes), subject: request, port: port)
  }

  /// The balancer picks a backend and sends the request there.
  ///
  /// - Parameter failure: how the try before ended; where no backend is left to try, so does the request.
  private mutating func balance(
    _ request: UInt32, at balancer: UInt32, after failure: RequestOutcome = .noBackend
  ) {
    let service = Int(requests[request].service)
    let position = Int(balancer)
    requests[request].balancer = balancer
    let question = balancingRequest(request)
    let decision = services[service].balancers[position].choose(for: question)
    if isRecordingDecisions { record(decision, of: request, key: question.key) }
    guard let decision else {
      finish(request, failure)
      return
    }
    requests[request].backend = UInt32(truncatingIfNeeded: decision.backend)
    if decision.backend < 64 { requests[request].tried |= 1 << UInt64(decision.backend) }
    requests[request].hasLeftBackend = false
    requests[request].sentAt = now
    services[service].balancers[position].table.began(decision.backend)
    let server = services[service].servers[decision.backend].node.value
    carry(request, .requestToBackend, from: services[service].balancers[position].node, to: server)
  }

  /// The request as a policy sees it.
  private func balancingRequest(_ request: UInt32) -> BalancingRequest {
    let service = Int(requests[request].service)
    var key = requests[request].key
    if services[service].sees.contains(.address) && !services[service].keys.isAddress(Int(key)) {
      key = requestSources[Int(requests[request].source)].ownKey
    }
    let hash = services[service].keyHashes.isEmpty ? 0 : services[service].keyHashes[Int(key)]
    var question = BalancingRequest(now: now, key: key, hash: hash)
    question.retries = Int(requests[request].retries)
    question.tried = requests[request].tried
    question.previous = requests[request].backend == .max ? -1 : Int(requests[request].backend)
    return question
  }

  private mutating func record(_ decision: BalancingDecision?, of request: UInt32, key: UInt32) {
    let content = requests[request]
    let service = Int(content.service)
    let balancer = services[service].balancers[Int(content.balancer)].node
    let text = String(decoding: services[service].keys[Int(key)].text, as: UTF8.self)
    let servers = services[service].servers
    decisions.append(
      DecisionRecord(
        time: now, service: services[service].name, balancer: topology.nodes[Int(balancer)].name,
        request: content.id, attempt: Int(content.retries) + 1, key: text,
        backend: decision.map { servers[$0.backend].name },
        reason: decision?.reason.describe { servers[$0].name } ?? "no eligible backend is left to try"))
  }

  /// A message is complete at its destination.
  mutating func messageArrives(_ message: Message) {
    switch message.purpose {
    case .probe: answerProbe(message)
    case .probeReply: probeAnswered(message)
    case .requestToBalancer, .requestToBackend, .responseToBalancer, .responseToClient:
      requests[message.subject].message = .max  // It has arrived; its slot may be another's soon.
      requestArrives(message.subject, message.purpose)
    }
  }

  /// A request or its response has come to where it was sent.
  mutating func requestArrives(_ request: UInt32, _ purpose: Message.Purpose) {
    switch purpose {
    case .probe, .probeReply: break
    case .requestToBalancer:
      balance(request, at: requestSources[Int(requests[request].source)].balancer)
    case .requestToBackend:
      admit(request)
    case .responseToBalancer:
      leaveBackend(request, succeeded: true)
      let hub = services[Int(requests[request].service)].balancers[Int(requests[request].balancer)].node
      carry(request, .responseToClient, from: hub, to: requests[request].client)
    case .responseToClient:
      leaveBackend(request, succeeded: true)
      finish(request, .ok)
    }
  }

  /// The network gave a message back.
  mutating func messageFailed(_ message: Message) {
    switch message.purpose {
    case .probe, .probeReply: probeMessageFailed(message)
    case .requestToBalancer, .requestToBackend, .responseToBalancer, .responseToClient:
      requests[message.subject].message = .max
      attemptFailed(message.subject, .unreachable)
    }
  }

  /// Tries the policy's next choice while retries are left.
  mutating func attemptFailed(_ request: UInt32, _ outcome: RequestOutcome) {
    let service = Int(requests[request].service)
    leaveBackend(request, succeeded: false)
    let balancer = requests[request].balancer
    if balancer != .max && Int(requests[request].retries) < services[service].maximumRetries {
      requests[request].retries += 1
      balance(request, at: balancer, after: outcome)
    } else {
      finish(request, outcome)
    }
  }

  /// Takes the request out of its balancer's count of requests in flight.
  mutating func leaveBackend(_ request: UInt32, succeeded: Bool) {
    let (service, balancer) = (Int(requests[request].service), Int(requests[request].balancer))
    guard requests[request].balancer != .max, requests[request].backend != .max,
      !requests[request].hasLeftBackend
    else { return }
    requests[request].hasLeftBackend = true
    let backend = Int(requests[request].backend)
    var report = AttemptReport(
      backend: backend, succeeded: succeeded, now: now, latency: now - requests[request].sentAt)
    report.load = Int(requests[request].serverLoad)
    report.arrivalLoad = Int(requests[request].arrivalLoad)
    report.serviceTime = requests[request].serviceTime
    services[service].balancers[balancer].ended(report)
  }

  /// The client has its answer, or stops waiting for one.
  mutating func finish(_ request: UInt32, _ outcome: RequestOutcome) {
    let service = Int(requests[request].service)
    services[service].outcomes[outcome.rawValue] += 1
    let latency = now - requests[request].created
    if outcome == .ok { services[service].latencies.record(latency) }
    if isRecordingRequests { record(requests[request], outcome, latency) }
    leaveBackend(request, succeeded: outcome == .ok)
    if requests[request].message != .max {
      abandonMessage(requests[request].message)
      requests[request].message = .max
    }
    switch requests[request].place {
    case .queued, .inService: requests[request].isGivenUp = true  // The server does not know.
    case .onTheWay, .lost: releaseRequest(request)
    }
    forgetDeadlines(of: service)
  }

  mutating func releaseRequest(_ request: UInt32) {
    requests[request].stamp = 0
    requests.release(request)
  }

  private mutating func record(_ request: Request, _ outcome: RequestOutcome, _ latency: SimTime) {
    let service = services[Int(request.service)]
    let backend = request.backend == .max ? nil : service.servers[Int(request.backend)].name
    requestRecords.append(
      RequestRecord(
        id: request.id, time: request.created, client: topology.nodes[Int(request.client)].name,
        service: service.name, backend: backend, outcome: outcome, latency: latency,
        retries: Int(request.retries)))
  }

  // MARK: Timeouts

  private mutating func watchDeadline(of request: UInt32) {
    let service = Int(requests[request].service)
    let deadline = now + services[service].timeout
    let isFirst = services[service].firstDeadline == services[service].deadlines.count
    services[service].deadlines.append((deadline, request, requests[request].stamp))
    if isFirst && !services[service].isDeadlineScheduled {
      services[service].isDeadlineScheduled = true
      queue.push(at: deadline, kind: EventKind.requestTimesOut.rawValue, target: requests[request].service)
    }
  }

  /// Requests of one service time out in the order of their arrival, so one event for the first is enough.
  mutating func requestTimesOut(_ service: UInt32) {
    let position = Int(service)
    services[position].isDeadlineScheduled = false
    while services[position].firstDeadline < services[position].deadlines.count {
      let entry = services[position].deadlines[services[position].firstDeadline]
      if requests[entry.request].stamp == entry.stamp && !requests[entry.request].isGivenUp {
        if entry.deadline > now {
          services[position].isDeadlineScheduled = true
          queue.push(at: entry.deadline, kind: EventKind.requestTimesOut.rawValue, target: service)
          return
        }
        finish(entry.request, .timeout)
      } else {
        services[position].firstDeadline += 1
      }
    }
    forgetDeadlines(of: position)
  }

  /// Drops the entries of requests that have ended, from the front.
  private mutating func forgetDeadlines(of service: Int) {
    while services[service].firstDeadline < services[service].deadlines.count {
      let entry = services[service].deadlines[services[service].firstDeadline]
      if requests[entry.request].stamp == entry.stamp && !requests[entry.request].isGivenUp { break }
      services[service].firstDeadline += 1
    }
    let passed = services[service].firstDeadline
    if passed > 1024 && passed * 2 > services[service].deadlines.count {
      services[service].deadlines.removeFirst(passed)
      services[service].firstDeadline = 0
    }
  }
}
