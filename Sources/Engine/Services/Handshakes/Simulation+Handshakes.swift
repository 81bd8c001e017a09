import Kernel
import Metrics
import NetworkModel

/// Connections that begin with handshakes, for services with `tls`: flights as messages of their real lengths, processors'
/// time for signatures, and only then the request.
///
/// Deviations: records take bytes but no processor's time; what both sides verify and sign is done at once, the server's before its first answer of TLS and the client's
/// before what it sends next; requests that share a connection of layer 4 do not wait for the one that opens it.
extension Simulation {
  /// Before a request goes its first step to another node: true when a handshake comes first, after which it goes on.
  mutating func beginsHandshake(
    _ request: UInt32, _ purpose: Message.Purpose, from: UInt32, to: UInt32
  ) -> Bool {
    let service = Int(requests[request].service)
    if requests[request].leg == .throughBalancer && purpose == .requestToBackend {
      if requests[request].flight == 0 {
        pass(request, .greetingToBackend, from: from, to: to)
        return true
      }
      requests[request].leg = .none  // Its backend has failed amid the handshake: the balancer tries another.
    }
    guard let leg = leg(of: request, purpose) else { return false }
    if !opensConnection(request) { return false }
    let key = pair(of: request, leg)
    let life = epoch(of: request, leg)
    if leg != .throughBalancer, let uses = services[service].keeper?.take(key, epoch: life, at: now) {
      setUses(of: request, leg, uses + 1)
      requests[request].isFresh = false
      return false
    }
    requests[request].resumes = services[service].keeper?.open(key) ?? false
    requests[request].isFresh = true
    requests[request].leg = leg
    requests[request].flight = 0
    requests[request].pending = purpose
    setUses(of: request, leg, 1)
    sendFlight(request)
    return true
  }

  /// Which ends open a connection for this step; nil: none.
  private mutating func leg(of request: UInt32, _ purpose: Message.Purpose) -> ConnectionKeeper.Leg? {
    let service = Int(requests[request].service)
    let isOnLayer4 = services[service].isOnLayer4
    switch purpose {
    case .requestToBalancer: return isOnLayer4 ? .throughBalancer : .clientToBalancer
    case .requestToBackend:
      let hub = services[service].balancers[Int(requests[request].seat)].node
      if hub == requests[request].client { return .clientToBackend }
      // A retry on layer 4 is the balancer's own.
      let isNeeded = isOnLayer4 ? requests[request].retries > 0 : includesBackends(service)
      return isNeeded ? .balancerToBackend : nil
    default: return nil
    }
  }

  private mutating func includesBackends(_ service: Int) -> Bool {
    services[service].keeper?.spec.includesBackends ?? false
  }

  /// Whether this request is the first one on its connection of layer 4.
  private mutating func opensConnection(_ request: UInt32) -> Bool {
    let place = requests[request].connection
    guard place != .max, requests[request].retries == 0 else { return true }
    let source = Int(requests[request].source)
    if requestSources[source].pool.connections[Int(place)].isGreeted { return false }
    requestSources[source].pool.connections[Int(place)].isGreeted = true
    return true
  }

  private mutating func pair(of request: UInt32, _ leg: ConnectionKeeper.Leg) -> UInt64 {
    switch leg {
    case .clientToBackend:
      return ConnectionKeeper.key(leg, requests[request].source, requests[request].backend)
    case .balancerToBackend:
      return ConnectionKeeper.key(leg, requests[request].seat, requests[request].backend)
    case .clientToBalancer, .throughBalancer, .none:
      return ConnectionKeeper.key(leg, requests[request].source, requests[request].seat)
    }
  }

  private mutating func epoch(of request: UInt32, _ leg: ConnectionKeeper.Leg) -> UInt32 {
    guard leg == .clientToBackend || leg == .balancerToBackend else { return 0 }
    return services[Int(requests[request].service)].servers[Int(requests[request].backend)].epoch
  }

  private mutating func setUses(of request: UInt32, _ leg: ConnectionKeeper.Leg, _ uses: UInt32) {
    if leg == .balancerToBackend {
      requests[request].backendUses = uses
    } else {
      requests[request].clientUses = uses
    }
  }

  // MARK: Responses

  /// A response has come over a connection, which is free for the next request.
  mutating func connectionIsFree(_ request: UInt32, _ purpose: Message.Purpose) {
    let service = Int(requests[request].service)
    guard !services[service].isOnLayer4 else { return }
    let hub = services[service].balancers[Int(requests[request].seat)].node
    let leg: ConnectionKeeper.Leg
    if purpose == .responseToBalancer {
      guard includesBackends(service) else { return }
      leg = .balancerToBackend
    } else {
      leg = hub == requests[request].client ? .clientToBackend : .clientToBalancer
    }
    let uses = leg == .balancerToBackend ? requests[request].backendUses : requests[request].clientUses
    let key = pair(of: request, leg)
    let life = epoch(of: request, leg)
    services[service].keeper?.giveBack(key, uses: uses, epoch: life, at: now)
  }

  /// Bytes of a request or response with its records, and with what of the handshake goes along.
  mutating func securedBytes(_ request: UInt32, _ purpose: Message.Purpose, plain: UInt32) -> Int {
    let service = Int(requests[request].service)
    guard let keeper = services[service].keeper else { return Int(plain) }
    let hub = services[service].balancers[Int(requests[request].seat)].node
    let isInside = purpose == .requestToBackend || purpose == .responseToBalancer
    if isInside && hub != requests[request].client && !services[service].isOnLayer4
      && !keeper.spec.includesBackends
    {
      return Int(plain)
    }
    var bytes = keeper.wireBytes(plain)
    if requests[request].isFresh {
      let script = requests[request].resumes ? keeper.again : keeper.first
      let isAnswer = purpose == .responseToBalancer || purpose == .responseToClient
      bytes += isAnswer ? script.withResponse : script.withRequest
    }
    if byteLedgers.indices.contains(service) {
      byteLedgers[service].encryption += UInt64(bytes - Int(plain))
      byteLedgers[service].secured += UInt64(bytes - Int(plain))
    }
    return bytes
  }
}
