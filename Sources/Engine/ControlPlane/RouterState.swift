import Kernel
import NetworkModel
import Routing

/// The control plane of one node with an IP stack: its routing processes and the RIB that they feed.
struct RouterState {
  let node: NodeIndex
  var processes: [any RoutingProcess] = []
  var rib = RoutingInformationBase()
  /// Timers by process and the process's own name for them.
  var timers: [TimerKey: UInt32] = [:]

  struct TimerKey: Hashable {
    let process: UInt32
    let timer: RoutingTimer
  }
}

/// What a protocol sent, in the whole network.
struct ProtocolTraffic {
  let name: String
  var messages: UInt64 = 0
  var bytes: UInt64 = 0
}
