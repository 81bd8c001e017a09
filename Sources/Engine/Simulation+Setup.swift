import Kernel
import NetworkModel

extension Simulation {
  /// Two channels a link: 2n from its first end, 2n + 1 from its second.
  static func makeChannels(_ topology: Topology) -> [Channel] {
    topology.links.flatMap { link in
      [link.interfaces.second, link.interfaces.first].map { end in
        let node = topology[end].node
        return Channel(link.spec, destination: end, of: node, isBridge: topology[node].kind == .bridge)
      }
    }
  }

  static func makeInterfaces(_ topology: Topology, _ resolution: AddressResolution) -> [InterfaceState] {
    topology.interfaces.enumerated().map { position, interface in
      let index = InterfaceIndex(position)
      let channel = interface.link.map { UInt32($0.position * 2 + interface.end) } ?? .max
      let isShared: Bool
      switch resolution {
      case .none: isShared = false
      case .everywhere: isShared = interface.link != nil
      case .sharedSegments: isShared = interface.segment.map { topology.segments[$0].isShared } ?? false
      }
      return InterfaceState(
        node: interface.node.value, channel: channel,
        peer: (topology.peer(of: index) ?? interface.farMouth)?.value ?? .max,
        address: interface.address?.address ?? .any, isShared: isShared,
        isBridgePort: topology[interface.node].kind == .bridge)
    }
  }

  static func makeNodes(_ topology: Topology) -> [NodeState] {
    let hostsWithContainers = Set(topology.nodes.compactMap(\.host))
    return topology.nodes.enumerated().map { position, node in
      let index = NodeIndex(position)
      let stack = topology.stack(of: index)
      let mtu = topology[stack].interfaces.lazy.compactMap { topology[$0].link.map { topology[$0].spec.mtu } }
        .first
      return NodeState(
        kind: node.kind,
        forwarding: hostsWithContainers.contains(index) ? .filtered : node.kind == .router ? .plain : .no,
        sendsErrors: node.sendsErrors, address: topology.primaryAddress(of: index) ?? .any,
        mtu: UInt32(clamping: mtu ?? 1500), stack: stack.value)
    }
  }

  /// Ten million packets take about a gigabyte, four million requests as much.
  mutating func checkBacklog() {
    if packets.count > 10_000_000 || requests.count > 4_000_000 { mustStop = true }
  }

  mutating func makeTimer(_ owner: TimerOwner, token: UInt64) -> UInt32 {
    timers.make(owner: owner.rawValue, token: token)
  }

  /// For timers of things that come and go; their slot is used again.
  mutating func releaseTimer(_ timer: UInt32) { timers.release(timer) }
}
