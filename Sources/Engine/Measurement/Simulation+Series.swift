import Kernel
import Metrics
import NetworkModel

extension Simulation {
  /// A hundred samples a run.
  var sampleInterval: SimTime { max(.microseconds(1), end / 100) }

  /// Samples what changes over time: queues, utilization so far, requests in service.
  mutating func sample() {
    for (position, link) in topology.links.enumerated() where !link.isInternal {
      for (end, node) in [(0, link.spec.ends.first), (1, link.spec.ends.second)] {
        let channel = position * 2 + end
        let entity = "\(link.name) from \(node)"
        append("link_queue_packets", entity, Double(waiting(channel)))
        append("link_bytes_total", entity, Double(channels[channel].counters.bytes))
        append("link_dropped_total", entity, Double(channels[channel].counters.dropped))
      }
    }
    for service in services.indices {
      let name = services[service].name
      append("service_requests_total", name, Double(services[service].requests))
      append("service_pending_requests", name, Double(services[service].pending))
      for server in services[service].servers.indices {
        let entity = "\(name)/\(services[service].servers[server].name)"
        append("backend_busy_slots", entity, Double(services[service].servers[server].inService))
        append("backend_queue_requests", entity, Double(services[service].servers[server].queued))
      }
    }
    queue.push(at: now + sampleInterval, kind: EventKind.sample.rawValue, target: 0)
  }

  private func waiting(_ channel: Int) -> Int {
    var count = 0
    var packet = channels[channel].firstWaiting
    var start = channels[channel].waitsUntil
    while packet != .max {
      if start > now { count += 1 }
      start = packets[packet].nextStart
      packet = packets[packet].next
    }
    return count
  }

  private mutating func append(_ metric: String, _ entity: String, _ value: Double) {
    series.append(SeriesPoint(time: now, entity: entity, metric: metric, value: value))
  }

  /// Notes something for events.csv, when that is recorded.
  mutating func note(_ kind: String, entity: String, detail: String) {
    guard isRecordingEvents else { return }
    log.append(LogRecord(time: now, kind: kind, entity: entity, detail: detail))
  }
}
