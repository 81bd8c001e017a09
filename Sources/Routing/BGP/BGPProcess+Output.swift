import Kernel
import NetworkModel

/// Adj-RIB-Out: what each neighbour was told last, and when it may be told more (RFC 4271 §9.2, §9.2.1.1).
extension BGPProcess {
  /// Tells all neighbours that may be told now what has changed for them.
  mutating func flush(at now: SimTime, _ actions: inout [RoutingAction]) {
    if isDeferring { return }
    for index in neighbors.indices where neighbors[index].isEstablished {
      if neighbors[index].pending.isEmpty {
        sendEndOfRIB(index, at: now, &actions)
        continue
      }
      if neighbors[index].isHeldBack {
        if !configuration.settings.limitsWithdrawals { withdrawOnly(index, at: now, &actions) }
      } else {
        flush(index, at: now, &actions)
        sendEndOfRIB(index, at: now, &actions)
      }
    }
  }

  /// Sends the last choice for each prefix that has changed, however often it did (§9.2.1.1), and starts the interval anew.
  /// What the neighbour knows already is not told again (§9.2).
  private mutating func flush(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    var withdrawn: [Told] = []
    var announced: [Told] = []
    for prefix in neighbors[index].pending.sorted() {
      let wanted = exports(prefix, to: index)
      withdrawn += takeBack(prefix, besides: wanted, index)
      for export in wanted where !isKnown(export, prefix, index) {
        neighbors[index].sent[prefix, export.identifier] = export.attributes
        if let key = export.key { neighbors[index].sentKeys[prefix, export.identifier] = key }
        announced.append(Told(prefix: prefix, export: export))
      }
    }
    neighbors[index].pending = []
    send(withdrawn, announced, to: index, at: now, &actions)
    neighbors[index].isFirstFlush = false
    if !announced.isEmpty || (configuration.settings.limitsWithdrawals && !withdrawn.isEmpty) {
      holdBack(index, at: now, &actions)
    }
  }

  /// §9.2: the same is not told twice.
  private func isKnown(_ export: Export, _ prefix: IPv4Prefix, _ index: Int) -> Bool {
    guard let known = neighbors[index].sent[prefix, export.identifier] else { return false }
    if known == export.attributes { return true }
    // While the network starts, what is told last stays: sessions come up one by one, late enough for it.
    guard hasSettled, let key = export.key else { return false }
    return neighbors[index].sentKeys[prefix, export.identifier] == key
  }

  /// What the neighbour was told and is not to know any more.
  private mutating func takeBack(_ prefix: IPv4Prefix, besides wanted: [Export], _ index: Int) -> [Told] {
    var gone: [Told] = []
    for known in neighbors[index].sent.paths(of: prefix)
    where !wanted.contains(where: { $0.identifier == known.identifier }) {
      neighbors[index].sent[prefix, known.identifier] = nil
      neighbors[index].sentKeys[prefix, known.identifier] = nil
      gone.append(Told(prefix: prefix, export: Export(identifier: known.identifier, attributes: known.value)))
    }
    return gone
  }

  /// RFC 1771's habit: a withdrawal never waits.
  private mutating func withdrawOnly(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    var gone: [Told] = []
    for prefix in neighbors[index].pending.sorted() {
      let wanted = exports(prefix, to: index)
      gone += takeBack(prefix, besides: wanted, index)
      if wanted.isEmpty { neighbors[index].pending.remove(prefix) }
    }
    send(gone, [], to: index, at: now, &actions)
  }

  private mutating func holdBack(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let settings = configuration.settings
    let interval =
      neighbors[index].configuration.isInternal
      ? settings.internalAdvertisementInterval : settings.advertisementInterval
    if interval == .zero { return }
    neighbors[index].isHeldBack = true
    neighbors[index].releaseTime = now + jittered(interval)
    actions.append(.setTimer(BGPTimer.advertisement.timer(index), at: neighbors[index].releaseTime))
  }

  /// An UPDATE fits one segment of 1500 octets with its headers, so that no link is too narrow for it.
  private static let maximumOctets = 1400

  /// A prefix with what a neighbour hears of it.
  private struct Told {
    let prefix: IPv4Prefix
    let export: Export
  }

  /// One UPDATE for each set of attributes, several where its prefixes do not fit one.
  private mutating func send(
    _ withdrawn: [Told], _ announced: [Told], to index: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    var update = BGPMessage.Update()
    for told in withdrawn {
      if BGPMessage.update(update).octets + 9 > Self.maximumOctets {
        post(update, to: index, at: now, &actions)
        update = BGPMessage.Update()
      }
      update.withdrawn.append(told.prefix)
      if told.export.identifier != 0 { update.withdrawnIdentifiers.append(told.export.identifier) }
    }
    if !update.withdrawn.isEmpty { post(update, to: index, at: now, &actions) }

    // In the order in which the sets of attributes first appear.
    var order: [PathAttributes] = []
    var groups: [PathAttributes: [Told]] = [:]
    for told in announced {
      if groups[told.export.attributes] == nil { order.append(told.export.attributes) }
      groups[told.export.attributes, default: []].append(told)
    }
    for attributes in order {
      update = BGPMessage.Update()
      update.attributes = attributes
      update.malformed = attributes.faults
      update.attributes?.faults = []
      for told in groups[attributes] ?? [] {
        if BGPMessage.update(update).octets + 9 > Self.maximumOctets, !update.announced.isEmpty {
          post(update, to: index, at: now, &actions)
          (update.announced, update.announcedIdentifiers, update.provenance) = ([], [], [])
        }
        update.announced.append(told.prefix)
        if told.export.identifier != 0 { update.announcedIdentifiers.append(told.export.identifier) }
        update.provenance.append(provenance(of: told, to: index, at: now))
      }
      post(update, to: index, at: now, &actions)
    }
  }

  private mutating func post(
    _ update: BGPMessage.Update, to index: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    neighbors[index].updatesSent += 1
    send(.update(update), to: index, at: now, &actions)
  }

  private func provenance(of told: Told, to index: Int, at now: SimTime) -> Provenance {
    let cause =
      neighbors[index].isFirstFlush
      ? .sessionUp(neighbors[index].identifier) : selected[told.prefix]?.cause ?? .originated
    return Provenance(
      sent: now, from: configuration.identifier, to: neighbors[index].identifier, cause: cause,
      upstream: told.export.upstream)
  }
}
