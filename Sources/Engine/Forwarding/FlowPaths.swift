import CPrefetch
import NetworkModel

/// The steps that packets of running flows took last, flow by flow, ready to be taken again.
///
/// Until some forwarding table changes, a node does with a flow's packets what it did with the one before: they have the same
/// destination and the same hash. The route cache knows that, too, but in a line of memory for each node and destination, and
/// equal-cost paths are chosen anew at each hop. Here all steps of a flow stand together in two lines: in a large network they
/// fit a nearer cache, and where a packet will go can be asked before it has arrived (`Simulation.lookAhead`).
struct FlowPaths: ~Copyable {
  /// What one node does with the packets of a flow.
  struct Step: BitwiseCopyable {
    fileprivate var node: UInt32 = .max
    fileprivate var generation: UInt32 = 0
    fileprivate(set) var interface: UInt32 = .max
    /// The interface's channel, to the only neighbour there is; `.max`: the packet is at its destination.
    fileprivate(set) var channel: UInt32 = .max
  }

  /// How many steps of a flow are kept: those of a fat tree, hosts included, and one more.
  private static let length = 8
  /// The paths of more flows would fit no cache.
  private static let mostFlows = 1 << 16

  private var steps: FixedArray<Step>
  private var generation: UInt32 = 1

  init(flows: Int) {
    steps = FixedArray(repeating: Step(), count: flows <= Self.mostFlows ? flows * Self.length : 0)
  }

  /// The path of a flow; `.max`: it has none.
  @inline(__always)
  func path(ofFlow flow: UInt32) -> UInt32 { Int(flow) * Self.length < steps.count ? flow : .max }

  /// Where the step stands that a packet is about to take; −1: nowhere.
  ///
  /// - Parameter isOwn: it has not left its source yet.
  @inline(__always)
  static func place(of packet: borrowing Packet.Way, isOwn: Bool) -> Int {
    let position = isOwn ? 0 : Int(packet.hops) &+ 1
    if packet.path == .max || position >= length { return -1 }
    return Int(packet.path) &* length &+ position
  }

  /// Whether it is known what the node does.
  @inline(__always)
  func knows(_ place: Int, at node: UInt32) -> Bool {
    steps[place].node == node && steps[place].generation == generation
  }

  subscript(place: Int) -> Step {
    @inline(__always)
    get { steps[place] }
  }

  /// Fetches the first steps of a flow.
  @inline(__always)
  func fetch(ofFlow flow: UInt32) {
    if path(ofFlow: flow) != .max { prefetch(steps.base + Int(flow) &* Self.length) }
  }

  /// The channel by which the flow's packets last left their source; `.max`: none, or not known.
  @inline(__always)
  func firstChannel(ofFlow flow: UInt32) -> UInt32 {
    path(ofFlow: flow) == .max ? .max : steps[Int(flow) &* Self.length].channel
  }

  /// The packet leaves through an interface with one neighbour.
  mutating func keep(_ place: Int, at node: UInt32, through hop: NextHopGroups.Hop) {
    if hop.peer == .max || hop.channel == .max { return }
    steps[place] = Step(
      node: node, generation: generation, interface: hop.interface, channel: hop.channel)
  }

  /// The packet is at its destination.
  mutating func keepEnd(_ place: Int, at node: UInt32) {
    steps[place] = Step(node: node, generation: generation)
  }

  mutating func invalidate() {
    generation &+= 1
    if generation == 0 {
      for place in 0..<steps.count { steps[place] = Step() }
      generation = 1
    }
  }
}
