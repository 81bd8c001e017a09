import NetworkModel

/// Finds the value of a metric by its name in a run's result (`MetricName` has the names).
package struct MetricLookup {
  let result: RunResult
  let routes: RoutesSnapshot?

  /// - Parameter routes: the tables at the end of the run, for `routes.…`.
  package init(_ result: RunResult, routes: RoutesSnapshot?) {
    self.result = result
    self.routes = routes
  }

  /// In the metric's base unit; nil when this run has no such value (no such flow, no answered request).
  package func value(of metric: String) -> Double? {
    guard let pattern = MetricName.pattern(of: metric), let captures = pattern.captures(in: metric) else {
      return nil
    }
    let parts = pattern.name.split(separator: ".").map(String.init)
    switch parts.first {
    case "services": return service(captures, parts)
    case "flows": return flow(captures, parts)
    case "routing": return routing(captures, parts)
    case "network": return network(captures, parts)
    case "links":
      guard let link = result.links.first(where: { $0.name == captures.first }) else { return nil }
      return max(link.utilization.first, link.utilization.second)
    case "routes":
      guard captures.count == 2, let prefix = IPv4Prefix(captures[1]) else { return nil }
      let router = routes?.routers.first { $0.name == captures[0] }
      return router?.routes.first { $0.prefix == prefix }.map { Double($0.metric) }
    case "bgp": return bgp(captures, parts)
    default: return nil
    }
  }

  private func service(_ captures: [String], _ parts: [String]) -> Double? {
    guard let service = result.services.first(where: { $0.name == captures.first }) else { return nil }
    if parts.contains("backends") {
      guard captures.count == 2, let backend = service.backends.first(where: { $0.name == captures[1] })
      else {
        return nil
      }
      switch parts.last {
      case "requests": return Double(backend.requests)
      case "utilization": return backend.utilization
      default:
        let total = service.backends.reduce(0) { $0 + $1.requests }
        return total == 0 ? nil : Double(backend.requests) / Double(total)
      }
    }
    if parts.contains("spread") {
      return parts.last == "least" ? service.spread?.least : service.spread?.most
    }
    switch parts.last {
    case "requests": return Double(service.requests)
    case "ok": return Double(service.count(of: .ok))
    case "failed": return Double(service.requests - service.pending - service.count(of: .ok))
    case "success_ratio": return service.successRatio
    case "attempts": return Double(service.attempts)
    case "retries": return Double(service.retries)
    case "hedges": return Double(service.hedges)
    case "cache_hit_ratio": return service.cacheHitRatio
    case "overhead_ratio": return service.bytes.overheadRatio
    case "opened": return service.connections.map { Double($0.opened) }
    case "resumed": return service.connections.map { Double($0.resumed) }
    case "reused": return service.connections.map { Double($0.reused) }
    case "waited": return service.waited.map { Double($0) }
    case "tries_per_user_request": return service.triesPerUserRequest
    case "amplification":
      return service.requests == 0 ? nil : Double(service.attempts) / Double(service.requests)
    case "mean": return service.latency?.mean.seconds
    case "p50": return service.latency?.p50.seconds
    case "p90": return service.latency?.p90.seconds
    case "p99": return service.latency?.p99.seconds
    case "p999": return service.latency?.p999.seconds
    default: return service.latency?.max.seconds
    }
  }

  private func flow(_ captures: [String], _ parts: [String]) -> Double? {
    guard let flow = result.flows.first(where: { $0.name == captures.first }) else { return nil }
    if parts.contains("outage") { return flow.outageMax.seconds }
    switch parts.last {
    case "sent": return Double(flow.sent)
    case "received": return Double(flow.received)
    case "lost": return Double(flow.lost)
    case "marked": return Double(flow.marked)
    case "overhead_ratio": return flow.bytes.overheadRatio
    case "goodput": return flow.goodput
    case "tunnels": return flow.received == 0 ? nil : flow.tunnelDelayMean.seconds
    case "stretch": return flow.stretch
    case "loss_ratio": return flow.sent == 0 ? nil : Double(flow.lost) / Double(flow.sent)
    case "mean": return flow.received == 0 ? nil : flow.delayMean.seconds
    default: return flow.received == 0 ? nil : flow.delayMax.seconds
    }
  }

  private func routing(_ captures: [String], _ parts: [String]) -> Double? {
    switch parts.last {
    case "messages": return Double(result.routing.reduce(0) { $0 + $1.messages })
    case "bytes": return Double(result.routing.reduce(0) { $0 + $1.bytes })
    // Where no route changed, the network had converged at once.
    case "max": return result.convergence.map { $0.lastRouteChange?.seconds ?? 0 }.max()
    default:
      guard let entry = captures.first.flatMap({ event($0) }) else { return nil }
      switch parts[1] {
      case "lost": return Double(entry.packetsLost)
      case "looped": return Double(entry.packetsLooped)
      default: return entry.lastRouteChange?.seconds ?? 0
      }
    }
  }

  /// By number, name, or as it is written.
  func event(_ wanted: String) -> ConvergenceEntry? {
    if let number = Int(wanted) {
      return result.convergence.indices.contains(number) ? result.convergence[number] : nil
    }
    return result.convergence.dropFirst().first { $0.name == wanted || $0.event == wanted }
  }

  private func network(_ captures: [String], _ parts: [String]) -> Double? {
    let ledger = result.conservation
    if let name = captures.first {
      // summary.json spells causes with underscores.
      let spelled = name.replacing("_", with: "-")
      guard let cause = DropCause.allCases.first(where: { $0.description == spelled }) else { return nil }
      return Double(ledger.dropped.first { $0.cause == cause }?.count ?? 0)
    }
    switch parts.last {
    case "sent": return Double(ledger.sent)
    case "delivered": return Double(ledger.delivered)
    case "dropped": return Double(ledger.droppedTotal)
    case "storm": return Double(result.bridges.reduce(0) { $0 + $1.loopedFrames })
    default: return Double(result.convergence.reduce(0) { $0 + $1.packetsLooped })
    }
  }
}
