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
    let gap = requestSources[position].spec.gap.sampleTime(&requestSources[position].arrivals)
    let next = now + gap
    if next < requestSources[position].stop {
      queue.push(at: next, kind: EventKind.requestArrives.rawValue, target: source)
    }
    let client = requestSources[position].client.value
    let workSeed = requestSources[position].sizes.next()
    let requestBytes = requestSources[position].spec.requestBytes.sample(&requestSources[position].sizes)
    let responseBytes = requestSources[position].spec.responseBytes.sample(&requestSources[position].sizes)
    guard nodes[client].isUp else { return }

    let service = requestSources[position].service
    requestStamp = requestStamp == .max ? 1 : requestStamp + 1
    let index = requests.allocate(
      Request(
        id: nextRequestID, service: service, client: client, source: source, created: now,
        requestBytes: Self.byteCount(requestBytes), responseBytes: Self.byteCount(responseBytes),
        workSeed: workSeed, stamp: requestStamp))
    nextRequestID += 1
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
    let isResponse = purpose == .responseToBalancer || purpose == .responseToClient
    let bytes = isResponse ? requests[request].responseBytes : requests[request].requestBytes
    let port = UInt16(truncatingIfNeeded: 1024 + requests[request].id % 60000)
    requests[request].place = .onTheWay
    requests[request].message = sendMessage(
      purpose, from: from, to: to, bytes: Int(bytes), subject: request, port: port)
  }

  /// The balancer picks a backend and sends the request there.
  private mutating func balance(_ request: UInt32, at balancer: UInt32) {
    let service = Int(requests[request].service)
    let position = Int(balancer)
    requests[request].balancer = balancer
    let decision = services[service].balancers[position].choose()
    guard let decision else {
      finish(request, .noBackend)
      return
    }
    requests[request].backend = UInt32(decision.backend)
    requests[request].hasLeftBackend = false
    services[service].balancers[position].table.entries[decision.backend].inFlight += 1
    let server = services[service].servers[decision.backend].node.value
    carry(request, .requestToBackend, from: services[service].balancers[position].node, to: server)
  }

  /// A message is complete at its destination.
  mutating func messageArrives(_ message: Message) {
    switch message.purpose {
    case .probe, .probeReply: break
    case .requestToBalancer, .requestToBackend, .responseToBalancer, .responseToClient:
      requests[message.subject].message = .max  // It has arrived; its slot may be another's soon.
    }
    switch message.purpose {
    case .probe: answerProbe(message)
    case .probeReply: probeAnswered(message)
    case .requestToBalancer:
      balance(message.subject, at: requestSources[Int(requests[message.subject].source)].balancer)
    case .requestToBackend:
      admit(message.subject)
    case .responseToBalancer:
      leaveBackend(message.subject, succeeded: true)
      carry(message.subject, .responseToClient, from: message.to, to: requests[message.subject].client)
    case .responseToClient:
      leaveBackend(message.subject, succeeded: true)
      finish(message.subject, .ok)
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
      balance(request, at: balancer)
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
    services[service].balancers[balancer].table.entries[backend].inFlight -= 1
    services[service].balancers[balancer].policy.attemptEnded(backend: backend, succeeded: succeeded)
  }

  /// The client has its answer, or stops waiting for one.
  mutating func finish(_ request: UInt32, _ outcome: RequestOutcome) {
    let content = requests[request]
    let service = Int(content.service)
    services[service].outcomes[outcome.rawValue] += 1
    let latency = now - content.created
    if outcome == .ok { services[service].latencies.record(latency) }
    if isRecordingRequests { record(content, outcome, latency) }
    leaveBackend(request, succeeded: outcome == .ok)
    if content.message != .max {
      abandonMessage(content.message)
      requests[request].message = .max
    }
    switch content.place {
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
