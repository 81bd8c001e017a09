import CPrefetch
import Kernel
import NetworkModel

extension Simulation {
  /// Fetches what the next events will touch while the present one is worked on.
  ///
  /// In a large network nothing of a hop is in the nearest cache, and one hop's misses wait for each other: the channel names
  /// its packet, the packet its route. Those of several hops do not. So each step is taken some events before the next one.
  /// Nothing depends on it but time.
  /// Source: Chen, Ailamaki, Gibbons and Mowry, "Improving hash join performance through prefetching", 2004, §5 (software
  /// pipelining).
  @inline(__always)
  mutating func lookAhead() {
    if !looksAhead { return }
    let count = queue.foreseen
    if count == 0 { return }
    if queue.hasJustBegunDay {
      for position in 0..<min(count, 4) { fetchFirst(queue.foreseen(position)) }
      fetchSecond(queue.foreseen(0))
      return
    }
    if count > 3 { fetchFirst(queue.foreseen(3)) }
    if count > 1 { fetchSecond(queue.foreseen(1)) }
    fetchThird(queue.foreseen(0))
  }

  /// What does not fit the caches near the processor is worth fetching ahead: some hundred channels or servers.
  static func isWorthLookingAhead(channels: Int, servers: Int) -> Bool { channels >= 512 || servers >= 64 }

  /// What an event touches first.
  @inline(__always)
  private mutating func fetchFirst(_ event: Event) {
    switch EventKind(rawValue: event.kind) {
    case .arrival: prefetch(UnsafeRawPointer(channels.base + Int(event.target)))
    case .flowSends: fetchTwoLines(UnsafeRawPointer(flows.base + Int(event.target)))
    case .serviceEnds, .legEnds: fetchTwoLines(UnsafeRawPointer(requests.base + Int(event.target)))
    default: break
    }
  }

  /// What that names: the channel's first packet, the flow's path, the request's server. Each may have changed since; then what
  /// is fetched is of no use, or no memory at all, which costs nothing.
  @inline(__always)
  private mutating func fetchSecond(_ event: Event) {
    switch EventKind(rawValue: event.kind) {
    case .arrival:
      let packet = channels[event.target].head
      packets.fetchWay(packet)
      if carriesOnlyRouting {
        packets.fetchEnds(packet)
        fetchTwoLines(routers.base + Int(channels[event.target].node))
      }
    case .flowSends: forwarding.paths.fetch(ofFlow: event.target)
    case .serviceEnds: fetchServer(of: event.target)
    default: break
    }
  }

  /// What that names in turn.
  @inline(__always)
  private mutating func fetchThird(_ event: Event) {
    switch EventKind(rawValue: event.kind) {
    case .arrival: fetchWayOn(from: event.target)
    case .flowSends:
      let channel = forwarding.paths.firstChannel(ofFlow: event.target)
      if channel != .max { fetchTwoLines(UnsafeRawPointer(channels.base + Int(channel))) }
    default: break
    }
  }

  /// Where the route of a channel's first packet stands, or where that leads; for a routing message, the router and where the
  /// message is stored.
  @inline(__always)
  private mutating func fetchWayOn(from channel: UInt32) {
    let packet = channels[channel].head
    if packet == .max { return }
    let node = channels[channel].node
    if packets[packet].kind == .routing {
      routingMessages.fetch(packets[endsOf: packet].payload)
      if carriesOnlyRouting {
        routers[Int(node)].fetchFirstProcess()
      } else {
        fetchTwoLines(routers.base + Int(node))
      }
    } else if !fetchStep(of: packet, at: node) {
      forwarding.fetchRoute(node: node, destination: packets[packet].destination)
    }
  }

  /// What the packet of a flow touches where it goes next: the channel, or at its destination what only ends ask for.
  /// False: where it goes is not known.
  @inline(__always)
  private mutating func fetchStep(of packet: UInt32, at node: UInt32) -> Bool {
    let place = FlowPaths.place(of: packets[packet], isOwn: false)
    guard place >= 0, forwarding.paths.knows(place, at: node) else { return false }
    let channel = forwarding.paths[place].channel
    if channel == .max {
      packets.fetchEnds(packet)
    } else {
      fetchTwoLines(UnsafeRawPointer(channels.base + Int(channel)))
    }
    return true
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
