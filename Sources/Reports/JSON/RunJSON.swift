import Kernel
import Metrics
import NetworkModel

/// `rhumb.run/1`: what `run --format json` prints and `summary.json` holds.
package enum RunJSON {
  package static let version = "0.1.0"

  package static func document(_ result: RunResult) -> JSONValue {
    .object(
      fields(of: result) + tunnels(result)
        + (result.asLevel.map { [("as_level", ASLevelJSON.level($0))] } ?? []))
  }

  private static func fields(of result: RunResult) -> [(String, JSONValue)] {
    [
      ("schema", .string("rhumb.run/1")),
      ("scenario", .string(result.scenario)),
      ("seed", .unsigned(result.seed)),
      ("version", .string(version)),
      ("fingerprint", .string(result.fingerprint)),
      ("simulated_seconds", seconds(result.simulated)),
      ("events_processed", .unsigned(result.eventsProcessed)),
      ("stopped_by", .string(result.stoppedBy.rawValue)),
      ("conservation", conservation(result.conservation)),
      ("routing", routing(result)),
      ("links", .array(result.links.map(link))),
      ("flows", .array(result.flows.map { flow($0, in: result) })),
      ("services", .array(result.services.map { service($0, in: result) })),
      ("bridges", .array(result.bridges.map { bridge($0, result.links) })),
      ("expectations", .array(result.expectations.map(expectation))),
      ("notices", .array(result.notices.map { .string($0) })),
    ]
  }

  /// Only of networks with tunnels.
  private static func tunnels(_ result: RunResult) -> [(String, JSONValue)] {
    result.tunnels.isEmpty ? [] : [("tunnels", .array(result.tunnels.map(TunnelJSON.tunnel)))]
  }

  private static func bytes(_ bytes: ByteResult, in result: RunResult) -> [(String, JSONValue)] {
    result.tellsBytes ? [("bytes", TunnelJSON.bytes(bytes))] : []
  }

  private static func conservation(_ ledger: Conservation) -> JSONValue {
    .object([
      ("sent", .unsigned(ledger.sent)),
      ("copied", .unsigned(ledger.copied)),
      ("delivered", .unsigned(ledger.delivered)),
      ("dropped", .object(ledger.dropped.map { (snake($0.cause.description), .unsigned($0.count)) })),
      ("in_flight", .unsigned(ledger.inFlight)),
      ("balanced", .bool(ledger.isBalanced)),
      (
        "requests",
        .object([
          ("sent", .unsigned(ledger.requests)), ("ok", .unsigned(ledger.requestsOK)),
          ("failed", .unsigned(ledger.requestsFailed)), ("pending", .unsigned(ledger.requestsPending)),
        ])
      ),
    ])
  }

  private static func routing(_ result: RunResult) -> JSONValue {
    let protocols = result.routing.map { entry in
      JSONValue.object([
        ("protocol", .string(entry.name)), ("messages", .unsigned(entry.messages)),
        ("bytes", .unsigned(entry.bytes)),
        ("settings", .object(entry.settings.map { (snake($0.name), .string($0.value)) })),
        ("counters", .object(entry.counters.map { (snake($0.name), .integer(Int64($0.value))) })),
      ])
    }
    let convergence = result.convergence.map { entry in
      var fields: [(key: String, value: JSONValue)] = [
        ("event", .string(entry.event)),
        ("time_seconds", seconds(entry.time)),
        ("detection_seconds", optional(entry.detection)),
        ("first_route_change_seconds", optional(entry.firstRouteChange)),
        ("last_route_change_seconds", optional(entry.lastRouteChange)),
        ("route_changes", .unsigned(entry.routeChanges)),
        ("packets_lost", .unsigned(entry.packetsLost)),
        ("packets_looped", .unsigned(entry.packetsLooped)),
      ]
      if let name = entry.name { fields.append(("name", .string(name))) }
      // Only link-state protocols go through these.
      if !entry.phases.isEmpty {
        let phases = entry.phases.map { phase in
          JSONValue.object([
            ("phase", .string(phase.phase.name.lowercased())), ("seconds", seconds(phase.time)),
            ("packets_lost", .unsigned(phase.lost)), ("packets_looped", .unsigned(phase.looped)),
          ])
        }
        fields.append(("phases", .array(phases)))
      }
      return JSONValue.object(fields)
    }
    let agreement = (result.linkState ?? []).map { area in
      JSONValue.object([
        ("scope", .string(area.scope)), ("routers", .integer(Int64(area.routers))),
        ("parts", .integer(Int64(area.parts))), ("identical", .bool(area.holds)),
      ])
    }
    return .object(
      [("protocols", .array(protocols)), ("convergence", .array(convergence))]
        + (result.linkState == nil ? [] : [("link_state_databases", .array(agreement))])
        + (result.oscillation.map { [("oscillation", oscillation($0))] } ?? []))
  }

  private static func oscillation(_ proof: OscillationResult) -> JSONValue {
    .object([
      ("first_seconds", seconds(proof.first)), ("period_seconds", seconds(proof.period)),
      ("updates", .integer(Int64(proof.updates))),
      ("participants", .array(proof.participants.map { .string($0) })),
      ("dispute_wheel", .array(proof.wheel.map { .string($0) })),
      (
        "prefixes",
        .array(
          proof.prefixes.map { one in
            .object([
              ("prefix", .string(one.prefix.description)), ("first_seconds", seconds(one.first)),
              ("period_seconds", seconds(one.period)), ("updates", .integer(Int64(one.updates))),
              ("participants", .array(one.participants.map { .string($0) })),
              ("dispute_wheel", .array(one.wheel.map { .string($0) })),
            ])
          })
      ),
    ])
  }

  private static func link(_ link: LinkResult) -> JSONValue {
    func both<Value>(_ pair: Pair<Value>, _ make: (Value) -> JSONValue) -> JSONValue {
      .array([make(pair.first), make(pair.second)])
    }
    return .object([
      ("name", .string(link.name)), ("up", .bool(link.isUp)), ("internal", .bool(link.isInternal)),
      ("packets", both(link.packets) { .unsigned($0) }), ("bytes", both(link.bytes) { .unsigned($0) }),
      ("dropped", both(link.dropped) { .unsigned($0) }),
      ("utilization", both(link.utilization) { .number($0) }),
      ("queue_peak_packets", both(link.queuePeak) { .integer(Int64($0)) }),
    ])
  }

  private static func flow(_ flow: FlowResult, in result: RunResult) -> JSONValue {
    let members: [(String, JSONValue)] = [
      ("name", .string(flow.name)), ("from", .string(flow.from)), ("to", .string(flow.to)),
      ("sent", .unsigned(flow.sent)), ("received", .unsigned(flow.received)), ("lost", .unsigned(flow.lost)),
      ("marked", .unsigned(flow.marked)), ("received_bytes", .unsigned(flow.receivedBytes)),
      ("goodput_bytes_per_second", flow.goodput.map { .number($0) } ?? .null),
      ("delay_mean_seconds", flow.received == 0 ? .null : seconds(flow.delayMean)),
      ("stretch", flow.stretch.map { .number($0) } ?? .null),
      ("delay_min_seconds", flow.received == 0 ? .null : seconds(flow.delayMin)),
      ("delay_max_seconds", flow.received == 0 ? .null : seconds(flow.delayMax)),
      ("icmp_unreachable", .unsigned(flow.icmpUnreachable)),
      ("icmp_time_exceeded", .unsigned(flow.icmpTimeExceeded)),
    ]
    let added: [(String, JSONValue)] =
      result.tunnels.isEmpty ? [] : [("tunnel_delay_mean_seconds", seconds(flow.tunnelDelayMean))]
    return .object(members + added + bytes(flow.bytes, in: result))
  }

  private static func service(_ service: ServiceResult, in result: RunResult) -> JSONValue {
    let latency: JSONValue =
      service.latency.map { summary in
        .object([
          ("mean_seconds", seconds(summary.mean)), ("p50_seconds", seconds(summary.p50)),
          ("p90_seconds", seconds(summary.p90)), ("p99_seconds", seconds(summary.p99)),
          ("p999_seconds", seconds(summary.p999)), ("max_seconds", seconds(summary.max)),
        ])
      } ?? .null
    let members: [(String, JSONValue)] = [
      ("name", .string(service.name)), ("policy", .string(service.policy)),
      ("requests", .unsigned(service.requests)),
      ("outcomes", .object(service.outcomes.map { (snake($0.outcome.description), .unsigned($0.count)) })),
      ("pending", .unsigned(service.pending)), ("attempts", .unsigned(service.attempts)),
      ("retries", .unsigned(service.retries)), ("hedges", .unsigned(service.hedges)),
      ("success_ratio", service.successRatio.map { .number($0) } ?? .null),
      ("latency", latency), ("backends", .array(service.backends.map(backend))),
    ]
    // Only where services call services, and where backends have caches.
    return .object(
      members + bytes(service.bytes, in: result)
        + connections(service)
        + (service.waited.map { [("waited", .unsigned($0))] } ?? [])
        + (service.userRequests.map {
          [
            ("user_requests", .unsigned($0)),
            ("tries_per_user_request", service.triesPerUserRequest.map { .number($0) } ?? .null),
          ]
        } ?? [])
        + (service.cacheHitRatio.map { [("cache_hit_ratio", .number($0))] } ?? []))
  }

  private static func connections(_ service: ServiceResult) -> [(String, JSONValue)] {
    guard let connections = service.connections else { return [] }
    return [
      (
        "connections",
        .object([
          ("opened", .unsigned(connections.opened)), ("resumed", .unsigned(connections.resumed)),
          ("reused", .unsigned(connections.reused)),
        ])
      )
    ]
  }

  private static func backend(_ backend: BackendResult) -> JSONValue {
    .object([
      ("name", .string(backend.name)), ("weight", .integer(Int64(backend.weight))),
      ("requests", .unsigned(backend.requests)), ("utilization", .number(backend.utilization)),
      (
        "queue",
        .object([("mean", .number(backend.queueMean)), ("peak", .integer(Int64(backend.queuePeak)))])
      ),
      ("healthy", .bool(backend.isHealthy)),
    ])
  }

  private static func bridge(_ bridge: BridgeResult, _ links: [LinkResult]) -> JSONValue {
    func name(_ link: LinkIndex) -> JSONValue {
      links.indices.contains(link.position) ? .string(links[link.position].name) : .null
    }
    return .object([
      ("name", .string(bridge.name)), ("stp", .string(bridge.mode.rawValue)), ("root", .bool(bridge.isRoot)),
      (
        "ports",
        .array(
          bridge.ports.map { port in
            .object([
              ("link", name(port.link)), ("role", .string(port.role)),
              ("state", .string(port.state)),
            ])
          })
      ),
      ("looped_frames", .unsigned(bridge.loopedFrames)),
    ])
  }

  private static func expectation(_ expectation: ExpectationResult) -> JSONValue {
    .object([
      ("metric", .string(expectation.metric)), ("expected", .string(expectation.bound)),
      ("actual", expectation.actual.map { .number($0) } ?? .null), ("met", .bool(expectation.isMet)),
      ("message", .string(expectation.message)),
    ])
  }

  static func seconds(_ time: SimTime) -> JSONValue { .number(time.seconds) }

  private static func optional(_ time: SimTime?) -> JSONValue { time.map(seconds) ?? .null }

  static func snake(_ name: String) -> String { name.replacing("-", with: "_") }
}
