import Kernel
import NetworkModel

/// One balancer's probe of one backend.
struct Probe: BitwiseCopyable {
  let service: UInt32
  let balancer: UInt32
  let backend: UInt32
  /// When the next probe leaves, and when the one that is out has failed.
  var dueTimer: UInt32 = .max
  var timeoutTimer: UInt32 = .max
  /// Counts its sendings, so that a late answer of an ideal transport is known.
  var round: UInt32 = 0

  /// An HTTP request and response of the least size that occurs in the field.
  static let bytes = 64
}

extension Simulation {
  mutating func startHealthChecks() {
    for service in services.indices {
      guard let check = services[service].healthCheck else { continue }
      for balancer in services[service].balancers.indices {
        for backend in services[service].servers.indices {
          var probe = Probe(
            service: UInt32(service), balancer: UInt32(balancer), backend: UInt32(backend))
          let token = UInt64(probes.count)
          probe.dueTimer = makeTimer(.probeDue, token: token)
          probe.timeoutTimer = makeTimer(.probeTimeout, token: token)
          probes.append(probe)
          timers.set(probe.dueTimer, at: now + check.interval, queue: &queue)
        }
      }
    }
  }

  mutating func probeDue(_ index: Int) {
    let probe = probes[index]
    guard let check = services[Int(probe.service)].healthCheck else { return }
    timers.set(probe.dueTimer, at: now + check.interval, queue: &queue)
    let balancer = services[Int(probe.service)].balancers[Int(probe.balancer)]
    guard nodes[balancer.node].isUp, balancer.health[Int(probe.backend)].message == .max else { return }
    timers.set(probe.timeoutTimer, at: now + check.timeout, queue: &queue)
    if isTransportIdeal {
      sendProbeIdeally(index)
      return
    }
    setProbeMessage(
      probe,
      sendMessage(
        .probe, from: balancer.node, to: services[Int(probe.service)].servers[Int(probe.backend)].node.value,
        bytes: Probe.bytes, subject: UInt32(index), port: UInt16(truncatingIfNeeded: 61000 + index % 4000)))
  }

  /// The probe is at the backend, which is up: it answers at once, out of turn.
  mutating func answerProbe(_ message: Message) {
    let probe = probes[Int(message.subject)]
    let port = UInt16(truncatingIfNeeded: 61000 + Int(message.subject) % 4000)
    setProbeMessage(
      probe,
      sendMessage(
        .probeReply, from: message.to, to: message.from, bytes: Probe.bytes, subject: message.subject,
        port: port))
  }

  mutating func probeAnswered(_ message: Message) { probeAnswered(Int(message.subject)) }

  mutating func probeAnswered(_ index: Int) {
    let probe = probes[index]
    setProbeMessage(probe, .max)
    timers.cancel(probe.timeoutTimer)
    noteProbe(probe, succeeded: true)
  }

  mutating func probeTimedOut(_ index: Int) {
    let probe = probes[index]
    let message = services[Int(probe.service)].balancers[Int(probe.balancer)]
      .health[Int(probe.backend)].message
    if message != .max && !isTransportIdeal { abandonMessage(message) }
    setProbeMessage(probe, .max)
    noteProbe(probe, succeeded: false)
  }

  /// The network gave the probe back before its timeout; the timeout will count it.
  mutating func probeMessageFailed(_ message: Message) {
    setProbeMessage(probes[Int(message.subject)], .max)
  }

  mutating func setProbeMessage(_ probe: Probe, _ message: UInt32) {
    services[Int(probe.service)].balancers[Int(probe.balancer)].health[Int(probe.backend)].message = message
  }

  /// `unhealthy` failures in a row take a backend out, `healthy` successes in a row take it back.
  private mutating func noteProbe(_ probe: Probe, succeeded: Bool) {
    let (service, balancer, backend) = (Int(probe.service), Int(probe.balancer), Int(probe.backend))
    guard let check = services[service].healthCheck else { return }
    var health = services[service].balancers[balancer].health[backend]
    health.successesInRow = succeeded ? health.successesInRow + 1 : 0
    health.failuresInRow = succeeded ? 0 : health.failuresInRow + 1
    let turnsHealthy = !health.isHealthy && health.successesInRow >= check.healthy
    let turnsUnhealthy = health.isHealthy && health.failuresInRow >= check.unhealthy
    if turnsHealthy || turnsUnhealthy {
      health.isHealthy = turnsHealthy
      services[service].balancers[balancer].setEligible(backend, turnsHealthy)
      let node = topology.nodes[Int(services[service].balancers[balancer].node)].name
      note(
        turnsHealthy ? "health-up" : "health-down", entity: services[service].servers[backend].name,
        detail: "\(services[service].name) seen from \(node)")
    }
    services[service].balancers[balancer].health[backend] = health
  }
}
