import Kernel
import NetworkModel

/// Adj-RIB-Out: what each neighbour was told last, and when it may be told more (RFC 4271 §9.2, §9.2.1.1).
extension BGPProcess {
  /// Tells all neighbours that may be told now what has changed for them.
  mutating func flush(at now: SimTime, _ actions: inout [RoutingAction]) {
    for index in neighbors.indices where neighbors[index].isEstablished && !neighbors[index].pending.isEmpty {
      if neighbors[index].isHeldBack {
        if !configuration.settings.limitsWithdrawals { withdrawOnly(index, at: now, &actions) }
      } else {
        flush(index, at: now, &actions)
      }
    }
  }

  /// Sends the last choice for each prefix that has changed, however often it did (§9.2.1.1), and starts the interval anew.
  /// What the neighbour knows already is not told again (§9.2).
  private mutating func flush(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    var withdrawn: [IPv4Prefix] = []
    var announced: [(prefix: IPv4Prefix, attributes: PathAttributes)] = []
    for prefix in neighbors[index].pending.sorted() {
      let wanted = exported(prefix, to: index)
      let known = neighbors[index].sent[prefix]
      if wanted == known { continue }
      neighbors[index].sent[prefix] = wanted
      if let wanted { announced.append((prefix, wanted)) } else { withdrawn.append(prefix) }
    }
    neighbors[index].pending = []
    send(withdrawn, announced, to: index, at: now, &actions)
    neighbors[index].isFirstFlush = false
    if !announced.isEmpty || (configuration.settings.limitsWithdrawals && !withdrawn.isEmpty) {
      holdBack(index, at: now, &actions)
    }
  }

  /// RFC 1771's habit: a withdrawal never waits.
  private mutating func withdrawOnly(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let gone = neighbors[index].pending.sorted().filter {
      neighbors[index].sent[$0] != nil && exported($0, to: index) == nil
    }
    for prefix in gone {
      neighbors[index].sent[prefix] = nil
      neighbors[index].pending.remove(prefix)
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
    actions.append(.setTimer(BGPTimer.advertisement.timer(index), at: now + jittered(interval)))
  }

  /// An UPDATE fits one segment of 1500 octets with its headers, so that no link is too narrow for it.
  private static let maximumOctets = 1400

  /// One UPDATE for each set of attributes, several where its prefixes do not fit one.
  private mutating func send(
    _ withdrawn: [IPv4Prefix], _ announced: [(prefix: IPv4Prefix, attributes: PathAttributes)], to index: Int,
    at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    var update = BGPMessage.Update()
    for prefix in withdrawn {
      if BGPMessage.update(update).octets + 5 > Self.maximumOctets {
        post(update, to: index, at: now, &actions)
        update = BGPMessage.Update()
      }
      update.withdrawn.append(prefix)
    }
    if !update.withdrawn.isEmpty { post(update, to: index, at: now, &actions) }

    // In the order in which the sets of attributes first appear.
    var order: [PathAttributes] = []
    var groups: [PathAttributes: [IPv4Prefix]] = [:]
    for (prefix, attributes) in announced {
      if groups[attributes] == nil { order.append(attributes) }
      groups[attributes, default: []].append(prefix)
    }
    for attributes in order {
      update = BGPMessage.Update()
      update.attributes = attributes
      for prefix in groups[attributes] ?? [] {
        if BGPMessage.update(update).octets + 5 > Self.maximumOctets, !update.announced.isEmpty {
          post(update, to: index, at: now, &actions)
          update.announced = []
          update.provenance = []
        }
        update.announced.append(prefix)
        update.provenance.append(provenance(of: prefix, to: index, at: now))
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

  private func provenance(of prefix: IPv4Prefix, to index: Int, at now: SimTime) -> Provenance {
    let chosen = selected[prefix]
    let cause = neighbors[index].isFirstFlush ? .sessionUp(neighbors[index].identifier) : chosen?.cause
    return Provenance(
      sent: now, from: configuration.identifier, to: neighbors[index].identifier, cause: cause ?? .originated,
      upstream: chosen?.path.provenance)
  }
}
