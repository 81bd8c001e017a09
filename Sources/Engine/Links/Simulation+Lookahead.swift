import CPrefetch
import Kernel
import NetworkModel

extension Simulation {
  /// Fetches what the next events will touch while the present one is worked on.
  ///
  /// In a large network nothing of a hop is in the nearest cache, and one hop's misses wait for each other: the event names
  /// a channel, the channel its packet, the packet its route, the route the next channel. Those of several hops do not. So each
  /// step is taken some events before the next one. What changes meanwhile is fetched in vain; nothing depends on it but time.
  /// Source: Chen, Ailamaki, Gibbons and Mowry, "Improving hash join performance through prefetching", 2004, §5 (software
  /// pipelining).
  @inline(__always)
  mutating func lookAhead() {
    if looksAhead { fetchUpcoming() }
  }

  @inline(__always)
  private mutating func fetchUpcoming() {
    upcoming.advance(in: queue)
    while let event = upcoming.dueFirst() { fetchFirst(event) }
    while let event = upcoming.dueSecond() { fetchSecond(event) }
    while let event = upcoming.dueThird() { fetchThird(event) }
    while let event = upcoming.dueFourth() { fetchFourth(event) }
  }

  /// What does not fit the caches near the processor is worth fetching ahead: some hundred channels or servers.
  static func isWorthLookingAhead(channels: Int, servers: Int) -> Bool { channels >= 512 || servers >= 64 }

  /// What an event touches first.
  @inline(__always)
  private mutating func fetchFirst(_ event: UpcomingEvents.Entry) {
    switch EventKind(rawValue: event.kind) {
    case .arrival: fetchTwoLines(channels.base + Int(event.target))
    case .flowSends: fetchTwoLines(flows.base + Int(event.target))
    case .serviceEnds, .legEnds: fetchTwoLines(requests.base + Int(event.target))
    default: break
    }
  }

  /// What that names: the channel's first packet, the request's server.
  @inline(__always)
  private mutating func fetchSecond(_ event: UpcomingEvents.Entry) {
    switch EventKind(rawValue: event.kind) {
    case .arrival:
      let packet = channels[event.target].head
      if packet != .max { prefetch(packets.ways.base + Int(packet)) }
    case .serviceEnds: fetchServer(of: event.target)
    default: break
    }
  }

  /// Where the route of a packet stands; for a routing message, the router and where the message is stored.
  @inline(__always)
  private mutating func fetchThird(_ event: UpcomingEvents.Entry) {
    switch EventKind(rawValue: event.kind) {
    case .arrival:
      let packet = channels[event.target].head
      if packet == .max { return }
      let node = channels[event.target].node
      if packets[packet].kind == .routing {
        routingMessages.fetch(packets[endsOf: packet].payload)
        fetchTwoLines(routers.base + Int(node))
      } else {
        forwarding.fetchRoute(node: node, destination: packets[packet].destination)
      }
    case .flowSends:
      let flow = flows.base + Int(event.target)
      forwarding.fetchRoute(node: flow.pointee.from.value, destination: flow.pointee.destination)
    default: break
    }
  }

  /// The channel that the packet goes to, if its route is known.
  @inline(__always)
  private mutating func fetchFourth(_ event: UpcomingEvents.Entry) {
    switch EventKind(rawValue: event.kind) {
    case .arrival:
      let packet = channels[event.target].head
      if packet == .max || packets[packet].kind == .routing { return }
      let node = channels[event.target].node
      guard let route = forwarding.knownRoute(node: node, destination: packets[packet].destination),
        route.count > 0
      else { return }
      fetchChannel(of: nextHop(route, of: packet, at: node))
    case .flowSends:
      let flow = flows.base + Int(event.target)
      let route = forwarding.knownRoute(
        node: flow.pointee.from.value, destination: flow.pointee.destination)
      if let route, route.count == 1 { fetchChannel(of: route.hop) }
    default: break
    }
  }

  @inline(__always)
  private mutating func fetchChannel(of hop: NextHopGroups.Hop) {
    if hop.channel != .max { fetchTwoLines(channels.base + Int(hop.channel)) }
  }

  @inline(__always)
  private mutating func fetchServer(of request: UInt32) {
    let servers = services[Int(requests[request].service)].servers.base
    fetchTwoLines(UnsafeRawPointer(servers) + Int(requests[request].backend) &* MemoryLayout<Server>.stride)
  }

  @inline(__always)
  private mutating func fetchTwoLines(_ address: UnsafeRawPointer) {
    prefetch(address)
    prefetch(address + 64)
  }
}
