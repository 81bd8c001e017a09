import Kernel
import NetworkModel

/// Routes that come and go are kept out for a while (RFC 2439), those of external neighbours only.
extension BGPProcess {
  mutating func noteFlap(
    of prefix: IPv4Prefix, from index: Int, _ amount: Double, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    guard let parameters = configuration.settings.damping, neighbors[index].configuration.isExternal else {
      return
    }
    var history = neighbors[index].flaps[prefix] ?? FlapDamping()
    history.add(amount, at: now, parameters)
    neighbors[index].flaps[prefix] = history
    if history.isSuppressed { scheduleReuse(index, at: now, &actions) }
  }

  /// A route has come: what is remembered of a steady one is forgotten, and one that is no longer bad enough is used.
  mutating func isDamped(_ prefix: IPv4Prefix, from index: Int, at now: SimTime) -> Bool {
    guard let parameters = configuration.settings.damping, var history = neighbors[index].flaps[prefix] else {
      return false
    }
    if history.isForgotten(at: now, parameters) {
      neighbors[index].flaps[prefix] = nil
      return false
    }
    _ = history.release(at: now, parameters)
    neighbors[index].flaps[prefix] = history
    return history.isSuppressed
  }

  private func scheduleReuse(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard let parameters = configuration.settings.damping else { return }
    let times = neighbors[index].flaps.values.filter(\.isSuppressed).map { $0.reuseTime(parameters) }
    guard let first = times.min() else { return }
    actions.append(.setTimer(BGPTimer.reuse.timer(index), at: max(now, first)))
  }

  /// Suppressed routes whose penalty has fallen far enough are used again, if they are there.
  mutating func reuseDue(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard let parameters = configuration.settings.damping else { return }
    var released: [IPv4Prefix] = []
    for prefix in neighbors[index].flaps.keys.sorted() {
      guard neighbors[index].flaps[prefix]?.release(at: now, parameters) ?? false else { continue }
      if neighbors[index].received[prefix]?.rejection == .damped {
        neighbors[index].received[prefix]?.rejection = nil
        released.append(prefix)
      }
    }
    scheduleReuse(index, at: now, &actions)
    decide(released, because: .reuse, at: now, &actions)
  }

  /// A session's end is no flap of its routes. As in FRR, routes that were there leave no history behind.
  mutating func forgetFlaps(_ index: Int) {
    for prefix in neighbors[index].received.prefixes { neighbors[index].flaps[prefix] = nil }
  }
}
