import Kernel
import Metrics
import NetworkModel

/// A packet that is followed through the tables without being sent.
struct PathWalk {
  var trace: PathTrace
  let target: NodeIndex
  /// Steps so far, in tunnels too: nothing goes on for ever.
  var steps = 0

  static let limit = 1000

  /// Ends the way here. Nil, so that callers can return it.
  mutating func refuse(_ node: String, _ reason: String, toward: String? = nil) -> UInt32? {
    if trace.refusal == nil {
      trace.refusal = PathTrace.Refusal(node: node, reason: reason, toward: toward)
    }
    return nil
  }
}

/// An IP packet at one level: the user's own, or a tunnel's outer one.
struct PathPacket {
  var tuple: ConnectionTuple
  var headers: HeaderStack
  var isTunnel = false
  var mayFragment = false

  /// `10.0.0.1:40000 -> 10.0.0.2:80`, without ports where there are none.
  var addresses: String {
    if tuple.ports == 0 { return "\(tuple.source) -> \(tuple.destination)" }
    return "\(tuple.source):\(tuple.sourcePort) -> \(tuple.destination):\(tuple.destinationPort)"
  }
}
