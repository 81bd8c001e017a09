import NetworkModel

/// Type 7 LSAs of an NSSA, told to the rest of the domain as type 5 (RFC 3101 §3).
extension OSPFProcess {
  /// §3.1: of the border routers of an NSSA that are reached, in the area and over the backbone, the one with the highest identifier
  /// translates.
  func isTranslator(ofArea area: Int) -> Bool {
    guard areas[area].spec.kind.isNSSA, isBorder else { return false }
    let countsAll = configuration.choices.electsUnreachedTranslators
    for (vertex, number) in databases[area].lsaOfVertex.enumerated() where number >= 0 {
      guard let lsa = databases[area].lsa(Int(number)), lsa.key.type == .router,
        lsa.key.advertisingRouter > routerID,
        flags(ofVertex: vertex, inArea: area).contains(.border)
      else { continue }
      if countsAll || areas[area].tree.isReached(vertex) && isBorderOfBackbone(lsa.key.advertisingRouter) {
        return false
      }
    }
    return true
  }

  private func isBorderOfBackbone(_ router: RouterID) -> Bool {
    guard let backbone = areas.firstIndex(where: \.isBackbone) else { return false }
    return wayToBorder(router, inArea: backbone) != nil
  }

  /// §3.2: what bears the P-bit and a forwarding address, one LSA for each network.
  func translatedExternals() -> [(prefix: IPv4Prefix, reach: ExternalReach)] {
    var found: [IPv4Prefix: ExternalReach] = [:]
    for area in areas.indices where isTranslator(ofArea: area) {
      for lsa in candidates(inArea: area) {
        guard lsa.options.contains(.nssa), case .external(var reach) = lsa.body, reach.forwarding != .any
        else { continue }
        let prefix = IPv4Prefix(lsa.key.linkStateID, length: reach.length)
        if let metric = configuration.choices.translatedMetric {
          reach.metric = prefix.length == 0 ? configuration.choices.translatedDefaultMetric : metric
        }
        if configuration.choices.translatesLast {
          found[prefix] = reach
        } else if found[prefix].map({ reach.goesBefore($0) }) ?? true {
          // Of two areas' the cheaper is told.
          found[prefix] = reach
        }
      }
    }
    return found.map { ($0.key, $0.value) }
  }

  /// The type 7 LSAs that the router's own ways lead by; or all, in the order of the database.
  private func candidates(inArea area: Int) -> [LSA] {
    if configuration.choices.translatesLast {
      return databases[area].leaves.compactMap { usableLeaf($0, inScope: area) }
        .filter { $0.key.type == .nssa }.sorted { $0.key < $1.key }
    }
    return nssaWays.filter { prefix, way in
      guard way.area == area else { return false }
      return !configuration.choices.translatesOwnWayOnly
        || routes.current.indices.contains(prefix) && routes.current[prefix].isEqual(to: way.route)
    }.compactMap { databases[area].lsa($0.value.lsa) }
  }
}

/// The best way to a network that an NSSA's type 7 LSAs tell.
struct NSSAWay: Sendable {
  let area: Int
  let lsa: Int
  let route: OSPFRouteTable.Route
}

extension ExternalReach {
  /// Type 1 before type 2, then by the metric.
  fileprivate func goesBefore(_ other: ExternalReach) -> Bool {
    isType2 != other.isType2 ? other.isType2 : metric < other.metric
  }
}
