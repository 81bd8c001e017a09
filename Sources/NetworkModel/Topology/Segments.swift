extension TopologyBuilder {
  /// Finds the broadcast domains: a link joins its two ends, a bridge joins all its ports.
  mutating func findSegments() {
    var parents = Array(0..<interfaces.count)
    func root(_ position: Int) -> Int {
      var current = position
      while parents[current] != current {
        parents[current] = parents[parents[current]]
        current = parents[current]
      }
      return current
    }
    func join(_ a: InterfaceIndex, _ b: InterfaceIndex) {
      let (low, high) = (root(a.position), root(b.position))
      if low != high { parents[max(low, high)] = min(low, high) }
    }
    for network in containerNetworks {
      // A tunnel between bridges is a wire.
      let mouths = network.places.compactMap { $0.bridge == nil ? nil : $0.tunnels.first }
      for other in mouths.dropFirst() { join(mouths[0], other) }
    }
    for link in links { join(link.interfaces.first, link.interfaces.second) }
    for node in nodes where node.kind == .bridge {
      for other in node.interfaces.dropFirst() { join(node.interfaces[0], other) }
    }

    var members: [[InterfaceIndex]] = []
    var bridges: [[NodeIndex]] = []
    var segmentByRoot: [Int: Int] = [:]
    for (position, interface) in interfaces.enumerated()
    where interface.kind == .ethernet || isBridgeMouth(interface) {
      let top = root(position)
      let segment = segmentByRoot[top] ?? members.count
      if segment == members.count {
        segmentByRoot[top] = segment
        members.append([])
        bridges.append([])
      }
      interfaces[position].segment = segment
      if nodes[interface.node.position].kind == .bridge {
        if bridges[segment].last != interface.node && !bridges[segment].contains(interface.node) {
          bridges[segment].append(interface.node)
        }
      } else {
        interfaces[position].positionInSegment = members[segment].count
        members[segment].append(InterfaceIndex(position))
      }
    }
    segments = zip(members, bridges).map { Topology.Segment(interfaces: $0, bridges: $1, prefix: nil) }
    for (number, network) in containerNetworks.enumerated() where !network.spec.attachesToParent {
      for place in network.places {
        guard let bridge = place.bridge, let port = nodes[bridge.position].interfaces.first,
          let segment = interfaces[port.position].segment
        else { continue }
        segments[segment].containerNetwork = number
      }
    }
  }

  private func isBridgeMouth(_ interface: Topology.Interface) -> Bool {
    interface.kind == .tunnel && nodes[interface.node.position].kind == .bridge
  }
}
