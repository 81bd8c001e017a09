import Balancing
import Kernel
import NetworkModel

/// The connections of one client to one service, each with the backend that its balancer chose when it was opened.
struct ConnectionPool: Sendable {
  struct Connection: Sendable, BitwiseCopyable {
    /// -1: not opened yet.
    var backend: Int32 = -1
    var seat: UInt32 = 0
    var inUse: Int32 = 0
    var used = 0
    var isOpen = false
    /// Its handshake has begun.
    var isGreeted = false
    /// No new requests: it closes when the last one is done.
    var isDraining = false
  }

  var connections: [Connection] = []
  /// Requests for which no connection was free, in order.
  var waiting: [(request: UInt32, stamp: UInt32)] = []
  var firstWaiting = 0
}

/// Layer 4: the balancer chooses once for each connection; what goes over it stays on its backend.
extension Simulation {
  /// Finds a connection for a request, or makes it wait. True when it may go on.
  mutating func takeConnection(_ request: UInt32) -> Bool {
    let source = Int(requests[request].source)
    guard let spec = services[Int(requests[request].service)].connections else { return true }
    let place = freeConnection(source, spec)
    guard place >= 0 else {
      requests[request].place = .waiting
      requestSources[source].pool.waiting.append((request, requests[request].stamp))
      return false
    }
    use(place, source, request)
    return true
  }

  /// The open connection with the fewest requests on it, or else a new one; -1 when all are full.
  private mutating func freeConnection(_ source: Int, _ spec: ConnectionSpec) -> Int {
    var best = -1
    var unused = -1
    for place in requestSources[source].pool.connections.indices {
      let connection = requestSources[source].pool.connections[place]
      if !connection.isOpen {
        unused = unused < 0 ? place : unused
      } else if !connection.isDraining && connection.inUse < Int32(clamping: spec.streams),
        best < 0 || connection.inUse < requestSources[source].pool.connections[best].inUse
      {
        best = place
      }
    }
    if best >= 0 && requestSources[source].pool.connections[best].inUse == 0 { return best }
    // One that is being closed does not keep its successor from being opened.
    let count = requestSources[source].pool.connections.count { $0.isOpen && !$0.isDraining }
    if count < spec.pool {
      if unused < 0 {
        requestSources[source].pool.connections.append(ConnectionPool.Connection())
        unused = requestSources[source].pool.connections.count - 1
      }
      requestSources[source].pool.connections[unused] = ConnectionPool.Connection(isOpen: true)
      return unused
    }
    return best
  }

  private mutating func use(_ place: Int, _ source: Int, _ request: UInt32) {
    requestSources[source].pool.connections[place].inUse += 1
    requestSources[source].pool.connections[place].used += 1
    requests[request].connection = UInt32(truncatingIfNeeded: place)
    if let limit = services[Int(requests[request].service)].connections?.requests,
      requestSources[source].pool.connections[place].used >= limit
    {
      requestSources[source].pool.connections[place].isDraining = true
    }
  }

  /// The connection's backend, chosen when its first request is at the balancer. A retry closes it and opens another one.
  mutating func connectionDecision(_ request: UInt32, _ question: BalancingRequest) -> BalancingDecision? {
    let service = Int(requests[request].service)
    let source = Int(requests[request].source)
    let seat = Int(requests[request].seat)
    let place = Int(requests[request].connection)
    guard requests[request].connection != .max else { return nil }
    let backend = Int(requestSources[source].pool.connections[place].backend)
    if backend >= 0 && requests[request].retries == 0 {
      return BalancingDecision(backend: backend, reason: .init("its connection was opened to it"))
    }
    if backend >= 0 { endConnection(source, place, service) }
    guard let decision = services[service].balancers[seat].choose(for: question) else { return nil }
    requestSources[source].pool.connections[place].backend = Int32(truncatingIfNeeded: decision.backend)
    requestSources[source].pool.connections[place].seat = requests[request].seat
    services[service].balancers[seat].began(decision.backend)
    return decision
  }

  private mutating func endConnection(_ source: Int, _ place: Int, _ service: Int) {
    let connection = requestSources[source].pool.connections[place]
    guard connection.backend >= 0 else { return }
    services[service].balancers[Int(connection.seat)].ended(Int(connection.backend))
    requestSources[source].pool.connections[place].backend = -1
    requestSources[source].pool.connections[place].isGreeted = false
  }

  /// A request has ended: its connection is free for the next one, or closed.
  mutating func releaseConnection(of request: UInt32) {
    let source = Int(requests[request].source)
    let service = Int(requests[request].service)
    let place = Int(requests[request].connection)
    requests[request].connection = .max
    requestSources[source].pool.connections[place].inUse -= 1
    let connection = requestSources[source].pool.connections[place]
    if connection.isDraining && connection.inUse == 0 {
      endConnection(source, place, service)
      requestSources[source].pool.connections[place].isOpen = false
    }
    serveWaiting(source)
  }

  private mutating func serveWaiting(_ source: Int) {
    while requestSources[source].pool.firstWaiting < requestSources[source].pool.waiting.count {
      let entry = requestSources[source].pool.waiting[requestSources[source].pool.firstWaiting]
      if requests[entry.request].stamp != entry.stamp || requests[entry.request].place != .waiting {
        requestSources[source].pool.firstWaiting += 1
        continue
      }
      guard let spec = services[Int(requestSources[source].service)].connections else { return }
      let place = freeConnection(source, spec)
      guard place >= 0 else { break }
      requestSources[source].pool.firstWaiting += 1
      use(place, source, entry.request)
      requests[entry.request].place = .onTheWay
      sendToBalancer(entry.request)
    }
    let passed = requestSources[source].pool.firstWaiting
    if passed > 1024 && passed * 2 > requestSources[source].pool.waiting.count {
      requestSources[source].pool.waiting.removeFirst(passed)
      requestSources[source].pool.firstWaiting = 0
    }
  }

  /// Connections to a backend that is out take no new requests.
  mutating func closeConnections(to backend: Int, _ service: Int, _ balancer: Int) {
    for source in requestSources.indices where Int(requestSources[source].service) == service {
      for place in requestSources[source].pool.connections.indices {
        let connection = requestSources[source].pool.connections[place]
        guard connection.isOpen, Int(connection.backend) == backend, Int(connection.seat) == balancer else {
          continue
        }
        requestSources[source].pool.connections[place].isDraining = true
        if connection.inUse == 0 {
          endConnection(source, place, service)
          requestSources[source].pool.connections[place].isOpen = false
        }
      }
    }
  }
}
