import Kernel
import NetworkModel

/// What every interface on a shared segment knows about its neighbours' hardware addresses (RFC 826), and the packets
/// that wait to learn one.
struct NeighborTable: ~Copyable {
  struct Neighbor: BitwiseCopyable {
    let interface: UInt32
    let address: IPv4Address
    /// The neighbour's interface; `.max` until it has answered.
    var hardware: UInt32 = .max
    /// After this the answer is not trusted any more.
    var freshUntil: SimTime = .zero
    /// Requests sent without an answer; zero when none is out.
    var attempts: UInt32 = 0
    var firstWaiting: UInt32 = .max
    var lastWaiting: UInt32 = .max
    var waiting: UInt32 = 0
    var timer: UInt32 = .max
  }

  /// How long an answer is used without asking again: Linux's base reachable time of 30 s, doubled.
  static let freshness = SimTime.seconds(60)
  /// Linux's defaults: retrans_time_ms 1000, mcast_solicit 3.
  static let retryInterval = SimTime.seconds(1)
  static let maximumAttempts: UInt32 = 3
  /// Packets held for one neighbour; beyond that the oldest is dropped (Linux's unres_qlen_bytes holds about as many).
  static let maximumWaiting: UInt32 = 100
  /// 28 bytes, padded to the least payload of an Ethernet frame.
  static let frameBytes = 46

  var neighbors: [Neighbor] = []
  private var indexByKey: [UInt64: Int] = [:]

  mutating func index(interface: UInt32, address: IPv4Address) -> Int {
    let key = UInt64(interface) << 32 | UInt64(address.bits)
    if let known = indexByKey[key] { return known }
    indexByKey[key] = neighbors.count
    neighbors.append(Neighbor(interface: interface, address: address))
    return neighbors.count - 1
  }

  func find(interface: UInt32, address: IPv4Address) -> Int? {
    indexByKey[UInt64(interface) << 32 | UInt64(address.bits)]
  }

  /// The interface has lost carrier: what it knew is void.
  mutating func forget(interface: UInt32) {
    for position in neighbors.indices where neighbors[position].interface == interface {
      neighbors[position].freshUntil = .zero
      neighbors[position].hardware = .max
    }
  }
}
