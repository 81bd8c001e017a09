import Kernel
import NetworkModel

/// Keeping the router's own LSAs in line with what it knows (RFC 2328 §12.4): what should be announced is worked out as a
/// whole and held against what is.
extension OSPFProcess {
  mutating func originateWhatChanged(at now: SimTime, _ actions: inout [RoutingAction]) {
    work.mayOriginate = false
    if configuration.originationDelay > .zero {
      guard let until = own.gatherUntil else {
        own.gatherUntil = now + configuration.originationDelay
        setTimer(.originate, at: now + configuration.originationDelay, &actions)
        return
      }
      if now < until { return }
      own.gatherUntil = nil
    }
    own.nextAttempt = .never
    noteVirtualPlaces()
    reconcile(.links, with: wantedLinks(), at: now, &actions)
    if areas.count > 1 {
      if work.mustSummarize { own.summaries = named(wantedSummaries()) }
      work.mustSummarize = false
      reconcile(.summaries, with: lsas(own.summaries), at: now, &actions)
    }
    reconcile(.externals, with: wantedExternals(), at: now, &actions)
    if own.nextAttempt != .never { setTimer(.originate, at: own.nextAttempt, &actions) }
  }

  mutating func reconcile(
    _ group: OwnLSAs.Group, with wanted: [OwnLSAs.Wanted], at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let before = own.active[group.rawValue]
    own.active[group.rawValue] = wanted
    if !before.isEmpty {
      let kept = Set(wanted.map { OwnLSAs.Name(key: $0.key, scope: $0.scope) })
      for old in before where !kept.contains(OwnLSAs.Name(key: old.key, scope: old.scope)) {
        guard let number = databases[old.scope].numbering.knownLSA(old.key) else { continue }
        flush(scope: old.scope, number, at: now, &actions)
      }
    }
    for lsa in wanted { originateIfNeeded(lsa, at: now, &actions) }
  }

  private mutating func originateIfNeeded(
    _ wanted: OwnLSAs.Wanted, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let number = databases[wanted.scope].numbering.lsa(wanted.key)
    let present = databases[wanted.scope][number]
    let name = OwnLSAs.Name(key: wanted.key, scope: wanted.scope)
    if let entry = present {
      let lsa = entry.lsa
      let isRight = !entry.isFlushing && lsa.options == wanted.options && lsa.body == wanted.body
      if isRight && (own.renewals.isEmpty || !own.renewals.contains(name)) { return }
      if lsa.sequence == OSPF.maximumSequence {
        // §12.1.6: the old one must be gone before numbers start again; `forgotten` comes back here.
        flush(scope: wanted.scope, number, at: now, &actions)
        return
      }
    }
    // Appendix B: MinLSInterval.
    if let last = own.originatedAt[name], now - last < configuration.minimumOrigination {
      own.nextAttempt = min(own.nextAttempt, last + configuration.minimumOrigination)
      return
    }
    own.originatedAt[name] = now
    own.renewals.remove(name)
    let sequence = present.map { $0.lsa.sequence + 1 } ?? OSPF.initialSequence
    let lsa = LSA(
      wanted.key, sequence: sequence, options: wanted.options, body: wanted.body,
      numbering: databases[wanted.scope].numbering)
    counts.originated += 1
    note(.originated, &actions)
    let instance = LSAInstance(lsa, age: 0)
    _ = flood(instance, scope: wanted.scope, from: nil, at: now, &actions)
    install(instance, scope: wanted.scope, wasFlooded: false, at: now, &actions)
  }

  /// A new instance that says the same.
  mutating func refresh(_ lsa: LSA, scope: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    if isActive(lsa.key, scope: scope) {
      own.renewals.insert(OwnLSAs.Name(key: lsa.key, scope: scope))
      work.mayOriginate = true
    } else {
      flush(scope: scope, lsa.number, at: now, &actions)
    }
  }

  private func isActive(_ key: LSAKey, scope: Int) -> Bool {
    own.active.contains { group in group.contains { $0.key == key && $0.scope == scope } }
  }

  // MARK: Our own LSAs, sent to us

  /// §13.4: of ours, or a network-LSA that names one of our addresses.
  func isOurs(_ key: LSAKey) -> Bool {
    if key.advertisingRouter == routerID { return true }
    if key.type != .network { return false }
    return interfaces.contains { $0.address == key.linkStateID }
  }

  /// §13.4: somebody holds a newer instance than ours, from before a restart. It is outdone, or taken out.
  mutating func receivedOwn(
    _ received: LSAInstance, scope: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    if isActive(received.lsa.key, scope: scope) {
      own.renewals.insert(OwnLSAs.Name(key: received.lsa.key, scope: scope))
      work.mayOriginate = true
    } else if !received.isMaxAge {
      flush(scope: scope, received.lsa.number, at: now, &actions)
    }
  }

  /// An LSA that was flushed has left the database.
  mutating func forgotten(_ lsa: LSA) {
    if lsa.key.advertisingRouter == routerID { work.mayOriginate = true }
  }
}
