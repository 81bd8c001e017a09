import Kernel
import Metrics
import NetworkModel
import Routing

/// BGP tables as reports show them: names in place of indices.
extension Simulation {
  package func bgpTable(of node: NodeIndex) -> BGPTable? {
    guard let process = bgpProcess(of: node) else { return nil }
    let names = speakerNames
    var table = BGPTable(
      autonomousSystem: process.configuration.autonomousSystem, identifier: process.configuration.identifier,
      prefixes: process.table.map { BGPReport(process, names).prefix($0) })
    table.version = process.tableVersion
    table.defaultLocalPreference = process.configuration.settings.defaultLocalPreference
    return table
  }

  package func bgpSessions(of node: NodeIndex) -> [BGPSessionLine]? {
    bgpProcess(of: node)?.sessions.map { session in
      BGPSessionLine(
        name: session.name, address: session.address, remoteAS: session.remoteAS, state: session.state,
        since: session.since, accepted: session.accepted, told: session.sent,
        messagesReceived: session.messagesReceived, messagesSent: session.messagesSent)
    }
  }

  package func bgpProcess(of node: NodeIndex) -> BGPProcess? {
    routers[node.position].processes.lazy.compactMap { $0 as? BGPProcess }.first
  }

  private var speakerNames: [IPv4Address: String] {
    var names: [IPv4Address: String] = [:]
    for speaker in bgpPlan?.speakers ?? [] {
      if let speaker { names[speaker.identifier] = speaker.name }
    }
    return names
  }
}

private struct BGPReport {
  let process: BGPProcess
  let names: [IPv4Address: String]

  init(_ process: BGPProcess, _ names: [IPv4Address: String]) {
    self.process = process
    self.names = names
  }

  func prefix(_ entry: BGPTableEntry) -> BGPPrefix {
    let decision = entry.decision
    let order = entry.paths.indices.sorted { a, b in
      (a == decision.best ? 0 : 1, a) < (b == decision.best ? 0 : 1, b)
    }
    let paths = order.map { position in
      var path = self.path(entry.paths[position])
      path.isBest = position == decision.best
      path.isMultipath = decision.multipath.contains(position)
      path.isSuppressed = process.isSuppressed(entry.prefix, entry.paths[position])
      path.isValid = entry.paths[position].interiorCost != nil
      path.isBestOfAS = decision.groupBest.contains(position)
      let step = path.isBest ? decision.step : decision.fellAt[position]
      path.reason = step?.description ?? "only path"
      return path
    }
    let rejected = entry.rejected.map { item in
      var path = BGPPath(source: .neighbor(item.neighbor), attributes: item.attributes)
      path.isInternal = !process.configuration.neighbors[item.neighbor].isExternal
      path.received = item.received
      var shown = self.path(path)
      shown.isValid = false
      shown.reason = item.reason.description
      return shown
    }
    var prefix = BGPPrefix(prefix: entry.prefix, paths: paths, rejected: rejected)
    prefix.advertisedTo = process.neighborsTold(of: entry.prefix).map { "\($0.name)(\($0.address))" }
    prefix.version = process.version(of: entry.prefix)
    return prefix
  }

  private func path(_ path: BGPPath) -> BGPTablePath {
    let attributes = path.attributes
    var shown = BGPTablePath(reason: "", nextHop: attributes.nextHop)
    shown.isInternal = path.isInternal
    shown.isAggregate = path.source == .aggregate
    shown.isStale = path.isStale
    if case .neighbor(let index) = path.source {
      shown.from = process.configuration.neighbors[index].name
      shown.peerAddress = process.configuration.neighbors[index].remoteAddress
      shown.peerIdentifier = path.peerIdentifier
      shown.isFromClient = process.configuration.neighbors[index].isClient
    }
    shown.asPath = attributes.asPath.segments.flatMap { segment -> [BGPTablePath.Segment] in
      switch segment.kind {
      case .sequence: segment.numbers.map { .number($0) }
      case .set: [.set(segment.numbers)]
      case .confederationSequence: [.confederation(segment.numbers)]
      case .confederationSet: [.confederationSet(segment.numbers)]
      }
    }
    shown.asPathText = attributes.asPath.description
    shown.localPreference = path.localPreference
    shown.hasLocalPreference = attributes.localPreference != nil
    shown.isConfederate = path.isConfederate
    shown.multiExitDiscriminator = attributes.multiExitDiscriminator
    shown.weight = path.weight
    shown.origin = attributes.origin.description
    shown.interiorCost = path.interiorCost
    shown.communities = attributes.communities.map(\.description)
    shown.largeCommunities = attributes.largeCommunities.map(\.description)
    shown.originatorID = attributes.originatorID
    shown.isAtomicAggregate = attributes.atomicAggregate
    shown.aggregator = attributes.aggregator.map { "\($0.number) \($0.address)" }
    shown.clusterList = attributes.clusterList
    shown.received = path.received
    shown.chain = chain(path.provenance)
    return shown
  }

  private func chain(_ last: Provenance?) -> [BGPTablePath.Hop] {
    var hops: [BGPTablePath.Hop] = []
    var next = last
    while let hop = next {
      hops.append(
        BGPTablePath.Hop(sent: hop.sent, from: name(hop.from), to: name(hop.to), cause: describe(hop.cause)))
      next = hop.upstream
    }
    return hops.reversed()
  }

  private func name(_ identifier: IPv4Address) -> String { names[identifier] ?? identifier.description }

  private func describe(_ cause: Provenance.Cause) -> String {
    switch cause {
    case .originated: "originated"
    case .withdrawnLocally: "withdrawn here"
    case .sessionUp(let peer): "session with \(name(peer)) up"
    case .sessionDown(let peer): "session with \(name(peer)) lost"
    case .announcement(let peer): "announcement from \(name(peer))"
    case .withdrawal(let peer): "withdrawal from \(name(peer))"
    case .nextHopChange: "next hop changed"
    case .reuse: "reused after damping"
    case .aggregated: "made of longer routes"
    case .staleRoutesRemoved(let peer): "stale routes of \(name(peer)) removed"
    case .deferralEnded: "first choice after the restart"
    }
  }
}
