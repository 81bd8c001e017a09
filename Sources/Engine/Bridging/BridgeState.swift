import Kernel
import NetworkModel
import Routing

/// A bridge while it runs: what it has learned, and its spanning tree.
struct BridgeState {
  let node: NodeIndex
  let ageing: SimTime
  /// The ageing time in force; the spanning tree shortens it after a topology change.
  var currentAgeing: SimTime
  /// By hardware address, which is an interface's index.
  var learned: [UInt32: Station] = [:]
  var spanningTree: SpanningTreeBridge?
  var timers: [SpanningTreeTimer: UInt32] = [:]
  var loopedFrames: UInt64 = 0
  /// What a container network's bridge does beside bridging.
  var containers = ContainerBridge()
  var isPartOfContainers = false

  struct Station {
    var port: UInt32
    var heardAt: SimTime
  }
}
