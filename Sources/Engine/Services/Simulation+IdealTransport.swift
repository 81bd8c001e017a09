import Kernel
import NetworkModel

/// Requests that take the propagation delay of their path and nothing else: no packets, no rates, no queues, no loss.
///
/// All legs of a request begin or end at its balancer (or at the client that balances for itself), and links are as long
/// one way as the other, so the delays from there are all that is needed. What is sent to a node that is down, or that no
/// path leads to, is lost without a sign, as in the network of packets.
extension Simulation {
  mutating func carryIdeally(_ request: UInt32, _ purpose: Message.Purpose, from: UInt32, to: UInt32) {
    let service = Int(requests[request].service)
    let balancer = Int(requests[request].seat)
    if services[service].balancers[balancer].delaysVersion != topologyVersion {
      measureDelays(service, balancer)
    }
    let hub = services[service].balancers[balancer].node
    let delay = services[service].balancers[balancer].delays[Int(from == hub ? to : from)]
    if delay == .zero {
      requests[request].place = .onTheWay
      requestArrives(request, purpose)
      return
    }
    sendLeg(request, purpose, after: delay)
  }

  /// - Parameter delay: `.never`: where it is sent, it cannot come.
  @inline(__always)
  mutating func sendLeg(_ request: UInt32, _ purpose: Message.Purpose, after delay: SimTime) {
    guard delay != .never else {
      requests[request].place = .lost
      return
    }
    requests[request].place = .onTheWay
    let leg = UInt64(requests[request].stamp) << 32 | UInt64(requests[request].retries) << 8
    queue.push(
      at: now + delay, kind: EventKind.legEnds.rawValue, target: request,
      argument: leg | UInt64(purpose.rawValue))
  }

  /// A leg whose request has ended, or is tried elsewhere by now, ends nowhere.
  mutating func legEnds(_ event: Event) {
    let request = event.target
    guard requests[request].stamp == UInt32(truncatingIfNeeded: event.argument >> 32),
      requests[request].retries == UInt16(truncatingIfNeeded: event.argument >> 8),
      requests[request].place == .onTheWay,
      let purpose = Message.Purpose(rawValue: UInt8(truncatingIfNeeded: event.argument))
    else { return }
    guard nodes[destination(of: request, purpose)].isUp else {
      requests[request].place = .lost
      return
    }
    requestArrives(request, purpose)
  }

  @inline(__always)
  private mutating func destination(of request: UInt32, _ purpose: Message.Purpose) -> UInt32 {
    let service = Int(requests[request].service)
    switch purpose {
    case .requestToBackend, .greetingToBackend, .probe:
      return services[service].servers[Int(requests[request].backend)].node.value
    case .requestToBalancer, .responseToBalancer, .greetingToBalancer, .answerToBalancer, .probeReply:
      return services[service].balancers[Int(requests[request].seat)].node
    case .responseToClient, .answerToClient:
      return requests[request].client
    }
  }

  // MARK: Probes

  mutating func sendProbeIdeally(_ index: Int) {
    probes[index].round &+= 1
    setProbeMessage(probes[index], UInt32(truncatingIfNeeded: index))
    sendProbeLeg(index, isAnswer: false)
  }

  private mutating func sendProbeLeg(_ index: Int, isAnswer: Bool) {
    let (service, balancer) = (Int(probes[index].service), Int(probes[index].balancer))
    if services[service].balancers[balancer].delaysVersion != topologyVersion {
      measureDelays(service, balancer)
    }
    let node = services[service].servers[Int(probes[index].backend)].node.value
    let delay = services[service].balancers[balancer].delays[Int(node)]
    guard delay != .never else { return }  // The probe's timeout will tell.
    queue.push(
      at: now + delay, kind: EventKind.probeLegEnds.rawValue, target: UInt32(truncatingIfNeeded: index),
      argument: UInt64(probes[index].round) << 1 | (isAnswer ? 1 : 0))
  }

  mutating func probeLegEnds(_ event: Event) {
    let index = Int(event.target)
    guard UInt64(probes[index].round) == event.argument >> 1 else { return }
    let probe = probes[index]
    let balancer = services[Int(probe.service)].balancers[Int(probe.balancer)]
    guard balancer.health[Int(probe.backend)].message != .max else { return }  // It has timed out.
    if event.argument & 1 == 1 {
      if nodes[balancer.node].isUp { probeAnswered(index) }
    } else if nodes[services[Int(probe.service)].servers[Int(probe.backend)].node.value].isUp {
      sendProbeLeg(index, isAnswer: true)
    }
  }

  // MARK: Delays

  /// Dijkstra's algorithm from a balancer over the links and nodes that work; hosts pass nothing on but for their own
  /// containers. O(n²) at worst, once for each change of the network.
  mutating func measureDelays(_ service: Int, _ balancer: Int) {
    let start = Int(services[service].balancers[balancer].node)
    var delays = [SimTime](repeating: .never, count: topology.nodes.count)
    var queue = EventQueue(minimumCapacity: 64)
    delays[start] = .zero
    queue.push(at: .zero, kind: 0, target: UInt32(truncatingIfNeeded: start))
    while let entry = queue.pop() {
      let node = Int(entry.target)
      guard entry.time == delays[node], nodes[entry.target].isUp else { continue }
      let passesOn = node == start || nodes[entry.target].forwards || topology.nodes[node].kind == .bridge
      guard passesOn else { continue }
      for interface in topology.nodes[node].interfaces {
        guard let link = topology[interface].link, channels[link.position * 2].isUp,
          let peer = topology.peer(of: interface)
        else { continue }
        let next = topology[peer].node
        let delay = entry.time + channels[link.position * 2].delay
        if delay < delays[next.position] {
          delays[next.position] = delay
          queue.push(at: delay, kind: 0, target: next.value)
        }
      }
    }
    for (position, node) in topology.nodes.enumerated() where node.usesHostStack {
      if nodes[UInt32(position)].isUp { delays[position] = delays[Int(nodes[UInt32(position)].stack)] }
    }
    services[service].balancers[balancer].delays = delays
    services[service].balancers[balancer].delaysVersion = topologyVersion
  }
}
