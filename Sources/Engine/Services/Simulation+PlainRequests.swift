import Balancing
import Kernel
import Metrics
import NetworkModel

/// The short way: requests to a service that has backends and a policy, and nothing of all that may surround them.
///
/// The steps are those of `Simulation+Requests`, `+Balancing`, `+Servers` and `+IdealTransport`, in the same order and on the same
/// state; what is left out is asking at each step for what such a service has not. So the trajectory is the same, and what is out
/// of the ordinary (a full queue, an error, a crash) changes over to the long way at any step. `ShortWayTests` holds one against
/// the other.
extension Simulation {
  /// Whether the requests of a service may go the short way.
  mutating func choosesShortWay(_ service: Int) -> Bool {
    guard takesShortWay, isTransportIdeal, tracedRequest == 0, !isRecordingRequests, !isRecordingDecisions
    else { return false }
    return services[service].hasNothingButBackends
  }

  /// A leg has ended where it was sent.
  @inline(__always)
  mutating func requestArrivesPlainly(_ index: UInt32, _ purpose: Message.Purpose) {
    switch purpose {
    case .requestToBalancer: balancePlainly(index)
    case .requestToBackend: admitPlainly(index)
    case .responseToBalancer, .responseToClient: answerPlainly(index, purpose)
    case .probe, .probeReply, .greetingToBalancer, .greetingToBackend, .answerToBalancer, .answerToClient:
      break
    }
  }

  // MARK: The balancer

  /// A new request chooses its balancer.
  @inline(__always)
  mutating func sendPlainly(_ index: UInt32, from source: UnsafeMutablePointer<RequestSource>) {
    let request = requests.base + Int(index)
    let service = services.base + Int(request.pointee.service)
    let seat = source.pointee.nextBalancer()
    request.pointee.seat = seat
    let node = service.pointee.balancers[Int(seat)].node
    if node != request.pointee.client {
      carryIdeally(index, .requestToBalancer, from: request.pointee.client, to: node)
    } else {
      balancePlainly(index)
    }
  }

  /// Its first and only try.
  mutating func balancePlainly(_ index: UInt32) {
    let request = requests.base + Int(index)
    let service = services.base + Int(request.pointee.service)
    let balancer = service.pointee.balancers.base + Int(request.pointee.seat)
    request.pointee.isBalanced = true
    var key = request.pointee.key
    if service.pointee.seesAddress && !service.pointee.keys.isAddress(Int(key)) {
      key = requestSources[Int(request.pointee.source)].ownKey
    }
    let question = BalancingRequest(now: now, key: key, hash: service.pointee.keyHashes[Int(key)])
    let backend = balancer.pointee.chooseBackend(for: question)
    guard backend >= 0 else {
      finish(index, .noBackend)
      return
    }
    request.pointee.backend = UInt32(truncatingIfNeeded: backend)
    if backend < 64 { request.pointee.tried = 1 &<< UInt64(truncatingIfNeeded: backend) }
    request.pointee.hasLeftBackend = false
    request.pointee.sentAt = now
    service.pointee.attempts &+= 1
    balancer.pointee.table.began(backend)
    let node = service.pointee.servers[backend].node.value
    let delay = idealDelay(service, balancer, to: node)
    if delay == .zero {
      admitPlainly(index)
    } else {
      sendLeg(index, .requestToBackend, after: delay)
    }
  }

  /// From a balancer to a node, or back.
  @inline(__always)
  private mutating func idealDelay(
    _ service: UnsafeMutablePointer<Service>, _ balancer: UnsafeMutablePointer<Balancer>, to node: UInt32
  ) -> SimTime {
    if balancer.pointee.delaysVersion != topologyVersion {
      measureDelays(service - services.base, balancer - service.pointee.balancers.base)
    }
    return balancer.pointee.delays[Int(node)]
  }

  // MARK: The server

  /// Into service, or into the queue.
  mutating func admitPlainly(_ index: UInt32) {
    let request = requests.base + Int(index)
    let service = services.base + Int(request.pointee.service)
    let server = service.pointee.servers.base + Int(request.pointee.backend)
    guard server.pointee.hasFreeSlot || server.pointee.hasQueueRoom, server.pointee.errors == 0 else {
      admit(index)
      return
    }
    server.pointee.requests &+= 1
    request.pointee.arrivalLoad = UInt32(clamping: server.pointee.load)
    if server.pointee.hasFreeSlot {
      server.pointee.changeLoad(inService: 1, queued: 0, at: now)
      servePlainly(index, server)
    } else {
      request.pointee.place = .queued
      request.pointee.queuedAt = now
      request.pointee.next = .max
      let last = server.pointee.lastQueued
      if last == .max { server.pointee.firstQueued = index } else { requests[last].next = index }
      server.pointee.lastQueued = index
      server.pointee.changeLoad(inService: 0, queued: 1, at: now)
    }
    tellLoadPlainly(service, request.pointee.backend, server.pointee.load)
  }

  @inline(__always)
  private mutating func tellLoadPlainly(
    _ service: UnsafeMutablePointer<Service>, _ backend: UInt32, _ load: Int
  ) {
    guard service.pointee.tellsLoads else { return }
    for balancer in service.pointee.balancers.indices {
      service.pointee.balancers[balancer].table.entries[Int(backend)].load = load
    }
  }

  @inline(__always)
  private mutating func servePlainly(_ index: UInt32, _ server: UnsafeMutablePointer<Server>) {
    let request = requests.base + Int(index)
    request.pointee.place = .inService
    let seed = request.pointee.workSeed
    let drawn =
      if let mean = server.pointee.serviceTime.exponentialMean {
        mean * RandomStream.firstExponential(word: seed)
      } else {
        server.pointee.serviceTime.firstSample(word: seed)
      }
    let speed = server.pointee.speed
    let duration = max(.zero, SimTime.seconds(speed == 1 ? drawn : drawn / speed))
    request.pointee.serviceTime = duration
    queue.push(
      at: now + duration, kind: EventKind.serviceEnds.rawValue, target: index,
      argument: UInt64(server.pointee.epoch))
  }

  /// The answer leaves, and the next request is taken from the queue.
  mutating func endServicePlainly(_ index: UInt32, _ place: UnsafeMutablePointer<Service>) {
    let request = requests.base + Int(index)
    let backend = request.pointee.backend
    let server = place.pointee.servers.base + Int(backend)
    server.pointee.changeLoad(inService: -1, queued: 0, at: now)
    let load = server.pointee.load
    tellLoadPlainly(place, backend, load)
    request.pointee.serverLoad = UInt32(clamping: load)
    respondPlainly(index, place, from: server.pointee.node.value)
    let next = server.pointee.firstQueued
    if next == .max {
      if place.pointee.seesIdleness { tellIdle(place - services.base, Int(backend)) }
      return
    }
    guard server.pointee.hasFreeSlot, server.pointee.errors == 0, !requests[next].isGivenUp
    else {
      serveNext(place - services.base, Int(backend))
      return
    }
    let following = requests[next].next
    server.pointee.firstQueued = following
    if following == .max { server.pointee.lastQueued = .max }
    // The backend's load is the same as before: there is nothing to tell.
    server.pointee.changeLoad(inService: 1, queued: -1, at: now)
    servePlainly(next, server)
    if server.pointee.firstQueued != .max && server.pointee.hasFreeSlot {
      serveNext(place - services.base, Int(backend))
    }
  }

  // MARK: The answer

  @inline(__always)
  private mutating func respondPlainly(
    _ index: UInt32, _ service: UnsafeMutablePointer<Service>, from node: UInt32
  ) {
    let request = requests.base + Int(index)
    if request.pointee.isGivenUp {
      releaseRequest(index)
      return
    }
    let balancer = service.pointee.balancers.base + Int(request.pointee.seat)
    let isAtClient = balancer.pointee.node == request.pointee.client
    let purpose = isAtClient ? Message.Purpose.responseToClient : .responseToBalancer
    let delay = idealDelay(service, balancer, to: node)
    if delay == .zero {
      request.pointee.place = .onTheWay
      answerPlainly(index, purpose)
    } else {
      sendLeg(index, purpose, after: delay)
    }
  }

  /// The answer is at the balancer or at the client.
  mutating func answerPlainly(_ index: UInt32, _ purpose: Message.Purpose) {
    let request = requests.base + Int(index)
    if request.pointee.isError || request.pointee.link != .max || request.pointee.retries != 0 {
      answerArrives(index, purpose)
      return
    }
    let service = services.base + Int(request.pointee.service)
    let balancer = service.pointee.balancers.base + Int(request.pointee.seat)
    if !request.pointee.hasLeftBackend {
      request.pointee.hasLeftBackend = true
      leaveBackendPlainly(request, balancer, isTold: service.pointee.seesAttempts)
    }
    if purpose == .responseToBalancer {
      carryIdeally(index, .responseToClient, from: balancer.pointee.node, to: request.pointee.client)
    } else {
      finishPlainly(index, service)
    }
  }

  /// - Parameter isTold: the policy learns from its attempts.
  @inline(__always)
  private mutating func leaveBackendPlainly(
    _ request: UnsafeMutablePointer<Request>, _ balancer: UnsafeMutablePointer<Balancer>, isTold: Bool
  ) {
    guard isTold else {
      balancer.pointee.table.ended(Int(request.pointee.backend))
      return
    }
    var report = AttemptReport(
      backend: Int(request.pointee.backend), succeeded: true, now: now,
      latency: now - request.pointee.sentAt)
    report.load = Int(request.pointee.serverLoad)
    report.arrivalLoad = Int(request.pointee.arrivalLoad)
    report.serviceTime = request.pointee.serviceTime
    balancer.pointee.ended(report, counts: true)
  }

  @inline(__always)
  private mutating func finishPlainly(_ index: UInt32, _ service: UnsafeMutablePointer<Service>) {
    let request = requests.base + Int(index)
    service.pointee.outcomes[RequestOutcome.ok.rawValue] &+= 1
    service.pointee.latencies.record(now - request.pointee.created)
    let (entry, source) = (request.pointee.deadlineEntry, Int(request.pointee.source))
    releaseRequest(index)
    forgetDeadline(entry, of: service - services.base)
    if requestSources[source].process.isClosed { userIsDone(source) }
  }
}
