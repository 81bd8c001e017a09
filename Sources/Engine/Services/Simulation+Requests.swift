import Balancing
import Kernel
import Metrics
import NetworkModel

/// A request from its arrival to its end; what a balancer does with it is in `Simulation+Balancing`, further tries in
/// `Simulation+Tries`, when it is given up in `Simulation+Deadlines`.
extension Simulation {
  /// A client's next request.
  mutating func requestArrives(_ position: UInt32) {
    let source = requestSources.base + Int(position)
    guard now < source.pointee.stop || source.pointee.stop == .never,
      source.pointee.sent < source.pointee.limit
    else { return }
    checkBacklog()
    source.pointee.sent += 1
    if let next = source.pointee.nextArrival(after: now), next < source.pointee.stop {
      queue.pushAside(at: next, kind: EventKind.requestArrives.rawValue, target: position)
    }
    let client = source.pointee.client.value
    let drawn = source.pointee.draw()
    guard nodes[client].isUp else {
      userIsDone(Int(position))
      return
    }
    let service = services.base + Int(source.pointee.service)
    let index = requests.allocate(
      Request(
        id: nextRequestID, service: source.pointee.service, client: client, source: position, created: now,
        requestBytes: drawn.request, responseBytes: drawn.response, workSeed: drawn.work,
        stamp: nextStamp()))
    nextRequestID += 1
    if let place = source.pointee.keys.draw() {
      requests[index].key = source.pointee.firstKey + UInt32(truncatingIfNeeded: place)
    } else {
      requests[index].key = source.pointee.ownKey
    }
    service.pointee.requests += 1
    watchDeadline(of: index)
    if service.pointee.isPlain {
      sendPlainly(index, from: source)
      return
    }
    if nextRequestID - 1 == tracedRequest { tellArrival(index) }
    if service.pointee.connections != nil && !takeConnection(index) { return }
    sendToBalancer(index)
  }

  mutating func sendToBalancer(_ request: UInt32) {
    let service = Int(requests[request].service)
    let source = Int(requests[request].source)
    requests[request].seat = requestSources[source].nextBalancer()
    let node = services[service].balancers[Int(requests[request].seat)].node
    if node != requests[request].client {
      carry(request, .requestToBalancer, from: requests[request].client, to: node)
    } else {
      balance(request)
    }
  }

  mutating func tellArrival(_ request: UInt32, caller: UInt64? = nil) {
    let content = requests[request]
    let service = Int(content.service)
    let key = String(decoding: services[service].keys[Int(content.key)].text, as: UTF8.self)
    tell(
      request,
      "\(topology.nodes[Int(content.client)].name) sends request \(content.id) to \(services[service].name), key \(key), "
        + "\(content.requestBytes) B" + (caller.map { ", for its request \($0)" } ?? ""))
  }

  /// Distinguishes a request from an earlier one in the same slot.
  mutating func nextStamp() -> UInt32 {
    requestStamp = requestStamp == .max ? 1 : requestStamp + 1
    return requestStamp
  }

  mutating func carry(_ request: UInt32, _ purpose: Message.Purpose, from: UInt32, to: UInt32) {
    if services[Int(requests[request].service)].hasHandshakes
      && beginsHandshake(request, purpose, from: from, to: to)
    {
      return
    }
    dispatch(request, purpose, from: from, to: to)
  }

  /// Sends a request or response on, over a connection that stands.
  mutating func dispatch(_ request: UInt32, _ purpose: Message.Purpose, from: UInt32, to: UInt32) {
    if isTransportIdeal {
      carryIdeally(request, purpose, from: from, to: to)
      return
    }
    let isResponse = purpose == .responseToBalancer || purpose == .responseToClient
    let plain = isResponse ? requests[request].responseBytes : requests[request].requestBytes
    let isSecured = services[Int(requests[request].service)].hasHandshakes
    let bytes = isSecured ? securedBytes(request, purpose, plain: plain) : Int(plain)
    send(request, purpose, from: from, to: to, bytes: bytes)
  }

  /// A message of a request's, of so many bytes.
  mutating func send(
    _ request: UInt32, _ purpose: Message.Purpose, from: UInt32, to: UInt32, bytes: Int
  ) {
    if isTransportIdeal {
      carryIdeally(request, purpose, from: from, to: to)
      return
    }
    let port = UInt16(truncatingIfNeeded: 1024 + requests[request].id % 60000)
    requests[request].place = .onTheWay
    requests[request].message = sendMessage(
      purpose, from: from, to: to, bytes: bytes, subject: request, port: port)
  }

  /// A message is complete at its destination.
  mutating func messageArrives(_ message: Message) {
    switch message.purpose {
    case .probe: answerProbe(message)
    case .probeReply: probeAnswered(message)
    default:
      requests[message.subject].message = .max  // It has arrived; its slot may be another's soon.
      requestArrives(message.subject, message.purpose)
    }
  }

  /// A request or its response has come to where it was sent.
  mutating func requestArrives(_ request: UInt32, _ purpose: Message.Purpose) {
    if services[Int(requests[request].service)].isPlain {
      requestArrivesPlainly(request, purpose)
      return
    }
    switch purpose {
    case .probe, .probeReply: break
    case .greetingToBalancer, .greetingToBackend, .answerToBalancer, .answerToClient:
      flightArrives(request, purpose)
    case .requestToBalancer:
      guard requests[request].isRelayed else {
        balance(request)
        return
      }
      requests[request].isRelayed = false
      let service = Int(requests[request].service)
      let server = services[service].servers[Int(requests[request].backend)].node.value
      let hub = services[service].balancers[Int(requests[request].seat)].node
      dispatch(request, .requestToBackend, from: hub, to: server)
    case .requestToBackend: admit(request)
    case .responseToBalancer, .responseToClient: answerArrives(request, purpose)
    }
  }

  /// The balancer, and then the client, sees the response: an error may be tried again instead of being passed on.
  mutating func answerArrives(_ request: UInt32, _ purpose: Message.Purpose) {
    let service = Int(requests[request].service)
    if services[service].hasHandshakes { connectionIsFree(request, purpose) }
    if requests[request].isError {
      attemptFailed(request, .error)
      return
    }
    leaveBackend(request, succeeded: true)
    if purpose == .responseToClient {
      finish(request, .ok)
    } else {
      let hub = services[service].balancers[Int(requests[request].seat)].node
      carry(request, .responseToClient, from: hub, to: requests[request].client)
    }
  }

  /// The network gave a message back.
  mutating func messageFailed(_ message: Message) {
    switch message.purpose {
    case .probe, .probeReply: probeMessageFailed(message)
    default:
      requests[message.subject].message = .max
      attemptFailed(message.subject, .unreachable)
    }
  }

  /// The client has its answer, or stops waiting for one.
  ///
  /// - Parameter isFinal: its deadline is over, for all of its tries.
  mutating func finish(_ request: UInt32, _ outcome: RequestOutcome, isFinal: Bool = false) {
    if requests[request].twin != .max && !endsWithTwin(request, isOver: outcome == .ok || isFinal, isFinal) {
      return
    }
    let service = Int(requests[request].service)
    services[service].outcomes[outcome.rawValue] += 1
    let latency = now - requests[request].created
    if isTraced(request) {
      tell(request, "the client has its end of it: \(outcome) after \(latency.brief)")
    }
    if outcome == .ok { services[service].latencies.record(latency) }
    if isRecordingRequests { record(requests[request], outcome, latency) }
    leaveBackend(request, succeeded: outcome == .ok)
    if requests[request].connection != .max { releaseConnection(of: request) }
    let source = Int(requests[request].source)
    let (link, id, entry) = (requests[request].link, requests[request].id, requests[request].deadlineEntry)
    letGo(request, isLate: isFinal)
    forgetDeadline(entry, of: service)
    userIsDone(source)
    if link != .max { callEnded(link, outcome, request: id, service) }
  }

  /// Nobody waits for this try any more: its message is abandoned; a server that has it does not know.
  ///
  /// - Parameter isLate: its deadline is over, which servers that were told of it know.
  mutating func letGo(_ request: UInt32, isLate: Bool = false) {
    if requests[request].message != .max {
      abandonMessage(requests[request].message)
      requests[request].message = .max
    }
    switch requests[request].place {
    case .queued, .inService: requests[request].isGivenUp = true
    case .calling:
      requests[request].isGivenUp = true
      if isLate { abandonCalls(request) }
    case .onTheWay, .lost, .waiting: releaseRequest(request)
    }
  }

  mutating func releaseRequest(_ request: UInt32) {
    requests[request].stamp = 0
    requests.release(request)
  }

  private mutating func record(_ request: Request, _ outcome: RequestOutcome, _ latency: SimTime) {
    let service = Int(request.service)
    let backend = request.backend == .max ? nil : services[service].servers[Int(request.backend)].name
    requestRecords.append(
      RequestRecord(
        id: request.id, time: request.created, client: topology.nodes[Int(request.client)].name,
        service: services[service].name, backend: backend, outcome: outcome, latency: latency,
        retries: Int(request.retries),
        caller: request.link == .max ? nil : callLinks[request.link].caller))
  }
}
