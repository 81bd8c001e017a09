import CPrefetch
import Kernel

extension Simulation {
  /// Fetches what the next events will touch while the present one is worked on.
  ///
  /// In a large network nothing of a hop is in the nearest cache, and one hop's misses wait for each other: the channel names
  /// its packet, the packet its route. Those of several hops do not. Nothing depends on it but time.
  /// Source: Chen, Ailamaki, Gibbons and Mowry, "Improving hash join performance through prefetching", 2004, §5 (software
  /// pipelining).
  @inline(__always)
  mutating func lookAhead() {
    let count = queue.foreseen
    if count == 0 { return }
    if queue.hasJustBegunDay {
      for position in 0..<min(count, 4) { fetchFirst(queue.foreseen(position)) }
    } else if count > 3 {
      fetchFirst(queue.foreseen(3))
    }
    let next = queue.foreseen(0)
    if next.kind == EventKind.arrival.rawValue {
      fetchPacket(channels[next.target].head)
    } else if next.kind == EventKind.serviceEnds.rawValue {
      fetchServer(of: next.target)
    }
  }

  /// What an event touches first.
  @inline(__always)
  private mutating func fetchFirst(_ event: Event) {
    switch EventKind(rawValue: event.kind) {
    case .arrival: fetchTwoLines(UnsafeRawPointer(channels.base + Int(event.target)))
    case .flowSends: fetchTwoLines(UnsafeRawPointer(flows.base + Int(event.target)))
    case .serviceEnds, .legEnds: fetchTwoLines(UnsafeRawPointer(requests.base + Int(event.target)))
    default: break
    }
  }

  /// The request may have gone on since; then what is fetched is of no use, or no memory at all, which costs nothing.
  @inline(__always)
  private mutating func fetchServer(of request: UInt32) {
    let servers = services[Int(requests[request].service)].servers.base
    fetchTwoLines(UnsafeRawPointer(servers) + Int(requests[request].backend) &* MemoryLayout<Server>.stride)
  }

  /// A channel that has failed since has none.
  @inline(__always)
  private mutating func fetchPacket(_ packet: UInt32) {
    fetchTwoLines(UnsafeRawPointer(packets.base) + Int(packet) &* MemoryLayout<Packet>.stride)
  }

  @inline(__always)
  private mutating func fetchTwoLines(_ address: UnsafeRawPointer) {
    prefetch(address)
    prefetch(address + 64)
  }
}
