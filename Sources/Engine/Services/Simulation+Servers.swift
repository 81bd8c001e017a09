import Kernel
import Metrics
import NetworkModel

extension Simulation {
  /// A request reaches its backend: into service, into the queue, or refused.
  mutating func admit(_ request: UInt32) {
    let service = Int(requests[request].service)
    let backend = Int(requests[request].backend)
    services[service].servers[backend].requests += 1
    requests[request].arrivalLoad = UInt32(clamping: services[service].servers[backend].load)
    if isTraced(request) {
      let server = services[service].servers[backend]
      tell(request, "at \(server.name): \(server.inService) in service there, \(server.queued) waiting")
    }
    if services[service].servers[backend].hasFreeSlot {
      serve(request)
    } else if services[service].servers[backend].hasQueueRoom {
      enqueue(request)
    } else {
      attemptFailed(request, .refused)
    }
  }

  private mutating func enqueue(_ request: UInt32) {
    let service = Int(requests[request].service)
    let backend = Int(requests[request].backend)
    requests[request].place = .queued
    requests[request].queuedAt = now
    let (first, last) = (
      services[service].servers[backend].firstQueued, services[service].servers[backend].lastQueued
    )
    if services[service].discipline == .lifo && first != .max {
      requests[request].next = first
      services[service].servers[backend].firstQueued = request
    } else {
      requests[request].next = .max
      if last == .max {
        services[service].servers[backend].firstQueued = request
      } else {
        requests[last].next = request
      }
      services[service].servers[backend].lastQueued = request
    }
    changeLoad(service, backend, inService: 0, queued: 1)
  }

  /// Counts requests into or out of a server, and tells the balancers whose policy looks at it.
  mutating func changeLoad(_ service: Int, _ backend: Int, inService: Int, queued: Int) {
    services[service].servers[backend].changeLoad(inService: inService, queued: queued, at: now)
    if services[service].tellsLoads {
      tellLoad(service, backend)
    }
  }

  private mutating func tellLoad(_ service: Int, _ backend: Int) {
    let load = services[service].servers[backend].load
    for balancer in services[service].balancers.indices {
      services[service].balancers[balancer].setLoad(backend, load)
    }
  }

  /// A backend without work tells one balancer, drawn at random.
  mutating func tellIdle(_ service: Int, _ backend: Int) {
    guard services[service].seesIdleness, services[service].servers[backend].load == 0 else {
      return
    }
    let count = services[service].balancers.count
    guard count > 0 else { return }
    let balancer = count == 1 ? 0 : services[service].idleness.below(count)
    services[service].balancers[balancer].becameIdle(backend)
  }

  private mutating func serve(_ request: UInt32, fromQueue: Bool = false) {
    let service = Int(requests[request].service)
    let backend = Int(requests[request].backend)
    requests[request].place = .inService
    if fromQueue {
      // The backend's load is the same as before: there is nothing to tell.
      services[service].servers[backend].changeLoad(inService: 1, queued: -1, at: now)
    } else {
      changeLoad(service, backend, inService: 1, queued: 0)
    }
    var stream = RandomStream(word: requests[request].workSeed)
    let duration = workTime(request, service, backend, &stream)
    requests[request].serviceTime = duration
    if isTraced(request) {
      tell(
        request,
        "in service at \(backendName(request)) for \(duration.brief)"
          + (requests[request].isError ? ", which ends in an error" : ""))
    }
    requests[request].pausesSeen = services[service].servers[backend].pausesTotal
    // A pause under way delays the beginning; its time is already in the total.
    let start = max(now, services[service].servers[backend].pausedUntil)
    queue.push(
      at: start + duration, kind: EventKind.serviceEnds.rawValue, target: request,
      argument: UInt64(services[service].servers[backend].epoch))
  }

  /// How long a request is in service, and whether it ends in an error.
  private mutating func workTime(
    _ request: UInt32, _ service: Int, _ backend: Int, _ stream: inout RandomStream
  ) -> SimTime {
    let speed = services[service].servers[backend].speed
    if services[service].servers[backend].cache != nil {
      let key = requests[request].key
      let isHit = services[service].servers[backend].cache?.finds(key) ?? false
      requests[request].isCacheHit = isHit
      if isHit, let hit = services[service].servers[backend].cacheTime {
        return max(.zero, .seconds(hit.sample(&stream) / speed))
      }
    }
    if services[service].servers[backend].errors > 0,
      requests[request].errorDraw < services[service].servers[backend].errors
    {
      requests[request].isError = true
      if let time = services[service].servers[backend].errorTime {
        return max(.zero, .seconds(time.sample(&stream) / speed))
      }
    }
    return services[service].servers[backend].drawServiceTime(&stream)
  }

  /// A request has been served: its response leaves, and the next one is taken from the queue.
  mutating func serviceEnds(_ event: Event) {
    let request = event.target
    let service = Int(requests[request].service)
    let backend = Int(requests[request].backend)
    guard UInt64(services[service].servers[backend].epoch) == event.argument else {
      loseWork(request)
      return
    }
    if services[service].isPlain {
      endServicePlainly(request, services.base + service)
      return
    }
    let paused = services[service].servers[backend].pausesTotal - requests[request].pausesSeen
    if paused > .zero {
      // It stood still meanwhile.
      requests[request].pausesSeen = services[service].servers[backend].pausesTotal
      queue.push(
        at: event.time + paused, kind: EventKind.serviceEnds.rawValue, target: request,
        argument: event.argument)
      return
    }
    if services[service].calls != nil && mustCall(request) {
      if isTraced(request) { tell(request, "its own work at \(backendName(request)) is done") }
      beginCalls(request)
      return
    }
    changeLoad(service, backend, inService: -1, queued: 0)
    if isTraced(request) {
      tell(request, "done at \(backendName(request)); the answer leaves")
    }
    requests[request].serverLoad = UInt32(clamping: services[service].servers[backend].load)
    respond(request)
    serveNext(service, backend)
  }

  /// Whether it is of any use to ask other services for it, as far as its server knows.
  private mutating func mustCall(_ request: UInt32) -> Bool {
    if requests[request].isError || requests[request].isCacheHit { return false }
    let passesDeadlines = services[Int(requests[request].service)].calls?.passesDeadlines ?? true
    return !(requests[request].isGivenUp && passesDeadlines)
  }

  /// A slot is free.
  mutating func serveNext(_ service: Int, _ backend: Int) {
    takeNext(service, backend)
    tellIdle(service, backend)
  }

  mutating func respond(_ request: UInt32) {
    if requests[request].isGivenUp {
      releaseRequest(request)
      return
    }
    let service = Int(requests[request].service)
    let balancer = Int(requests[request].seat)
    let backend = services[service].servers[Int(requests[request].backend)].node.value
    let hub = services[service].balancers[balancer].node
    let client = requests[request].client
    if hub == client {
      carry(request, .responseToClient, from: backend, to: client)
    } else {
      carry(request, .responseToBalancer, from: backend, to: hub)
    }
  }

  private mutating func takeNext(_ service: Int, _ backend: Int) {
    while services[service].servers[backend].firstQueued != .max,
      services[service].servers[backend].hasFreeSlot
    {
      let request = unlinkFirst(service, backend)
      if requests[request].isGivenUp {
        changeLoad(service, backend, inService: 0, queued: -1)
        releaseRequest(request)  // Its connection is closed by now.
      } else if case .codel(let target, let interval) = services[service].discipline,
        services[service].servers[backend].codel.drops(
          sojourn: now - requests[request].queuedAt, at: now, target: target, interval: interval)
      {
        changeLoad(service, backend, inService: 0, queued: -1)
        requests[request].place = .onTheWay
        attemptFailed(request, .refused)
      } else {
        serve(request, fromQueue: true)
      }
    }
  }

  /// The first in the queue, which still counts as queued.
  private mutating func unlinkFirst(_ service: Int, _ backend: Int) -> UInt32 {
    let request = services[service].servers[backend].firstQueued
    services[service].servers[backend].firstQueued = requests[request].next
    if requests[request].next == .max { services[service].servers[backend].lastQueued = .max }
    return request
  }

  private mutating func dequeue(_ service: Int, _ backend: Int) -> UInt32 {
    let request = unlinkFirst(service, backend)
    changeLoad(service, backend, inService: 0, queued: -1)
    return request
  }

  // MARK: Crashes and changes

  /// All that the servers on a node had in service or in the queue is lost; their clients wait until they time out.
  mutating func serversCrash(on node: NodeIndex) {
    for service in services.indices {
      for backend in services[service].servers.indices
      where services[service].servers[backend].node == node {
        while services[service].servers[backend].firstQueued != .max {
          loseWork(dequeue(service, backend))
        }
        services[service].servers[backend].epoch &+= 1
        loseCalls(service, backend)
        services[service].servers[backend].cache?.removeAll()
        let busy = services[service].servers[backend].inService
        changeLoad(service, backend, inService: -busy, queued: 0)
        tellIdle(service, backend)
      }
    }
  }

  mutating func loseWork(_ request: UInt32) {
    if requests[request].isGivenUp {
      releaseRequest(request)
    } else {
      requests[request].place = .lost
    }
  }

  /// The servers of one backend, of a set of backends, or of all.
  mutating func forEachServer(service name: String, backend: String?, _ body: (inout Server) -> Void) {
    for service in services.indices where services[service].name == name {
      let chosen = backend.map { Set(topology.members(of: $0)) }
      for position in services[service].servers.indices
      where chosen?.contains(services[service].servers[position].node) ?? true {
        body(&services[service].servers[position])
      }
    }
  }
}
