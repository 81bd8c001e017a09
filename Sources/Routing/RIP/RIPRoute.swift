import Kernel
import NetworkModel

/// What a RIP process knows of one network, in 40 bytes: a message is read along the table, and a new network moves what
/// stands behind it.
struct RIPRoute: Sendable, BitwiseCopyable {
  enum Origin: UInt8, Sendable, BitwiseCopyable {
    /// A network of one of the router's own interfaces.
    case connected
    /// Of another source: static, another protocol.
    case redistributed
    case learned
  }

  /// One neighbour's way to the network.
  struct Path: Sendable, Equatable, BitwiseCopyable {
    /// When it times out unless it is refreshed (§3.8); it may share a later one, see `RIPProcess.deadline(of:)`.
    var deadline: SimTime
    /// Who announced it.
    var sender: IPv4Address
    var interface: InterfaceIndex
    /// The sender, or another router on its network (§4.4).
    var gateway: IPv4Address
    /// The deadline that it shares with others, by its place in `RIPProcess.sharedDeadlines`; `.max`: none.
    var shared = UInt32.max

    var nextHop: NextHop { NextHop(interface: interface, address: gateway) }
  }

  let prefix: IPv4Prefix
  var origin: Origin
  /// 1…16.
  var metric: UInt8
  /// To be in the next triggered update (§3.10.1).
  var isChanged = true
  /// Of a redistributed network.
  var source: RouteSource?
  /// There are equal-cost paths, see `RIPProcess.otherPaths`.
  var hasOthers = false
  /// Of a learned route: the best path. Of an own network: its interface and gateway, for announcements. At infinity the
  /// deadline is that of garbage collection.
  var first: Path

  init(learned prefix: IPv4Prefix, metric: UInt8, path: Path) {
    self.prefix = prefix
    origin = .learned
    self.metric = metric
    first = path
  }

  /// - Parameter gateway: the next hop of a redistributed route on that interface.
  init(
    own prefix: IPv4Prefix, origin: Origin, metric: UInt8, interface: InterfaceIndex?,
    gateway: IPv4Address? = nil, source: RouteSource? = nil
  ) {
    self.prefix = prefix
    self.origin = origin
    self.metric = metric
    self.source = source
    first = Path(
      deadline: .never, sender: .any, interface: interface ?? Self.noInterface, gateway: gateway ?? .any)
  }

  private static let noInterface = InterfaceIndex(Int(UInt32.max))

  /// Of an own network.
  var ownInterface: InterfaceIndex? { first.interface == Self.noInterface ? nil : first.interface }
  var ownGateway: IPv4Address? { first.gateway == .any ? nil : first.gateway }

  /// When it is removed; `.never` while it is not at infinity.
  var garbageAt: SimTime { isUnreachable ? first.deadline : .never }

  var isLearned: Bool { origin == .learned }

  /// Of a learned route: whether it goes by the sender of a message.
  func isHeard(from arrival: RIPProcess.Arrival) -> Bool {
    first.sender == arrival.sender && first.interface == arrival.interface
  }

  var isUnreachable: Bool { metric >= RIPProcess.infinity }

  /// True when an own network is announced as `other` would be. Of several interfaces on one network any will do.
  func isSameOwnNetwork(as other: RIPRoute) -> Bool {
    guard origin == other.origin, !isUnreachable, metric == other.metric else { return false }
    if origin == .connected { return true }
    return source == other.source && ownInterface == other.ownInterface && ownGateway == other.ownGateway
  }

  /// The everyday cases, quickly: the only router of the route repeats itself, or another one has nothing to offer.
  /// False, with nothing changed, when there is more to think about.
  ///
  /// - Parameter equalAfter: equal metrics of other routers are nothing new as long as the route's deadline is later. One that it
  ///   shares, which may be later than its own, is not looked at.
  mutating func absorbs(_ path: Path, metric: UInt8, equalAfter: SimTime) -> Bool {
    guard isLearned, !hasOthers else { return false }
    if first.sender == path.sender && first.interface == path.interface {
      guard metric == self.metric, !isUnreachable, first.gateway == path.gateway else { return false }
      first.deadline = path.deadline
      return true
    }
    if metric >= RIPProcess.infinity || metric > self.metric { return true }
    return metric == self.metric && first.deadline > equalAfter
  }
}
