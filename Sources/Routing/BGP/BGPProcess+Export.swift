import NetworkModel

/// What a neighbour is told of the chosen path, and with which attributes (RFC 4271 §5.1, §9.1.3, §9.2).
extension BGPProcess {
  /// One path as a neighbour is told of it.
  struct Export {
    /// RFC 7911 §3; 0 on a session without add-path.
    var identifier: UInt32 = 0
    var attributes: PathAttributes
    var upstream: Provenance?
    /// What FRR compares to find out whether it says something new.
    var key: SuppressionKey?
  }

  /// What a neighbour is to know of a prefix; nothing: what was told before is withdrawn.
  mutating func exports(_ prefix: IPv4Prefix, to index: Int) -> [Export] {
    if prefix.length == 0, neighbors[index].configuration.options.originatesDefault ?? false {
      return [Export(attributes: originatedDefault(for: neighbors[index].configuration))]
    }
    guard let chosen = selected[prefix] else { return [] }
    guard neighbors[index].getsSeveralPaths else {
      return exported(prefix, chosen, to: index).map { [$0] } ?? []
    }
    return additionalPaths(prefix, to: index).compactMap { path in
      let one = SelectedPath(source: path.source, path: path, cause: chosen.cause)
      guard var export = exported(prefix, one, to: index) else { return nil }
      export.identifier = identifier(of: path)
      return export
    }
  }

  /// Nil: it is not for this neighbour.
  private func exported(_ prefix: IPv4Prefix, _ chosen: SelectedPath, to index: Int) -> Export? {
    let neighbor = neighbors[index].configuration
    if chosen.source == .neighbor(index), !neighbor.isExternal || !configuration.settings.tellsSource {
      return nil
    }
    var attributes = chosen.path.attributes
    guard maySend(chosen, to: neighbor), !isSuppressed(prefix, chosen.path) else { return nil }
    if neighbor.isExternal, let role = neighbor.role,
      !OnlyToCustomer.maySend(&attributes, role: role, ownAS: configuration.outerAS)
    {
      return nil
    }
    if neighbor.isExternal {
      prepareForExternal(&attributes, chosen, neighbor)
    } else {
      prepareForInternal(&attributes, chosen, neighbor)
    }
    let nextHopBefore = attributes.nextHop
    if neighbor.isExternal { changeNumbers(in: &attributes.asPath, toward: neighbor) }
    var weight: UInt32 = 0
    let before = attributes
    if neighbor.exportRules.apply(to: prefix, &attributes, weight: &weight) != nil { return nil }
    if configuration.settings.reflectsUnchanged, isReflected(chosen, to: neighbor) { attributes = before }
    let key =
      configuration.settings.suppressesNearDuplicates
      ? SuppressionKey(attributes, weight: weight, of: chosen.path, hasOwnNextHop: neighbor.isExternal) : nil
    if neighbor.isConfederate {
      // RFC 5065 §4.1 b: the own member AS in front.
      attributes.asPath.prepend(configuration.autonomousSystem, as: .confederationSequence)
    } else if neighbor.isExternal {
      // RFC 5065 §4.1 c: what is within the confederation does not leave it. The own AS goes in front, also of what a rule has put
      // there.
      attributes.asPath.removeConfederation()
      if !neighbor.options.unchanged.contains(.asPath) || chosen.path.isOwn {
        prependOwn(to: &attributes.asPath, toward: neighbor)
      }
      attributes.localPreference = nil
      attributes.learnedFrom = nil
      let isKept = neighbor.options.unchanged.contains(.nextHop) && !chosen.path.isOwn
      if attributes.nextHop == nextHopBefore, !isKept {
        attributes.nextHop = externalNextHop(attributes, neighbor)
      }
    }
    if neighbor.options.sendsCommunities == false {
      attributes.communities = []
      attributes.largeCommunities = []
    }
    return Export(attributes: attributes, upstream: chosen.path.provenance, key: key)
  }

  /// From one internal peer to another.
  private func isReflected(_ chosen: SelectedPath, to neighbor: BGPNeighborConfiguration) -> Bool {
    guard neighbor.isInternal, case .neighbor(let source) = chosen.source else { return false }
    return neighbors[source].configuration.isInternal
  }

  private func maySend(_ chosen: SelectedPath, to neighbor: BGPNeighborConfiguration) -> Bool {
    let attributes = chosen.path.attributes
    // RFC 1997.
    if attributes.communities.contains(.noAdvertise) { return false }
    if neighbor.isInternal {
      guard case .neighbor(let source) = chosen.source, neighbors[source].configuration.isInternal else {
        return true
      }
      // RFC 4271 §9.2: not from one internal peer to another. RFC 4456 §6: a client's to all, another's to clients.
      if neighbor.isClient, neighbors[source].configuration.isClient {
        return configuration.reflectsToClients
      }
      return neighbor.isClient || neighbors[source].configuration.isClient
    }
    // RFC 1997: NO_EXPORT_SUBCONFED stays in the member AS.
    if neighbor.isConfederate { return !attributes.communities.contains(.localAS) }
    if attributes.communities.contains(.noExport) || attributes.communities.contains(.localAS) {
      return false
    }
    if let relation = neighbor.relation {
      // Gao and Rexford 2001: only customers hear of what peers and providers have told.
      if relation != .customer, !configuration.leaks, let learned = attributes.learnedFrom,
        learned != .customer
      {
        return false
      }
    } else if configuration.settings.requiresPolicy && neighbor.exportRules.isEmpty {
      return false  // RFC 8212.
    }
    return true
  }

  /// Within the own AS and confederation: local preference, next hop and MED stay as they are (RFC 5065 §5).
  private func prepareForInternal(
    _ attributes: inout PathAttributes, _ chosen: SelectedPath, _ neighbor: BGPNeighborConfiguration
  ) {
    attributes.localPreference = chosen.path.localPreference
    if case .neighbor(let source) = chosen.source {
      if neighbor.isConfederate {
        // RFC 4456 §8: not beyond the AS whose reflectors have put them there.
        attributes.originatorID = nil
        attributes.clusterList = []
      } else if neighbors[source].configuration.isInternal {
        // RFC 4456 §8.
        attributes.originatorID = attributes.originatorID ?? neighbors[source].identifier
        attributes.clusterList.insert(configuration.clusterID, at: 0)
        if configuration.settings.reflectsMissingMEDAsZero {
          attributes.multiExitDiscriminator = attributes.multiExitDiscriminator ?? 0
        }
        if neighbor.options.nextHopSelf == .force { attributes.nextHop = neighbor.localAddress }
        return
      }
      if neighbor.options.nextHopSelf.map({ $0 != .off }) ?? neighbor.usesSelfAsNextHop {
        attributes.nextHop = neighbor.localAddress
      }
    } else {
      attributes.nextHop = neighbor.localAddress
    }
  }

  /// RFC 4271 §5.1.4: a MED that another AS has sent goes no further than the own AS.
  private func prepareForExternal(
    _ attributes: inout PathAttributes, _ chosen: SelectedPath, _ neighbor: BGPNeighborConfiguration
  ) {
    if !chosen.path.isOwn, !neighbor.options.unchanged.contains(.multiExitDiscriminator) {
      attributes.multiExitDiscriminator = nil
    }
    attributes.originatorID = nil
    attributes.clusterList = []
  }

  /// §5.1.3: the speaker itself, except that a router on the network that the neighbour shares stays what it is (a
  /// third-party next hop).
  private func externalNextHop(
    _ attributes: PathAttributes, _ neighbor: BGPNeighborConfiguration
  ) -> IPv4Address {
    guard let interface = neighbor.interface, let network = resolver.network(of: interface),
      network.contains(attributes.nextHop), attributes.nextHop != neighbor.remoteAddress
    else { return neighbor.localAddress }
    return attributes.nextHop
  }
}
