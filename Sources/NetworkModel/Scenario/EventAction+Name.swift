extension EventAction: CustomStringConvertible {
  /// As reports name it: `down r1 -- r2`.
  package var description: String {
    switch self {
    case .linkDown(let link, let silent): "down \(link)" + (silent ? " (silent)" : "")
    case .linkUp(let link): "up \(link)"
    case .crash(let name): "crash \(name)"
    case .recover(let name): "recover \(name)"
    case .restart(let name, let away): "restart \(name) (\(away))"
    case .announce(let prefix, let node): "announce \(prefix) on \(node)"
    case .withdraw(let prefix, let node): "withdraw \(prefix) on \(node)"
    case .set(.linkLoss(let link, let loss)): "set loss of \(link) to \(loss)"
    case .set(.linkDelay(let link, let delay)): "set delay of \(link) to \(delay)"
    case .set(.linkBandwidth(let link, let bandwidth)): "set bandwidth of \(link) to \(bandwidth)"
    case .set(.backendErrors(let service, let backend, let share)):
      "set errors of \(service)" + (backend.map { "/\($0)" } ?? "") + " to \(share)"
    case .set(.trafficRate(let name, let factor)): "set rate of \(name) to \(factor) times"
    case .set(.backendServiceTime(let service, let backend, _)):
      "set service time of \(service)" + (backend.map { "/\($0)" } ?? "")
    }
  }

  /// Whether the event has a convergence time of its own.
  package var isTopologyEvent: Bool {
    switch self {
    case .linkDown, .linkUp, .crash, .recover, .restart, .announce, .withdraw: true
    case .set: false
    }
  }
}

extension EventSpec {
  /// As reports name it: its own name, and what it does.
  package var title: String { name.map { "\($0): \(action)" } ?? action.description }

  /// Whether a metric such as `routing.convergence.down r1 -- r2` means this event.
  package func answers(to wanted: String) -> Bool { name == wanted || action.description == wanted }
}
