import Kernel
import NetworkModel

/// What a RIP process knows of one network.
struct RIPRoute: Sendable {
  enum Origin: UInt8, Sendable {
    /// A network of one of the router's own interfaces.
    case connected
    /// Of another source: static, another protocol.
    case redistributed
    case learned
  }

  /// One neighbour's way to the network.
  struct Path: Sendable, Equatable, BitwiseCopyable {
    /// Who announced it.
    var sender: IPv4Address
    var interface: InterfaceIndex
    /// The sender, or another router on its network (§4.4).
    var gateway: IPv4Address
    /// When it times out unless it is refreshed (§3.8).
    var deadline: SimTime

    var nextHop: NextHop { NextHop(interface: interface, address: gateway) }
  }

  let prefix: IPv4Prefix
  var origin: Origin
  /// 1…16.
  var metric: UInt8
  /// Of a learned route: the best path, then equal ones.
  var first: Path
  var others: [Path] = []
  /// Own networks: the interface, and the next hop of a redistributed route, for announcements.
  var ownInterface: InterfaceIndex?
  var ownGateway: IPv4Address?
  var source: RouteSource?
  /// At infinity: when it is removed.
  var garbageAt = SimTime.never
  /// To be in the next triggered update (§3.10.1).
  var isChanged = true

  var isLearned: Bool { origin == .learned }
  var isUnreachable: Bool { metric >= RIPProcess.infinity }

  var paths: [Path] { [first] + others }

  static let noPath = Path(sender: .any, interface: InterfaceIndex(0), gateway: .any, deadline: .never)

  /// True when an own network is announced as `other` would be. Of several interfaces on one network any will do.
  func isSameOwnNetwork(as other: RIPRoute) -> Bool {
    guard origin == other.origin, !isUnreachable, metric == other.metric else { return false }
    if origin == .connected { return true }
    return source == other.source && ownInterface == other.ownInterface && ownGateway == other.ownGateway
  }

  /// The everyday cases, quickly: the only router of the route repeats itself, or another one has only worse to offer.
  /// False, with nothing changed, when there is more to think about.
  mutating func absorbs(_ path: Path, metric: UInt8) -> Bool {
    guard isLearned, others.isEmpty else { return false }
    if first.sender == path.sender && first.interface == path.interface {
      guard metric == self.metric, !isUnreachable, first.gateway == path.gateway else { return false }
      first.deadline = path.deadline
      return true
    }
    return metric > self.metric
  }

  func leaves(by interface: InterfaceIndex) -> Bool {
    first.interface == interface || others.contains { $0.interface == interface }
  }

  var protocolRoute: ProtocolRoute {
    let hops = others.isEmpty ? [first.nextHop] : Set(paths.map(\.nextHop)).sorted()
    return ProtocolRoute(prefix: prefix, source: .rip, metric: Int(metric), nextHops: hops)
  }
}
