import Kernel
import NetworkModel

/// What happens at a service by the clock: balancers hear of loads, backends pause.
extension Simulation {
  /// Balancers that do not always know the loads begin at different times, so that they do not hear of them together.
  mutating func startViews() {
    for service in services.indices where services[service].viewRefresh > .zero {
      for balancer in services[service].balancers.indices {
        let first = services[service].jitter.uniform(upTo: services[service].viewRefresh)
        queue.push(
          at: now + first, kind: EventKind.viewRefresh.rawValue,
          target: UInt32(truncatingIfNeeded: service), argument: UInt64(balancer))
      }
    }
  }

  mutating func viewRefresh(_ event: Event) {
    let (service, balancer) = (Int(event.target), Int(event.argument))
    for backend in services[service].servers.indices {
      services[service].balancers[balancer].setLoad(backend, services[service].servers[backend].load)
    }
    queue.push(
      at: now + services[service].viewRefresh, kind: EventKind.viewRefresh.rawValue, target: event.target,
      argument: event.argument)
  }

  mutating func startPauses() {
    for service in services.indices {
      for backend in services[service].servers.indices { schedulePause(service, backend) }
    }
  }

  private mutating func schedulePause(_ service: Int, _ backend: Int) {
    guard let pauses = services[service].servers[backend].pauses else { return }
    var stream = services[service].servers[backend].pauseStream
    let gap = max(.microseconds(1), pauses.gap.sampleTime(&stream))
    services[service].servers[backend].pauseStream = stream
    queue.push(
      at: max(now, services[service].servers[backend].pausedUntil) + gap,
      kind: EventKind.pauseBegins.rawValue, target: UInt32(truncatingIfNeeded: service),
      argument: UInt64(backend))
  }

  /// All that is in service stands still; what is started meanwhile begins afterwards.
  mutating func pauseBegins(_ event: Event) {
    let (service, backend) = (Int(event.target), Int(event.argument))
    guard let pauses = services[service].servers[backend].pauses else { return }
    var stream = services[service].servers[backend].pauseStream
    let length = max(.zero, pauses.length.sampleTime(&stream))
    services[service].servers[backend].pauseStream = stream
    services[service].servers[backend].pausedUntil = now + length
    services[service].servers[backend].pausesTotal += length
    schedulePause(service, backend)
  }
}
