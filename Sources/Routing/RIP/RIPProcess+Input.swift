import Kernel
import NetworkModel

/// RFC 2453 §3.9: what a router does with messages.
extension RIPProcess {
  mutating func receive(
    _ message: RIPMessage, on index: InterfaceIndex, from sender: IPv4Address, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    guard let place = interfaces.firstIndex(where: { $0.index == index }), interfaces[place].isUp else {
      return
    }
    let interface = interfaces[place]
    if interface.isPassive {
      ignored.onPassive += 1
      return
    }
    // §3.9.2: not from this router itself, and only from a directly connected network.
    if interfaces.contains(where: { $0.address.address == sender }) {
      ignored.ownMessages += 1
      return
    }
    guard interface.address.prefix.contains(sender) else {
      ignored.wrongSource += 1
      return
    }
    switch message.command {
    case .request:
      // §3.9.1: the whole table, to the asker, with split horizon.
      sendTable(onInterfaceAt: place, to: sender, &actions)
    case .response:
      if interface.hasBFD { watch(RoutingNeighbor(interface: index, address: sender), &actions) }
      let arrival = Arrival(
        sender: sender, interface: interface.index, network: interface.address.prefix,
        cost: max(1, interface.cost), now: now, deadline: now + configuration.timeout,
        equalAfter: equalAfter(now))
      let neighbor = hearing(sender, on: interface.index)
      guard let place = heard[neighbor].place(of: message.entries) else {
        heard[neighbor].keep(message.entries)
        read(message.entries, arrival, &actions)
        return
      }
      if isOldNews(at: place, arrival, of: neighbor) { return }
      let before = edition
      read(message.entries, arrival, &actions)
      if edition == before { learnEffect(of: message.entries, at: place, arrival, of: neighbor) }
    }
  }

  private mutating func read(
    _ entries: [RIPEntry], _ arrival: Arrival, _ actions: inout [RoutingAction]
  ) {
    var next = 0
    while next < entries.count {
      next = absorb(entries, from: next, arrival)
      guard next < entries.count else { break }
      consider(entries[next], arrival, &actions)
      next += 1
    }
    insertNewRoutes()
  }

  /// Passes over the entries that change nothing but a deadline, as nearly all do: they follow the table at the cursor.
  ///
  /// - Returns: the place of the first entry that needs a thought.
  private mutating func absorb(_ entries: [RIPEntry], from first: Int, _ arrival: Arrival) -> Int {
    guard newRoutes.isEmpty else { return first }
    var place = cursor
    var next = first
    let path = RIPRoute.Path(
      deadline: arrival.deadline, sender: arrival.sender, interface: arrival.interface,
      gateway: arrival.sender)
    routes.withUnsafeMutableBufferPointer { routes in
      entries.withUnsafeBufferPointer { entries in
        while next < entries.count {
          let entry = entries[next]
          guard entry.metric >= 1, entry.metric <= Self.infinity, entry.nextHop == .any else { return }
          let limit = min(place + 8, routes.count)
          while place < limit && routes[place].prefix < entry.prefix { place += 1 }
          guard place < routes.count, routes[place].prefix == entry.prefix else { return }
          let metric = arrival.metric(of: entry)
          guard routes[place].absorbs(path, metric: metric, equalAfter: arrival.equalAfter) else { return }
          place += 1
          next += 1
        }
      }
    }
    cursor = place
    return next
  }

  /// What the entries of one response have in common.
  struct Arrival: BitwiseCopyable {
    let sender: IPv4Address
    let interface: InterfaceIndex
    let network: IPv4Prefix
    let cost: Int
    let now: SimTime
    let deadline: SimTime
    /// See `RIPRoute.absorbs`.
    let equalAfter: SimTime

    /// §3.9.2: metric = MIN(metric + cost, infinity).
    func metric(of entry: RIPEntry) -> UInt8 {
      UInt8(min(Int(entry.metric) + cost, Int(RIPProcess.infinity)))
    }
  }

  private mutating func equalAfter(_ now: SimTime) -> SimTime {
    if configuration.maximumPaths > 1 { return .never }
    return configuration.switchesAtHalfTimeout ? now + configuration.timeout / 2 : .zero
  }

  private mutating func consider(
    _ entry: RIPEntry, _ arrival: Arrival, _ actions: inout [RoutingAction]
  ) {
    guard entry.metric >= 1 && entry.metric <= Self.infinity else {
      ignored.badMetrics += 1
      return
    }
    guard Self.isUsable(entry.prefix) else {
      ignored.badPrefixes += 1
      return
    }
    guard let gateway = gateway(of: entry, arrival) else {
      ignored.ownNextHops += 1
      return
    }
    let metric = arrival.metric(of: entry)
    let path = RIPRoute.Path(
      deadline: arrival.deadline, sender: arrival.sender, interface: arrival.interface, gateway: gateway)
    if let last = newRoutes.last, entry.prefix <= last.prefix { insertNewRoutes() }
    let place = find(entry.prefix)
    guard place < routes.count, routes[place].prefix == entry.prefix else {
      cursor = place
      if metric < Self.infinity { add(entry.prefix, metric, path, &actions) }
      return
    }
    cursor = place + 1
    if routes[place].absorbs(path, metric: metric, equalAfter: arrival.equalAfter) { return }
    if routes[place].origin != .learned && !routes[place].isUnreachable { return }  // Our own network.
    update(place, metric, path, at: arrival.now, &actions)
  }

  /// §4.4: zero, or an address that is not on this network, means the sender. Nil when this router itself is named: the
  /// sender's way leads through us, and going back there would be a loop (FRR ignores such entries, too).
  private mutating func gateway(of entry: RIPEntry, _ arrival: Arrival) -> IPv4Address? {
    let named = entry.nextHop
    if named == .any { return arrival.sender }
    if interfaces.contains(where: { $0.address.address == named }) { return nil }
    return arrival.network.contains(named) ? named : arrival.sender
  }

  /// §3.9.2: net 0 (except the default route), net 127, multicast and reserved addresses are not destinations.
  static func isUsable(_ prefix: IPv4Prefix) -> Bool {
    let net = prefix.address.bits >> 24
    if prefix.length == 0 { return true }
    return net != 0 && net != 127 && net < 224
  }

  /// Where the prefix is, or belongs. Looks near the cursor first: O(1) for sorted messages, else O(log n).
  private mutating func find(_ prefix: IPv4Prefix) -> Int {
    routes.withUnsafeBufferPointer { routes in
      var near = min(cursor, routes.count)
      if near == 0 || routes[near - 1].prefix < prefix {
        let limit = min(near + 8, routes.count)
        while near < limit && routes[near].prefix < prefix { near += 1 }
        if near < limit || near == routes.count { return near }
      }
      return Self.insertionPoint(prefix, routes)
    }
  }

  mutating func insertionPoint(_ prefix: IPv4Prefix) -> Int {
    routes.withUnsafeBufferPointer { Self.insertionPoint(prefix, $0) }
  }

  private static func insertionPoint(
    _ prefix: IPv4Prefix, _ routes: UnsafeBufferPointer<RIPRoute>
  ) -> Int {
    var (low, high) = (0, routes.count)
    while low < high {
      let middle = (low + high) / 2
      if routes[middle].prefix < prefix { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func add(
    _ prefix: IPv4Prefix, _ metric: UInt8, _ path: RIPRoute.Path, _ actions: inout [RoutingAction]
  ) {
    newRoutes.append(RIPRoute(learned: prefix, metric: metric, path: path))
    hasChanges = true
    offer(prefix, metric: metric, NextHopSet(path.nextHop))
    watchDeadline(path.deadline, &actions)
  }

  /// Merges the new routes of a message, which are sorted, into the table from behind: every route moves at most once.
  private mutating func insertNewRoutes() {
    if newRoutes.isEmpty { return }
    var old = routes.count - 1
    routes.append(contentsOf: newRoutes)
    var hole = routes.count - 1
    for route in newRoutes.reversed() {
      while old >= 0 && route.prefix < routes[old].prefix {
        routes[hole] = routes[old]
        hole -= 1
        old -= 1
      }
      routes[hole] = route
      hole -= 1
    }
    newRoutes.removeAll(keepingCapacity: true)
    cursor = 0
    edition &+= 1
  }

  // MARK: A route that is known

  private mutating func update(
    _ place: Int, _ metric: UInt8, _ path: RIPRoute.Path, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let isCurrent =
      routes[place].isLearned && routes[place].first.sender == path.sender
      && routes[place].first.interface == path.interface
    if isCurrent && !routes[place].hasOthers {
      updateFromCurrentRouter(place, metric, path, at: now, &actions)
      return
    }
    let known = otherPaths(place).firstIndex {
      $0.sender == path.sender && $0.interface == path.interface
    }
    if isCurrent || known != nil {
      updateOneOfSeveral(place, isCurrent ? nil : known, metric, path, at: now, &actions)
    } else {
      updateFromOtherRouter(place, metric, path, at: now, &actions)
    }
  }

  /// §3.9.2: what the current next hop says is adopted, better or worse, and refreshes the timeout.
  private mutating func updateFromCurrentRouter(
    _ place: Int, _ metric: UInt8, _ path: RIPRoute.Path, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    if metric >= Self.infinity {
      // Already at infinity: the deletion that is under way is not started anew.
      if !routes[place].isUnreachable { startDeletion(place, at: now, &actions) }
      return
    }
    let isSame = metric == routes[place].metric && path.gateway == routes[place].first.gateway
    routes[place].first.deadline = path.deadline
    if isSame { return }
    adopt(place, metric, path, at: now, &actions)
  }

  /// Equal-cost paths: a path that got worse leaves the set, one that got better replaces it.
  private mutating func updateOneOfSeveral(
    _ place: Int, _ other: Int?, _ metric: UInt8, _ path: RIPRoute.Path, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    if metric < routes[place].metric {
      adopt(place, metric, path, at: now, &actions)
    } else if metric == routes[place].metric && metric < Self.infinity {
      if let other {
        var others = otherPaths(place)
        let moved = others[other].gateway != path.gateway
        others[other] = path
        setOtherPaths(place, others)
        if moved { install(place, &actions) }
      } else {
        let moved = routes[place].first.gateway != path.gateway
        routes[place].first = path
        if moved { install(place, &actions) }
      }
    } else {
      removePath(place, other, at: now, &actions)
    }
  }

  private mutating func updateFromOtherRouter(
    _ place: Int, _ metric: UInt8, _ path: RIPRoute.Path, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let route = routes[place]
    if metric < route.metric {
      adopt(place, metric, path, at: now, &actions)
    } else if metric == route.metric && metric < Self.infinity {
      let others = otherPaths(place)
      if others.count + 1 < configuration.maximumPaths {
        setOtherPaths(place, others + [path])
        install(place, &actions)
      } else if configuration.switchesAtHalfTimeout && configuration.maximumPaths == 1
        && deadline(of: route.first) - now <= configuration.timeout / 2
      {
        // §3.9.2: the current router has been silent for half the timeout.
        adopt(place, metric, path, at: now, &actions)
      }
    }
  }

  /// Makes this the route's only path.
  private mutating func adopt(
    _ place: Int, _ metric: UInt8, _ path: RIPRoute.Path, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    if routes[place].isUnreachable {
      // §3.8: a new route during garbage collection takes its place and cancels the timer.
      garbageCount -= 1
    }
    routes[place].origin = .learned
    routes[place].metric = metric
    routes[place].first = path
    setOtherPaths(place, [])
    install(place, &actions)
    watchDeadline(path.deadline, &actions)
  }

  private mutating func install(_ place: Int, _ actions: inout [RoutingAction]) {
    routes[place].isChanged = true
    hasChanges = true
    edition &+= 1
    offer(routes[place].prefix, metric: routes[place].metric, nextHops(place))
  }

  /// - Parameter other: place among the further paths; nil: the first one.
  mutating func removePath(
    _ place: Int, _ other: Int?, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    var others = otherPaths(place)
    if let other {
      others.remove(at: other)
    } else if others.isEmpty {
      if !routes[place].isUnreachable { startDeletion(place, at: now, &actions) }
      return
    } else {
      routes[place].first = others.removeFirst()
    }
    setOtherPaths(place, others)
    // The metric is the same, but split horizon hid the route on the lost path's interface: the neighbours there may
    // need it now (FRR triggers an update here too).
    install(place, &actions)
  }
}
