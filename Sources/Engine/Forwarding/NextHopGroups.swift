import Kernel
import NetworkModel
import Routing

/// Sets of next hops, each stored once and shared by all routes that use it.
struct NextHopGroups: ~Copyable {
  /// No route.
  static let unreachable: UInt32 = 0
  /// The node's own address.
  static let local: UInt32 = 1
  /// A discard route.
  static let discard: UInt32 = 2

  struct Group: BitwiseCopyable {
    var first: UInt32
    var count: UInt32
  }

  /// How to get a packet out: the interface, and whose hardware address to write on it.
  struct Hop: BitwiseCopyable {
    var interface: UInt32
    /// The interface's channel.
    var channel: UInt32
    /// The neighbour's address; zero for a network that is directly connected.
    var gateway: IPv4Address
    /// The only interface there is at the other end, or `.max` when it must be resolved.
    var peer: UInt32

    static var none: Hop { Hop(interface: .max, channel: .max, gateway: .any, peer: .max) }

    private init(interface: UInt32, channel: UInt32, gateway: IPv4Address, peer: UInt32) {
      (self.interface, self.channel, self.gateway, self.peer) = (interface, channel, gateway, peer)
    }

    init(_ interface: UInt32, _ state: InterfaceState, gateway: IPv4Address) {
      self.interface = interface
      channel = state.channel
      self.gateway = gateway
      peer = state.isShared ? .max : state.peer
    }
  }

  private var groups = StableArray(Array(repeating: Group(first: 0, count: 0), count: 3))
  private var hops = StableArray<Hop>()
  private var indexByHops: [NextHopSet: UInt32] = [:]

  @inline(__always)
  subscript(group: UInt32) -> Group { groups[Int(group)] }

  @inline(__always)
  func hop(_ position: UInt32) -> Hop { hops[Int(position)] }

  mutating func intern(_ nextHops: NextHopSet, interfaces: borrowing FixedArray<InterfaceState>) -> UInt32 {
    if nextHops.isEmpty { return Self.discard }
    if let known = indexByHops[nextHops] { return known }
    let index = UInt32(truncatingIfNeeded: groups.count)
    groups.append(Group(first: UInt32(hops.count), count: UInt32(nextHops.count)))
    for nextHop in nextHops {
      let interface = interfaces[nextHop.interface.value]
      hops.append(Hop(nextHop.interface.value, interface, gateway: nextHop.address ?? .any))
    }
    indexByHops[nextHops] = index
    return index
  }
}
