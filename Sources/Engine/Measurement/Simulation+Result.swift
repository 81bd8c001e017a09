import Kernel
import Metrics
import NetworkModel
import Routing

extension Simulation {
  /// What the run has found out so far. Expectations are judged by whoever knows the bounds.
  package mutating func result() -> RunResult {
    var result = RunResult(
      scenario: scenario.title, about: scenario.about, seed: scenario.seed,
      fingerprint: fingerprint.hexadecimal, simulated: now, eventsProcessed: eventsProcessed,
      stoppedBy: stopReason ?? .duration)
    result.convergence = convergence.entries
    result.routing = protocolResults()
    if scenario.routing.protocols.contains(OSPFProcess.name) { result.linkState = linkStateAgreement() }
    result.oscillation = oscillation
    result.links = linkResults()
    result.flows = flowResults()
    result.services = services.indices.map { serviceResult($0) }
    result.bridges = bridgeResults()
    result.tunnels = tunnelResults()
    result.conservation = conservation()
    result.notices = notices(result)
    result.requests = requestRecords
    result.decisions = decisions
    result.log = log
    result.series = series
    return result
  }

  private func conservation() -> Conservation {
    var conservation = Conservation()
    conservation.sent = ledger.sent
    conservation.copied = ledger.copied
    conservation.delivered = ledger.delivered
    conservation.dropped = DropCause.allCases.compactMap { cause in
      let count = ledger.dropped[cause.rawValue]
      return count > 0 ? (cause, count) : nil
    }
    conservation.inFlight = UInt64(packets.count)
    for service in services.indices {
      conservation.requests += services[service].requests
      conservation.requestsOK += services[service].outcomes[RequestOutcome.ok.rawValue]
      conservation.requestsPending += services[service].pending
    }
    conservation.requestsFailed =
      conservation.requests - conservation.requestsOK - conservation.requestsPending
    return conservation
  }

  private func protocolResults() -> [ProtocolResult] {
    let hasBFD = topology.links.contains { $0.spec.bfd != nil }
    return (scenario.routing.protocols + (hasBFD ? [BFDProcess.name] : [])).compactMap { name in
      let traffic = protocolTraffic.first { $0.name == name }
      var sums: [(name: String, value: Int)] = []
      for router in routers.indices {
        for process in routers[router].processes where type(of: process).name == name {
          for counter in process.counters {
            if let known = sums.firstIndex(where: { $0.name == counter.name }) {
              sums[known].value += counter.value
            } else {
              sums.append(counter)
            }
          }
        }
      }
      let settings = protocolSettings(name)
      return ProtocolResult(
        name: name, messages: traffic?.messages ?? 0, bytes: traffic?.bytes ?? 0, settings: settings,
        counters: sums.filter { $0.value != 0 })
    }
  }

  private func protocolSettings(_ name: String) -> [(name: String, value: String)] {
    switch name {
    case RIPProcess.name: RIPConfiguration(scenario.routing).settings
    case OSPFProcess.name: OSPFConfiguration(scenario.routing).settings
    case BGPProcess.name: BGPSettings(scenario.routing).named
    default: []
    }
  }

  private func linkResults() -> [LinkResult] {
    topology.links.enumerated().map { position, link in
      let forth = channels[position * 2].counters
      let back = channels[position * 2 + 1].counters
      return LinkResult(
        link: LinkIndex(position), name: link.name, isUp: channels[position * 2].isUp,
        isInternal: link.isInternal, packets: Pair(forth.packets, back.packets),
        bytes: Pair(forth.bytes, back.bytes), dropped: Pair(forth.dropped, back.dropped),
        utilization: Pair(utilization(position * 2), utilization(position * 2 + 1)),
        queuePeak: Pair(Int(forth.queuePeak), Int(back.queuePeak)))
    }
  }

  /// What is still to be sent is not counted: the transmitter's time up to now.
  private func utilization(_ channel: Int) -> Double {
    guard now > .zero else { return 0 }
    let ahead = max(.zero, channels[channel].busyUntil - now)
    let busy = channels[channel].counters.busy - ahead
    return min(1, max(0, Double(busy.picoseconds) / Double(now.picoseconds)))
  }

  private func flowResults() -> [FlowResult] {
    let stretches = stretches()
    return flows.elements.enumerated().map { position, flow in
      var result = FlowResult(
        name: flow.name, from: topology[flow.from].name, to: flow.toName, sent: flow.sent,
        received: flow.received, lost: flow.lost, receivedBytes: flow.receivedBytes,
        delayMean: flow.delayMean, delayMin: flow.delayMin == .never ? .zero : flow.delayMin,
        delayMax: flow.delayMax, icmpUnreachable: flow.icmpUnreachable,
        icmpTimeExceeded: flow.icmpTimeExceeded)
      result.marked = flow.marked
      result.stretch = stretches[position]
      result.outageMax = flow.longestOutage(at: now)
      result.bytes = bytes(of: flow)
      result.activeTime = max(.zero, min(now, flow.stop) - flow.start)
      if flow.received > 0 {
        result.tunnelDelayMean = flow.bytesSpent.tunnelTime / Int64(clamping: flow.received)
      }
      return result
    }
  }

  private mutating func serviceResult(_ position: Int) -> ServiceResult {
    var backends: [BackendResult] = []
    for server in services[position].servers.indices {
      let averages = services[position].servers[server].averages(at: now)
      let content = services[position].servers[server]
      let isHealthy = services[position].balancers.elements.allSatisfy { $0.health[server].isHealthy }
      backends.append(
        BackendResult(
          name: content.name, weight: content.weight, requests: content.requests,
          utilization: averages.utilization, queueMean: averages.queue, queuePeak: content.queuePeak,
          isHealthy: isHealthy))
    }
    var result = services[position].result(backends)
    result.bytes = bytes(ofService: position)
    let graph = CallGraph(scenario.services)
    if !graph.isEmpty {
      result.userRequests = graph.callers(of: position).reduce(0) {
        $0 + services[$1].requests - services[$1].calledRequests
      }
    }
    return result
  }

  private func bridgeResults() -> [BridgeResult] {
    bridges.compactMap { bridge in
      guard let settings = topology[bridge.node].bridge, topology[bridge.node].host == nil else { return nil }
      let ports: [(link: LinkIndex, role: String, state: String)] =
        topology[bridge.node].interfaces.compactMap { index in
          guard let link = topology[index].link else { return nil }
          let role = bridge.spanningTree?.role(of: index).description ?? "none"
          return (link, role, bridge.spanningTree?.state(of: index).description ?? "forwarding")
        }
      return BridgeResult(
        node: bridge.node, name: topology[bridge.node].name, mode: settings.spanningTree,
        isRoot: bridge.spanningTree?.isRoot ?? false, ports: ports, loopedFrames: bridge.loopedFrames)
    }
  }

  private func notices(_ result: RunResult) -> [String] {
    var notices: [String] = []
    let looped = result.bridges.reduce(0) { $0 + $1.loopedFrames }
    if looped > 0 {
      notices.append(
        "Broadcast storm: \(looped) frames went round a loop of bridges. No spanning tree runs there "
          + "(`stp: off`), so nothing on the second layer ever stops them.")
    }
    notices += agreementNotices(result.linkState ?? [])
    if result.stoppedBy == .backlogLimit {
      notices.append(
        "The run was stopped when \(packets.count) packets and \(requests.count) requests were under way at once. "
          + "Traffic comes faster than it can be carried, into queues without a sensible limit.")
    }
    if result.stoppedBy == .eventLimit {
      notices.append(
        "The run was stopped after \(eventsProcessed) events (`event-limit`); the results cover only the time until then."
      )
    }
    if let shakeNotice { notices.append(shakeNotice) }
    if !isQuiet {
      notices.append(unsettledNotice)
      if let oscillation {
        notices.append(oscillation.notice)
        if let notice = unreachedNotice { notices.append(notice) }
      } else if bgpPlan != nil, let notice = oscillationNotice() {
        notices.append(notice)
      }
    }
    return notices
  }
}

extension Service {
  fileprivate borrowing func result(_ backends: [BackendResult]) -> ServiceResult {
    var counted: [(outcome: RequestOutcome, count: UInt64)] = []
    for outcome in RequestOutcome.allCases where outcomes[outcome.rawValue] > 0 {
      counted.append((outcome, outcomes[outcome.rawValue]))
    }
    var result = ServiceResult(
      name: name, policy: policy.name, requests: requests, outcomes: counted, pending: pending,
      latency: latencies.summary, backends: backends)
    let caches = servers.elements.compactMap(\.cache)
    let lookups = caches.reduce(0) { $0 + $1.lookups }
    if lookups > 0 { result.cacheHitRatio = Double(caches.reduce(0) { $0 + $1.hits }) / Double(lookups) }
    (result.attempts, result.retries, result.hedges) = (attempts, retries, hedges)
    result.connections = keeper.map {
      ConnectionResult(opened: $0.opened, resumed: $0.resumed, reused: $0.reused)
    }
    if backendLimit != nil { result.waited = waited }
    return result
  }
}
