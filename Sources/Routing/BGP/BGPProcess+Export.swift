import NetworkModel

/// What a neighbour is told of the chosen path, and with which attributes (RFC 4271 §5.1, §9.1.3, §9.2).
extension BGPProcess {
  /// One path as a neighbour is told of it.
  struct Export {
    /// RFC 7911 §3; 0 on a session without add-path.
    var identifier: UInt32 = 0
    var attributes: PathAttributes
    var upstream: Provenance?
  }

  /// What a neighbour is to know of a prefix; nothing: what was told before is withdrawn.
  mutating func exports(_ prefix: IPv4Prefix, to index: Int) -> [Export] {
    if prefix.length == 0, neighbors[index].configuration.options.originatesDefault ?? false {
      return [Export(attributes: originatedDefault(for: neighbors[index].configuration))]
    }
    guard let chosen = selected[prefix] else { return [] }
    guard neighbors[index].getsSeveralPaths else {
      let attributes = exported(prefix, chosen, to: index)
      return attributes.map { [Export(attributes: $0, upstream: chosen.path.provenance)] } ?? []
    }
    return additionalPaths(prefix, to: index).compactMap { path in
      let one = SelectedPath(source: path.source, path: path, cause: chosen.cause)
      guard let attributes = exported(prefix, one, to: index) else { return nil }
      return Export(identifier: identifier(of: path), attributes: attributes, upstream: path.provenance)
    }
  }

  /// Nil: it is not for this neighbour.
  private func exported(_ prefix: IPv4Prefix, _ chosen: SelectedPath, to index: Int) -> PathAttributes? {
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
      prepareForExternal(&attributes, chosen)
    } else {
      prepareForInternal(&attributes, chosen, neighbor)
    }
    let nextHopBefore = attributes.nextHop
    if neighbor.isExternal { changeNumbers(in: &attributes.asPath, toward: neighbor) }
    var weight: UInt32 = 0
    if neighbor.exportRules.apply(to: prefix, &attributes, weight: &weight) != nil { return nil }
    if neighbor.isConfederate {
      // RFC 5065 §4.1 b: the own member AS in front.
      attributes.asPath.prepend(configuration.autonomousSystem, as: .confederationSequence)
    } else if neighbor.isExternal {
      // RFC 5065 §4.1 c: what is within the confederation does not leave it. The own AS goes in front, also of what a rule has put
      // there.
      attributes.asPath.removeConfederation()
      prependOwn(to: &attributes.asPath, toward: neighbor)
      attributes.localPreference = nil
      attributes.learnedFrom = nil
      if attributes.nextHop == nextHopBefore { attributes.nextHop = externalNextHop(attributes, neighbor) }
    }
    if neighbor.options.sendsCommunities == false {
      attributes.communities = []
      attributes.largeCommunities = []
    }
    return attributes
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
  private func prepareForExternal(_ attributes: inout PathAttributes, _ chosen: SelectedPath) {
    if !chosen.path.isOwn { attributes.multiExitDiscriminator = nil }
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
