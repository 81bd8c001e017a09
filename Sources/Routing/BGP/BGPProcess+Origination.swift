import Kernel
import NetworkModel

/// Routes of the speaker's own: written ones, and those of other protocols (RFC 4271 §9.4).
extension BGPProcess {
  /// - Parameter metric: the MED that FRR gives: 0 for written networks, the metric of a redistributed route.
  static func ownAttributes(_ origin: PathAttributes.Origin, metric: Int) -> PathAttributes {
    var attributes = PathAttributes()
    attributes.origin = origin
    attributes.multiExitDiscriminator = UInt32(clamping: metric)
    return attributes
  }

  /// Of a written network.
  func originAttributes(of prefix: IPv4Prefix) -> PathAttributes {
    var attributes = Self.ownAttributes(.igp, metric: 0)
    var weight: UInt32 = 0
    configuration.originChanges[prefix]?.apply(to: &attributes, weight: &weight)
    return attributes
  }

  /// A prefix is announced or taken back by an event of the scenario. RFC 4271 §9.2.1.2: changes within the own AS are
  /// told at most once in MinASOriginationInterval.
  mutating func originate(
    _ prefix: IPv4Prefix, _ isPresent: Bool, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    waitingOrigins[prefix] = isPresent
    if now >= nextOrigination {
      originationDue(at: now, &actions)
    } else {
      actions.append(.setTimer(BGPTimer.origination.timer(), at: nextOrigination))
    }
  }

  mutating func originationDue(at now: SimTime, _ actions: inout [RoutingAction]) {
    let changes = waitingOrigins.sorted { $0.key < $1.key }
    waitingOrigins = [:]
    nextOrigination = now + jittered(configuration.settings.originationInterval)
    for (prefix, isPresent) in changes {
      own[prefix] = isPresent ? originAttributes(of: prefix) : nil
      redistributed.remove(prefix)
      decide([prefix], because: isPresent ? .originated : .withdrawnLocally, at: now, &actions)
    }
  }

  /// Another protocol's route has become the router's best, or is it no more.
  mutating func otherRoute(
    _ route: RedistributedRoute, _ isPresent: Bool, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    resolver.set(route, isPresent: isPresent)
    actions.append(.setTimer(BGPTimer.resolution.timer(), at: now))
    guard configuration.redistributed.contains(route.source) else { return }
    redistribute(route.prefix, isPresent, from: route.source, metric: route.metric, at: now, &actions)
  }

  mutating func redistribute(
    _ prefix: IPv4Prefix, _ isPresent: Bool, from source: RouteSource, metric: Int, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    // A written network stays as it is.
    if own[prefix] != nil && !redistributed.contains(prefix) { return }
    if !isPresent && !redistributed.contains(prefix) { return }
    let attributes =
      isPresent ? redistributedAttributes(of: prefix, from: source, metric: metric) : nil
    if own[prefix] == attributes { return }
    own[prefix] = attributes
    if attributes != nil { redistributed.insert(prefix) } else { redistributed.remove(prefix) }
    decide([prefix], because: attributes != nil ? .originated : .withdrawnLocally, at: now, &actions)
  }

  /// Nil: it is not announced.
  func redistributedAttributes(of prefix: IPv4Prefix, from source: RouteSource, metric: Int)
    -> PathAttributes?
  {
    guard let entry = configuration.redistributions[source] else {
      return Self.ownAttributes(.incomplete, metric: metric)
    }
    return entry.attributes(of: prefix, metric: metric)
  }
}
