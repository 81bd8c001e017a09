import NetworkModel

/// `routing.bgp.announcements`: paths that routers announce as written.
extension BGPPlan {
  mutating func addAnnouncements(_ topology: Topology) {
    for announcement in spec.announcements {
      guard let node = topology.node(named: announcement.node) else { continue }
      let attributes = PathAttributes(announcement)
      for prefix in announcement.prefixes {
        speakers[node.position]?.written[prefix, default: []].append(attributes)
      }
    }
  }
}

extension PathAttributes {
  init(_ spec: BGPAnnouncementSpec) {
    self.init()
    origin = Origin.allCases.first { $0.description.lowercased() == spec.origin } ?? .igp
    asPath.segments = spec.asPath.map { segment in
      switch segment {
      case .sequence(let numbers): ASPath.Segment(.sequence, numbers)
      case .set(let numbers): ASPath.Segment(.set, numbers)
      }
    }
    multiExitDiscriminator = spec.multiExitDiscriminator
    localPreference = spec.localPreference
    communities = Set(spec.communities.compactMap { Community($0) }).sorted()
    largeCommunities = Set(spec.largeCommunities.compactMap { LargeCommunity($0) }).sorted()
  }
}
