import Kernel
import NetworkModel

/// UPDATEs on their way into Adj-RIB-In.
extension BGPProcess {
  mutating func receive(
    _ update: BGPMessage.Update, from index: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let sender = neighbors[index].identifier
    noteNews(at: now)
    if update.isEndOfRIB { return endOfRIB(from: index, at: now, &actions) }
    if let fault = update.malformed.first(where: { endsSession($0, index) }) {
      malformedUpdates += 1
      return close(index, fault.notification, at: now, &actions)
    }
    var withdrawn: [IPv4Prefix] = []
    for (position, prefix) in update.withdrawn.enumerated() {
      let identifier = Self.identifier(position, update.withdrawnIdentifiers)
      if neighbors[index].received[prefix, identifier] == nil { continue }
      neighbors[index].received[prefix, identifier] = nil
      noteFlap(of: prefix, from: index, FlapDamping.ofWithdrawal, at: now, &actions)
      withdrawn.append(prefix)
    }
    if !withdrawn.isEmpty { decide(withdrawn, because: .withdrawal(from: sender), at: now, &actions) }
    guard let given = update.attributes, !update.announced.isEmpty else { return }

    let (attributes, fault) = repaired(given, update.malformed, from: index)
    if fault != nil || !update.malformed.isEmpty { malformedUpdates += 1 }
    var changed: [IPv4Prefix] = []
    for (position, prefix) in update.announced.enumerated() {
      var path = fault.map {
        ReceivedPath(accepted: attributes, weight: 0, rejection: .malformed($0), received: now)
      }
      path = path ?? imported(attributes, for: prefix, from: index, at: now)
      path?.provenance =
        update.provenance.indices.contains(position) ? update.provenance[position] : nil
      let identifier = Self.identifier(position, update.announcedIdentifiers)
      let old = neighbors[index].received[prefix, identifier]
      path?.arrival = old?.arrival ?? nextArrival()
      if let old, old.accepted != path?.accepted {
        noteFlap(of: prefix, from: index, FlapDamping.ofChange, at: now, &actions)
      }
      if path?.rejection == nil, isDamped(prefix, from: index, at: now) {
        path?.rejection = .damped
      }
      if path?.rejection != nil { rejectedPaths += 1 }
      // RFC 4271 §3.1: an announcement replaces the earlier one, also where it is then kept out.
      neighbors[index].received[prefix, identifier] = path
      changed.append(prefix)
    }
    if endsForTooMany(index, at: now, &actions) { return }
    decide(changed, because: .announcement(from: sender), at: now, &actions)
  }

  private mutating func nextArrival() -> UInt64 {
    arrivals += 1
    return arrivals
  }

  private static func identifier(_ position: Int, _ identifiers: [UInt32]) -> UInt32 {
    identifiers.indices.contains(position) ? identifiers[position] : 0
  }

  /// RFC 7606 §2 keeps the session where it can; RFC 4271 §6.3 ends it for every fault.
  private func endsSession(_ fault: AttributeFault, _ index: Int) -> Bool {
    configuration.settings.resetsOnFaults
      || fault.treatment(isExternal: neighbors[index].configuration.isExternal) == .resetSession
  }

  /// RFC 7606 §7: attributes to be discarded are discarded; the first fault that makes the routes withdrawn ones.
  private func repaired(
    _ given: PathAttributes, _ faults: [AttributeFault], from index: Int
  ) -> (PathAttributes, AttributeFault?) {
    var attributes = given
    let isExternal = neighbors[index].configuration.isExternal
    for fault in faults {
      if fault.treatment(isExternal: isExternal) != .discardAttribute { return (attributes, fault) }
      switch fault {
      case .atomicAggregate: attributes.atomicAggregate = false
      case .aggregator: attributes.aggregator = nil
      default: break
      }
    }
    if isExternal {
      attributes.localPreference = nil
      attributes.originatorID = nil
      attributes.clusterList = []
    }
    return (attributes, nil)
  }

  /// What the import side makes of a path: its attributes as they enter the decision, or why it does not.
  private func imported(
    _ given: PathAttributes, for prefix: IPv4Prefix, from index: Int, at now: SimTime
  ) -> ReceivedPath {
    let neighbor = neighbors[index].configuration
    var path = ReceivedPath(accepted: given, weight: neighbor.options.weight ?? 0, received: now)
    // RFC 7705 §3.1: what comes from a neighbour that knows another AS passes through that one too.
    if let local = neighbor.options.localAS, local.isPrepended, neighbor.isExternal {
      path.accepted.asPath.prepend(local.number)
    }
    path.rejection = loop(in: path.accepted, neighbor)
    if path.rejection != nil { return path }
    if neighbor.isExternal {
      if configuration.settings.requiresPolicy && neighbor.importRules.isEmpty && neighbor.relation == nil {
        path.rejection = .noPolicy
        return path
      }
      path.rejection = unsafe(&path.accepted, prefix, neighbor)
      if path.rejection != nil { return path }
      path.accepted.learnedFrom = neighbor.relation
      if let relation = neighbor.relation { path.accepted.localPreference = neighbor.preference[relation] }
    }
    if let denied = neighbor.importRules.apply(to: prefix, &path.accepted, weight: &path.weight) {
      path.rejection = .deniedByRule(denied)
    }
    return path
  }

  /// What those who have adopted a safeguard find wrong with an external path.
  private func unsafe(
    _ attributes: inout PathAttributes, _ prefix: IPv4Prefix, _ neighbor: BGPNeighborConfiguration
  ) -> PathRejection? {
    if let validation = configuration.originValidation,
      validation.state(of: prefix, origin: attributes.asPath.origin) == .invalid
    {
      return .invalidOrigin
    }
    if let authorization = configuration.providerAuthorization, let sender = neighbor.linkRelation,
      authorization.verify(attributes.asPath, from: sender) == .invalid
    {
      return .unauthorizedPath
    }
    if let role = neighbor.role,
      OnlyToCustomer.isLeak(&attributes, role: role, remoteAS: neighbor.remoteAS)
    {
      return .leak
    }
    return nil
  }

  private func loop(in attributes: PathAttributes, _ neighbor: BGPNeighborConfiguration) -> PathRejection? {
    if isOwnASLoop(attributes.asPath, neighbor) { return .ownASInPath }
    // RFC 4456 §8.
    if attributes.originatorID == configuration.identifier { return .ownOriginatorID }
    if attributes.clusterList.contains(configuration.clusterID) { return .ownClusterID }
    if resolver.isOwn(attributes.nextHop) { return .nextHopIsOwn }
    return nil
  }
}

extension GaoRexfordPreference {
  subscript(relation: NeighborRelation) -> UInt32 {
    switch relation {
    case .customer: customer
    case .peer: peer
    case .provider: provider
    }
  }
}
