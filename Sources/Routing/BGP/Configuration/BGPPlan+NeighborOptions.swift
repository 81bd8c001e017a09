import NetworkModel

/// `routing.bgp.neighbors`, laid over the sessions.
extension BGPPlan {
  mutating func addNeighborOptions() {
    for position in speakers.indices {
      guard let speaker = speakers[position] else { continue }
      for index in speaker.neighbors.indices {
        let neighbor = speaker.neighbors[index]
        for entry in spec.neighbors where concerns(entry, speaker, neighbor) {
          speakers[position]?.neighbors[index].options.take(entry.options)
        }
      }
    }
    for position in speakers.indices { tellLocalAS(of: position) }
  }

  private func concerns(
    _ entry: BGPNeighborSpec, _ speaker: BGPConfiguration, _ neighbor: BGPNeighborConfiguration
  ) -> Bool {
    (entry.node == nil || entry.node == speaker.name) && Self.isMeant(entry.neighbor, neighbor)
  }

  static func isMeant(_ written: BGPRuleSpec.Neighbor, _ neighbor: BGPNeighborConfiguration) -> Bool {
    switch written {
    case .any: true
    case .external: neighbor.isExternal
    case .internal: neighbor.isInternal
    case .router(let name): neighbor.name == name
    }
  }

  /// Its neighbours know a speaker by its `local-as`.
  private mutating func tellLocalAS(of position: Int) {
    guard let speaker = speakers[position] else { return }
    for index in speaker.neighbors.indices {
      let neighbor = speaker.neighbors[index]
      guard neighbor.isExternal, let number = neighbor.options.localAS?.number else { continue }
      speakers[position]?.neighbors[index].localAS = number
      for other in speakers.indices where speakers[other]?.name == neighbor.name {
        for place in speakers[other]?.neighbors.indices ?? 0..<0
        where speakers[other]?.neighbors[place].remoteAddress == neighbor.localAddress
          && speakers[other]?.neighbors[place].localAddress == neighbor.remoteAddress
        {
          speakers[other]?.neighbors[place].remoteAS = number
        }
      }
    }
  }
}
