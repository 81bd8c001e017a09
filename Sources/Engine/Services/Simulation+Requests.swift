import Balancing
import Kernel
import Metrics
import NetworkModel

/// A request from its arrival to its end; what a balancer does with it is in `Simulation+Balancing`, further tries in
/// `Simulation+Tries`, when it is given up in `Simulation+Deadlines`.
extension Simulation {
  /// A client's next request.
  mutating func requestArrives(_ source: UInt32) {
    let position = Int(source)
    guard now < requestSources[position].stop || requestSources[position].stop == .never,
      requestSources[position].sent < requestSources[position].limit
    else { return }
    checkBacklog()
    requestSources[position].sent += 1
    if let next = nextArrival(position), next < requestSources[position].stop {
      queue.push(at: next, kind: EventKind.requestArrives.rawValue, target: source)
    }
    let client = requestSources[position].client.value
    let drawn = requestSources[position].draw()
    guard nodes[client].isUp else {
      userIsDone(position)
      return
    }
    let service = requestSources[position].service
    let index = requests.allocate(
      Request(
        id: nextRequestID, service: service, client: client, source: source, created: now,
        requestBytes: drawn.request, responseBytes: drawn.response, workSeed: drawn.work,
        stamp: nextStamp()))
    nextRequestID += 1
    if let place = requestSources[position].keys.draw() {
      requests[index].key = requestSources[position].firstKey + UInt32(truncatingIfNeeded: place)
    } else {
      requests[index].key = requestSources[position].ownKey
    }
    services[Int(service)].requests += 1
    if nextRequestID - 1 == tracedRequest { tellArrival(index) }
    watchDeadline(of: index)
    if services[Int(service)].connections != nil && !takeConnection(index) { return }
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
    case .responseToBalancer:
      if services[Int(requests[request].service)].hasHandshakes { connectionIsFree(request, purpose) }
      guard takesAnswer(request) else { return }
      let hub = services[Int(requests[request].service)].balancers[Int(requests[request].seat)].node
      carry(request, .responseToClient, from: hub, to: requests[request].client)
    case .responseToClient:
      if services[Int(requests[request].service)].hasHandshakes { connectionIsFree(request, purpose) }
      guard takesAnswer(request) else { return }
      finish(request, .ok)
    }
  }

  /// The balancer sees the response: an error may be tried again instead of being passed on.
  private mutating func takesAnswer(_ request: UInt32) -> Bool {
    guard requests[request].isError else {
      leaveBackend(request, succeeded: true)
      return true
    }
    attemptFailed(request, .error)
    return false
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
    let (link, id) = (requests[request].link, requests[request].id)
    letGo(request, isLate: isFinal)
    forgetDeadlines(of: service)
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
