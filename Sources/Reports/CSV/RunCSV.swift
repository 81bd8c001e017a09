import Kernel
import Metrics
import NetworkModel

/// The tables of a run as comma-separated values (RFC 4180).
package enum RunCSV {
  /// `time_s,entity,metric,value`: the samples, if any were taken, and the totals at the end.
  package static func metrics(_ result: RunResult) -> String {
    var text = "time_s,entity,metric,value\n"
    for point in result.series { text += row(point.time, point.entity, point.metric, point.value) }
    let end = result.simulated
    func add(_ entity: String, _ metric: String, _ value: Double) { text += row(end, entity, metric, value) }
    let ledger = result.conservation
    add("network", "packets_sent_total", Double(ledger.sent))
    add("network", "packets_delivered_total", Double(ledger.delivered))
    for entry in ledger.dropped { add(entry.cause.description, "packets_dropped_total", Double(entry.count)) }
    add("network", "packets_in_flight", Double(ledger.inFlight))
    for entry in result.routing {
      add(entry.name, "routing_messages_total", Double(entry.messages))
      add(entry.name, "routing_bytes_total", Double(entry.bytes))
    }
    for entry in result.convergence {
      // At the time of the event: the same link may fail twice.
      func add(_ metric: String, _ value: Double) { text += row(entry.time, entry.event, metric, value) }
      add("convergence_seconds", entry.lastRouteChange?.seconds ?? 0)
      add("convergence_packets_lost_total", Double(entry.packetsLost))
      add("convergence_packets_looped_total", Double(entry.packetsLooped))
    }
    for link in result.links {
      let (forth, back) = (link.directions.first, link.directions.second)
      add(forth, "link_utilization_ratio", link.utilization.first)
      add(back, "link_utilization_ratio", link.utilization.second)
      add(forth, "link_bytes_total", Double(link.bytes.first))
      add(back, "link_bytes_total", Double(link.bytes.second))
      add(forth, "link_dropped_total", Double(link.dropped.first))
      add(back, "link_dropped_total", Double(link.dropped.second))
    }
    for flow in result.flows {
      add(flow.name, "flow_packets_sent_total", Double(flow.sent))
      add(flow.name, "flow_packets_received_total", Double(flow.received))
      add(flow.name, "flow_packets_lost_total", Double(flow.lost))
      if flow.received > 0 {
        add(flow.name, "flow_delay_mean_seconds", flow.delayMean.seconds)
        add(flow.name, "flow_delay_max_seconds", flow.delayMax.seconds)
      }
    }
    for service in result.services {
      add(service.name, "service_requests_total", Double(service.requests))
      for entry in service.outcomes {
        add("\(service.name)/\(entry.outcome)", "service_outcomes_total", Double(entry.count))
      }
      if let latency = service.latency {
        add(service.name, "service_latency_mean_seconds", latency.mean.seconds)
        add(service.name, "service_latency_p50_seconds", latency.p50.seconds)
        add(service.name, "service_latency_p90_seconds", latency.p90.seconds)
        add(service.name, "service_latency_p99_seconds", latency.p99.seconds)
        add(service.name, "service_latency_p999_seconds", latency.p999.seconds)
        add(service.name, "service_latency_max_seconds", latency.max.seconds)
      }
      for backend in service.backends {
        add("\(service.name)/\(backend.name)", "backend_requests_total", Double(backend.requests))
        add("\(service.name)/\(backend.name)", "backend_utilization_ratio", backend.utilization)
      }
    }
    return text
  }

  private static func row(_ time: SimTime, _ entity: String, _ metric: String, _ value: Double) -> String {
    "\(JSONValue.format(time.seconds)),\(quote(entity)),\(metric),\(JSONValue.format(value))\n"
  }

  /// `id,time_s,client,service,backend,outcome,latency_s,retries`, in the order in which requests ended; with `caller`, the
  /// request for which a service made this one, where services call services.
  package static func requests(_ result: RunResult) -> String {
    let hasCalls = result.requests.contains { $0.caller != nil }
    var text = "id,time_s,client,service,backend,outcome,latency_s,retries\(hasCalls ? ",caller" : "")\n"
    for request in result.requests {
      text +=
        "\(request.id),\(JSONValue.format(request.time.seconds)),\(quote(request.client)),\(quote(request.service)),"
        + "\(quote(request.backend ?? "")),\(request.outcome),\(JSONValue.format(request.latency.seconds)),"
        + "\(request.retries)\(hasCalls ? ",\(request.caller.map { "\($0)" } ?? "")" : "")\n"
    }
    return text
  }

  /// `time_s,service,balancer,request,try,key,backend,reason`, in the order of the choices.
  package static func decisions(_ result: RunResult) -> String {
    var text = "time_s,service,balancer,request,try,key,backend,reason\n"
    for choice in result.decisions {
      text +=
        "\(JSONValue.format(choice.time.seconds)),\(quote(choice.service)),\(quote(choice.balancer)),\(choice.request),"
        + "\(choice.attempt),\(quote(choice.key)),\(quote(choice.backend ?? "")),\(quote(choice.reason))\n"
    }
    return text
  }

  /// `time_s,kind,entity,detail`.
  package static func events(_ result: RunResult) -> String {
    var text = "time_s,kind,entity,detail\n"
    for record in result.log {
      text +=
        "\(JSONValue.format(record.time.seconds)),\(record.kind),\(quote(record.entity)),\(quote(record.detail))\n"
    }
    return text
  }

  static func quote(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
