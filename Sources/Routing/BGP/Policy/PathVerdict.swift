/// Why a path is not used, or not told.
package enum PathRejection: Sendable, Equatable, Hashable, CustomStringConvertible {
  /// RFC 4271 §9.1.2.
  case ownASInPath
  /// RFC 4456 §8.
  case ownOriginatorID
  case ownClusterID
  /// RFC 4271 §5.1.3 a: the next hop is the receiver itself.
  case nextHopIsOwn
  /// RFC 8212.
  case noPolicy
  case deniedByRule(Int)
  /// RFC 6811.
  case invalidOrigin
  /// RFC 9234 §5.
  case leak
  /// ASPA.
  case unauthorizedPath
  /// RFC 2439.
  case damped
  /// RFC 7606 §2.
  case malformed(AttributeFault)

  package var description: String {
    switch self {
    case .ownASInPath: "own AS in the path"
    case .ownOriginatorID: "own originator ID"
    case .ownClusterID: "own cluster ID in the list"
    case .nextHopIsOwn: "the next hop is the router itself"
    case .noPolicy: "no policy on this external session"
    case .deniedByRule(let number): "denied by rule \(number)"
    case .invalidOrigin: "the origin AS is invalid (ROV)"
    case .leak: "leaked (OTC)"
    case .unauthorizedPath: "the path is not authorized (ASPA)"
    case .damped: "suppressed for flapping (damping)"
    case .malformed(let fault): "malformed \(fault.rawValue), treated as withdrawn"
    }
  }
}
