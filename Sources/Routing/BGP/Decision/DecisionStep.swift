/// The tie-breaks of the decision process, in the order in which they are applied.
///
/// | step | rule |
/// |---|---|
/// | reachable | the next hop resolves (RFC 4271 §9.1.2.1) |
/// | weight | the highest; own routes have 32768 (Cisco and FRR: the RFC leaves own routes to the speaker) |
/// | local preference | the highest (RFC 4271 §9.1.1) |
/// | AS path length | the shortest; a set counts as one (§9.1.2.2 a) |
/// | origin | IGP, then EGP, then incomplete (§9.1.2.2 b) |
/// | MED | the lowest, among paths through one neighbouring AS (§9.1.2.2 c) |
/// | external over internal | (§9.1.2.2 d); another member AS of the confederation is internal (RFC 5065 §5.3) |
/// | confederate over internal | a path of another member AS wins (FRR's; only where the profile has it) |
/// | IGP cost | the nearest next hop (§9.1.2.2 e) |
/// | current | the external path that is in use stays (FRR's and Cisco's; only where the profile has it) |
/// | router identifier | the lowest, or the ORIGINATOR_ID in its place (§9.1.2.2 f, RFC 4456 §9) |
/// | cluster list length | the shortest (RFC 4456 §9) |
/// | staleness | one from before its neighbour's restart falls (FRR's; only where the profile has it) |
/// | neighbor address | the lowest (§9.1.2.2 g) |
package enum DecisionStep: Int, Sendable, CaseIterable, CustomStringConvertible {
  case reachable
  case weight
  case localPreference
  case pathLength
  case origin
  case multiExitDiscriminator
  case externalOverInternal
  case confederateOverInternal
  case interiorCost
  case current
  case routerIdentifier
  case clusterListLength
  case staleness
  case neighborAddress

  package var description: String {
    switch self {
    case .reachable: "next hop reachable"
    case .weight: "weight"
    case .localPreference: "local preference"
    case .pathLength: "AS path length"
    case .origin: "origin"
    case .multiExitDiscriminator: "MED"
    case .externalOverInternal: "external over internal"
    case .confederateOverInternal: "other member AS over internal"
    case .interiorCost: "IGP cost"
    case .current: "already in use"
    case .routerIdentifier: "router ID"
    case .clusterListLength: "cluster list length"
    case .staleness: "staleness"
    case .neighborAddress: "neighbor address"
    }
  }
}

extension DecisionStep {
  /// Those of the paths that this step leaves; at least one of them.
  func survivors(_ candidates: [Int], of paths: [BGPPath], _ settings: BGPSettings) -> [Int] {
    switch self {
    case .reachable: candidates.filter { paths[$0].interiorCost != nil }
    case .weight: Self.least(candidates) { -Int(paths[$0].weight) }
    case .localPreference: Self.least(candidates) { -Int(paths[$0].localPreference) }
    case .pathLength:
      settings.ignoresPathLength
        ? candidates
        : Self.least(candidates) {
          paths[$0].attributes.asPath.length
            + (settings.countsConfederation ? paths[$0].attributes.asPath.confederationLength : 0)
        }
    case .origin: Self.least(candidates) { paths[$0].attributes.origin.rawValue }
    case .multiExitDiscriminator: Self.lowestDiscriminators(candidates, of: paths, settings)
    case .externalOverInternal: Self.least(candidates) { paths[$0].isInternal ? 1 : 0 }
    case .confederateOverInternal:
      settings.distinguishesMembers ? Self.confederates(candidates, of: paths) : candidates
    case .interiorCost: Self.least(candidates) { paths[$0].interiorCost ?? .max }
    case .current: Self.inUse(candidates, of: paths, settings)
    case .routerIdentifier:
      Self.least(candidates) { Int((paths[$0].attributes.originatorID ?? paths[$0].peerIdentifier).bits) }
    case .clusterListLength: Self.least(candidates) { paths[$0].attributes.clusterList.count }
    case .staleness: candidates  // Of pairs only.
    case .neighborAddress: Self.least(candidates) { Int(paths[$0].peerAddress.bits) }
    }
  }

  private static func confederates(_ candidates: [Int], of paths: [BGPPath]) -> [Int] {
    guard candidates.contains(where: { paths[$0].isConfederate }),
      candidates.allSatisfy({ paths[$0].isInternal })
    else { return candidates }
    return candidates.filter { paths[$0].isConfederate }
  }

  private static func least(_ candidates: [Int], by value: (Int) -> Int) -> [Int] {
    guard let least = candidates.lazy.map(value).min() else { return candidates }
    return candidates.filter { value($0) == least }
  }

  /// RFC 4271 §9.1.2.2 c: a path falls to another through the same neighbouring AS with a lower MED. As a set operation it
  /// does not depend on the order of the paths, which vendors call deterministic.
  private static func lowestDiscriminators(
    _ candidates: [Int], of paths: [BGPPath], _ settings: BGPSettings
  ) -> [Int] {
    func value(_ path: Int) -> UInt32 {
      paths[path].attributes.multiExitDiscriminator ?? (settings.missingMEDIsWorst ? .max : 0)
    }
    return candidates.filter { own in
      !candidates.contains { other in
        value(other) < value(own)
          && (settings.alwaysComparesMED
            // Paths from within the confederation have no neighbouring AS, and are compared with each other (RFC 5065 §5.3).
            || paths[other].attributes.asPath.neighbor == paths[own].attributes.asPath.neighbor)
      }
    }
  }

  private static func inUse(_ candidates: [Int], of paths: [BGPPath], _ settings: BGPSettings) -> [Int] {
    guard settings.prefersCurrentExternal,
      let current = candidates.first(where: { paths[$0].isCurrent && !paths[$0].isInternal })
    else { return candidates }
    return [current]
  }
}
