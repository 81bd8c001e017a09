import Kernel
import Metrics
import NetworkModel

/// The flights of a handshake: each sender does its work, its message crosses the network, and the other one answers.
extension Simulation {
  private mutating func script(of request: UInt32) -> ConnectionScript? {
    let keeper = services[Int(requests[request].service)].keeper
    return requests[request].resumes ? keeper?.again : keeper?.first
  }

  /// The next flight, when its sender has done its work; the request after the last one.
  mutating func sendFlight(_ request: UInt32) {
    guard let script = script(of: request) else { return }
    let number = Int(requests[request].flight)
    let isOver = number >= script.flights.count
    let work = isOver ? script.workWithRequest : script.flights[number].work
    let node = isOver || script.flights[number].fromClient ? clientEnd(request) : serverEnd(request)
    requests[request].place = .onTheWay
    guard work > .zero else {
      flightIsReady(request)
      return
    }
    queue.push(
      at: processorIsDone(node, work), kind: EventKind.flightReady.rawValue, target: request,
      argument: tryMark(request))
  }

  /// One thing after the other on each node's processor.
  private mutating func processorIsDone(_ node: UInt32, _ work: SimTime) -> SimTime {
    if handshakeWork.isEmpty {
      handshakeWork = Array(repeating: .zero, count: topology.nodes.count)
    }
    let speed = min(1, max(0.001, topology.nodes[Int(node)].cpus))
    let done = max(now, handshakeWork[Int(node)]) + .seconds(work.seconds / speed)
    handshakeWork[Int(node)] = done
    return done
  }

  mutating func flightReady(_ event: Event) {
    guard tryMark(event.target) == event.argument, requests[event.target].leg != .none else { return }
    flightIsReady(event.target)
  }

  private mutating func flightIsReady(_ request: UInt32) {
    guard let script = script(of: request) else { return }
    let number = Int(requests[request].flight)
    guard number < script.flights.count else {
      connectionIsOpen(request, script)
      return
    }
    let (client, server) = (clientEnd(request), serverEnd(request))
    let hub = services[Int(requests[request].service)].balancers[Int(requests[request].seat)].node
    let isRelayed = requests[request].leg == .throughBalancer
    if script.flights[number].fromClient {
      let isToBalancer = isRelayed || requests[request].leg == .clientToBalancer
      pass(
        request, isToBalancer ? .greetingToBalancer : .greetingToBackend, from: client,
        to: isRelayed ? hub : server)
    } else {
      let isToBalancer = isRelayed || requests[request].leg == .balancerToBackend
      pass(
        request, isToBalancer ? .answerToBalancer : .answerToClient, from: server,
        to: isRelayed ? hub : client)
    }
  }

  private mutating func clientEnd(_ request: UInt32) -> UInt32 {
    guard requests[request].leg == .balancerToBackend else { return requests[request].client }
    return services[Int(requests[request].service)].balancers[Int(requests[request].seat)].node
  }

  private mutating func serverEnd(_ request: UInt32) -> UInt32 {
    let service = Int(requests[request].service)
    guard requests[request].leg != .clientToBalancer, requests[request].backend != .max else {
      return services[service].balancers[Int(requests[request].seat)].node
    }
    return services[service].servers[Int(requests[request].backend)].node.value
  }

  mutating func pass(_ request: UInt32, _ purpose: Message.Purpose, from: UInt32, to: UInt32) {
    guard let script = script(of: request) else { return }
    let bytes = script.flights[Int(requests[request].flight)].bytes
    send(request, purpose, from: from, to: to, bytes: bytes)
  }

  /// A flight has come to one end, or to the balancer in between.
  mutating func flightArrives(_ request: UInt32, _ purpose: Message.Purpose) {
    guard requests[request].leg != .none else { return }
    if requests[request].leg == .throughBalancer {
      let service = Int(requests[request].service)
      let hub = services[service].balancers[Int(requests[request].seat)].node
      if purpose == .greetingToBalancer {
        guard requests[request].flight > 0 else {
          balance(request)  // It chooses by the first packet, and passes it on.
          return
        }
        pass(request, .greetingToBackend, from: hub, to: serverEnd(request))
        return
      }
      if purpose == .answerToBalancer {
        pass(request, .answerToClient, from: hub, to: requests[request].client)
        return
      }
    }
    requests[request].flight += 1
    sendFlight(request)
  }

  private mutating func connectionIsOpen(_ request: UInt32, _ script: ConnectionScript) {
    if isTraced(request) {
      let peer = topology.nodes[Int(serverEnd(request))].name
      let form = requests[request].resumes ? "a resumed session" : "a full handshake"
      tell(request, "its connection to \(peer) is open, by \(form)")
    }
    let (from, purpose) = (clientEnd(request), requests[request].pending)
    let isRelayed = requests[request].leg == .throughBalancer
    let to =
      isRelayed
      ? services[Int(requests[request].service)].balancers[Int(requests[request].seat)].node
      : serverEnd(request)
    requests[request].leg = .none
    requests[request].isRelayed = isRelayed
    dispatch(request, purpose, from: from, to: to)
  }
}
