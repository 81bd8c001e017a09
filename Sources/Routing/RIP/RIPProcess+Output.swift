import Kernel
import NetworkModel

/// RFC 2453 §3.10 and §3.4.3: what a router tells.
extension RIPProcess {
  mutating func sendRequest(on interface: RoutingInterface, _ actions: inout [RoutingAction]) {
    guard interface.isUp, !interface.isPassive else { return }
    let message = RIPMessage(command: .request)
    actions.append(
      .send(.rip(message), on: interface.index, to: .allRIPRouters, bytes: message.packetBytes))
  }

  /// §3.10: the whole table to all neighbours, every 30 s.
  mutating func sendRegularUpdate(at now: SimTime, _ actions: inout [RoutingAction]) {
    sendOnAllInterfaces(changedOnly: false, &actions)
    hasToldAll = true
    let interval = configuration.update
    let offset = interval.scaled(by: configuration.jitter * (2 * stream.uniform() - 1))
    scheduleUpdate(at: now + max(.milliseconds(1), interval + offset), &actions)
  }

  /// §3.10.1: changes are told at once, then batched for a random 1 to 5 s.
  mutating func triggerIfChanged(at now: SimTime, _ actions: inout [RoutingAction]) {
    // Nothing is told before the start; without triggered updates the regular one carries the changes.
    guard hasChanges, configuration.triggered, nextUpdate != .never else { return }
    if let holdUntil, holdUntil > now { return }
    sendTriggeredUpdate(at: now, &actions)
  }

  mutating func sendTriggeredUpdate(at now: SimTime, _ actions: inout [RoutingAction]) {
    // §3.10.1: suppressed when a regular update is due by the time it would be sent.
    if nextUpdate <= now { return }
    sendOnAllInterfaces(changedOnly: true, &actions)
    let least = configuration.triggeredHoldLeast
    let spread = configuration.triggeredHoldMost - least
    let until = now + least + stream.uniform(upTo: spread)
    holdUntil = until
    setTimer(.triggeredHold, at: until, &actions)
  }

  private mutating func sendOnAllInterfaces(changedOnly: Bool, _ actions: inout [RoutingAction]) {
    for place in interfaces.indices where interfaces[place].isUp && !interfaces[place].isPassive {
      if changedOnly {
        send(
          messages(on: interfaces[place], changedOnly: true), onInterfaceAt: place, to: .allRIPRouters,
          &actions)
      } else {
        sendTable(onInterfaceAt: place, to: .allRIPRouters, &actions)
      }
    }
    guard hasChanges else { return }
    hasChanges = false
    for position in routes.indices { routes[position].isChanged = false }
  }

  /// The whole table. As long as it is the same, so are the messages.
  mutating func sendTable(
    onInterfaceAt place: Int, to destination: IPv4Address, _ actions: inout [RoutingAction]
  ) {
    if told.isEmpty { told = Array(repeating: nil, count: interfaces.count) }
    if told[place]?.edition != edition {
      told[place] = (edition, messages(on: interfaces[place], changedOnly: false))
    }
    send(told[place]?.messages ?? [], onInterfaceAt: place, to: destination, &actions)
  }

  private mutating func send(
    _ messages: [RIPMessage], onInterfaceAt place: Int, to destination: IPv4Address,
    _ actions: inout [RoutingAction]
  ) {
    for message in messages {
      actions.append(
        .send(.rip(message), on: interfaces[place].index, to: destination, bytes: message.packetBytes))
    }
  }

  /// The table, or what changed in it, as this interface's neighbours may see it; 25 entries a message.
  private mutating func messages(on interface: RoutingInterface, changedOnly: Bool) -> [RIPMessage] {
    var messages: [RIPMessage] = []
    var entries: [RIPEntry] = []
    for position in routes.indices {
      if changedOnly && !routes[position].isChanged { continue }
      guard let entry = entry(for: position, on: interface) else { continue }
      if entries.isEmpty { entries.reserveCapacity(RIPMessage.maximumEntries) }
      entries.append(entry)
      if entries.count == RIPMessage.maximumEntries {
        messages.append(RIPMessage(command: .response, entries: entries))
        entries = []
      }
    }
    if !entries.isEmpty { messages.append(RIPMessage(command: .response, entries: entries)) }
    return messages
  }

  /// Split horizon (§3.4.3): a route is not told, or told as unreachable, where it was learned. The network of the
  /// interface itself is treated alike, as FRR does: whoever hears it is on it.
  private mutating func entry(for position: Int, on interface: RoutingInterface) -> RIPEntry? {
    let comesFromThere: Bool
    switch routes[position].origin {
    case .learned: comesFromThere = leaves(position, by: interface.index)
    case .connected: comesFromThere = routes[position].ownInterface == interface.index
    case .redistributed: comesFromThere = false
    }
    var metric = routes[position].metric
    if comesFromThere {
      switch configuration.splitHorizon {
      case .none: break
      case .simple: return nil
      case .poisonedReverse: metric = Self.infinity
      }
    }
    return RIPEntry(
      prefix: routes[position].prefix,
      nextHop: announcedNextHop(position, on: interface, metric: metric), metric: metric)
  }

  /// §4.4: when the way of another source's route leads on through a router of the same network, that router is named,
  /// so that nobody takes a detour through us. Learned routes name nobody: their router announces them there itself.
  private mutating func announcedNextHop(
    _ position: Int, on interface: RoutingInterface, metric: UInt8
  ) -> IPv4Address {
    guard metric < Self.infinity, routes[position].origin == .redistributed,
      routes[position].ownInterface == interface.index, let gateway = routes[position].ownGateway,
      interface.address.prefix.contains(gateway)
    else { return .any }
    return gateway
  }
}
