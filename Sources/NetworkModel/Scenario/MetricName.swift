/// The metrics that expectations and studies may name: patterns in which `<…>` stands for a name.
package struct MetricName: Sendable, Equatable {
  package enum Unit: String, Sendable {
    case seconds
    case ratio
    case count
    case bytes
  }

  package let name: String
  package let unit: Unit
  package let summary: String

  package static let all: [MetricName] = [
    MetricName("services.<service>.latency.mean", .seconds, "Mean latency of answered requests."),
    MetricName("services.<service>.latency.p50", .seconds, "Median latency."),
    MetricName("services.<service>.latency.p90", .seconds, "90th percentile of the latency."),
    MetricName("services.<service>.latency.p99", .seconds, "99th percentile of the latency."),
    MetricName("services.<service>.latency.p999", .seconds, "99.9th percentile of the latency."),
    MetricName("services.<service>.latency.max", .seconds, "Longest latency."),
    MetricName("services.<service>.requests", .count, "Requests that arrived."),
    MetricName("services.<service>.ok", .count, "Requests that were answered."),
    MetricName("services.<service>.failed", .count, "Requests that ended without an answer."),
    MetricName("services.<service>.success_ratio", .ratio, "Answered requests, of those that ended."),
    MetricName(
      "services.<service>.attempts", .count, "Tries sent to a backend, retries and hedges included."),
    MetricName("services.<service>.retries", .count, "Tries after a failure."),
    MetricName("services.<service>.hedges", .count, "Second tries beside a first one that took long."),
    MetricName("services.<service>.cache_hit_ratio", .ratio, "Requests that a backend's cache could answer."),
    MetricName(
      "services.<service>.connections.opened", .count, "Connections opened by full handshakes (`tls`)."),
    MetricName("services.<service>.connections.resumed", .count, "Connections that resumed a session."),
    MetricName(
      "services.<service>.connections.reused", .count, "Requests over connections that stood already."),
    MetricName("services.<service>.amplification", .ratio, "Tries for each request."),
    MetricName(
      "services.<service>.waited", .count, "Requests that waited at a balancer for room at a backend."),
    MetricName(
      "services.<service>.spread.most", .ratio,
      "Requests of the busiest backend for its weight, over the mean of all backends."),
    MetricName(
      "services.<service>.spread.least", .ratio,
      "Requests of the idlest backend for its weight, over the mean of all backends."),
    MetricName(
      "services.<service>.tries_per_user_request", .ratio,
      "Tries for each request of a user that may lead here: fan-out and retries over all services on the way."
    ),
    MetricName(
      "services.<service>.backends.<backend>.requests", .count, "Requests that reached the backend."),
    MetricName(
      "services.<service>.backends.<backend>.share", .ratio, "Of the requests that reached any backend."),
    MetricName("services.<service>.backends.<backend>.utilization", .ratio, "Busy slots over all slots."),
    MetricName(
      "services.<service>.overhead_ratio", .ratio,
      "Of the bytes that its messages took, those that were not payload, or payload again."),
    MetricName("flows.<flow>.overhead_ratio", .ratio, "Of the bytes sent, headers and encryption."),
    MetricName("flows.<flow>.goodput", .bytes, "Payload received in a second, while it sends."),
    MetricName(
      "flows.<flow>.delay.tunnels", .seconds, "What tunnels' processors added to the delay, in the mean."),
    MetricName("flows.<flow>.sent", .count, "Packets sent."),
    MetricName("flows.<flow>.received", .count, "Packets received."),
    MetricName("flows.<flow>.lost", .count, "Packets lost."),
    MetricName("flows.<flow>.marked", .count, "Packets received with the mark of congestion."),
    MetricName("flows.<flow>.loss_ratio", .ratio, "Packets lost, of those sent."),
    MetricName(
      "flows.<flow>.outage.max", .seconds, "Longest time from a lost packet to the next one that arrived."),
    MetricName(
      "flows.<flow>.stretch", .count,
      "Links that a packet crossed on the average, over those of the shortest way when all links work."),
    MetricName("flows.<flow>.delay.mean", .seconds, "Mean one-way delay."),
    MetricName("flows.<flow>.delay.max", .seconds, "Longest one-way delay."),
    MetricName("routing.convergence.max", .seconds, "Longest time from an event to the last route change."),
    MetricName(
      "routing.convergence.<event>", .seconds,
      "The same for one event: by its number (0 is the cold start), its `name`, or as it is written, `down r1 -- r2`."
    ),
    MetricName(
      "routing.lost.<event>", .count, "Packets lost for want of a route between an event and the next."),
    MetricName(
      "routing.looped.<event>", .count, "Packets that went in circles between an event and the next."),
    MetricName("routing.messages", .count, "Messages of all routing protocols."),
    MetricName("routing.bytes", .bytes, "Bytes of all routing protocols."),
    MetricName("network.sent", .count, "Packets put on the network."),
    MetricName("network.delivered", .count, "Packets delivered."),
    MetricName("network.dropped", .count, "Packets dropped."),
    MetricName("network.dropped.<cause>", .count, "Packets dropped for one cause."),
    MetricName("network.looped", .count, "Data packets that passed a node twice."),
    MetricName("network.storm", .count, "Frames that went round a loop of bridges."),
    MetricName(
      "links.<link>.utilization", .ratio, "Share of the time that the busier direction was sending."),
    MetricName("routes.<router>.<prefix>.metric", .count, "Metric of a selected route at the end."),
    MetricName("bgp.updates", .count, "UPDATE messages that all speakers sent."),
    MetricName("bgp.<router>.<prefix>.path_length", .count, "AS path length of the best path at the end."),
    MetricName(
      "bgp.<router>.<prefix>.local_preference", .count, "Local preference of the best path at the end."),
    MetricName(
      "bgp.<router>.<prefix>.origin", .count, "The AS that the best path ends in; the own AS for own paths."),
    MetricName(
      "bgp.<router>.<prefix>.next", .count, "The AS that the best path begins with; the own AS for own paths."
    ),
    MetricName(
      "bgp.share.<prefix>.<as>", .ratio,
      "Of the other ASes, those that send packets for the prefix's first address toward this AS."),
  ]

  private init(_ name: String, _ unit: Unit, _ summary: String) {
    self.name = name
    self.unit = unit
    self.summary = summary
  }

  /// The pattern that a metric's name follows; nil when there is none. The names in it may contain dots themselves.
  ///
  /// Where several fit, the one with the most words of its own is meant: `services.web.backends.a.requests` is a backend's
  /// and not that of a service named `web.backends.a`.
  package static func pattern(of metric: String) -> MetricName? {
    var best: MetricName?
    for candidate in all where candidate.captures(in: metric) != nil {
      if best.map({ candidate.ownWords > $0.ownWords }) ?? true { best = candidate }
    }
    return best
  }

  private var ownWords: Int { name.split(separator: ".").count { !$0.hasPrefix("<") } }

  /// What the placeholders stand for, in their order; nil when the metric does not follow this pattern.
  package func captures(in metric: String) -> [String]? {
    Self.match(
      name.split(separator: ".").map(String.init)[...], metric.split(separator: ".").map(String.init)[...])
  }

  /// A placeholder takes one part at least, and more when the rest would not match otherwise; a prefix has four.
  private static func match(_ pattern: ArraySlice<String>, _ parts: ArraySlice<String>) -> [String]? {
    guard let head = pattern.first else { return parts.isEmpty ? [] : nil }
    guard head.hasPrefix("<") else {
      guard parts.first == head else { return nil }
      return match(pattern.dropFirst(), parts.dropFirst())
    }
    guard !parts.isEmpty else { return nil }
    for count in head == "<prefix>" ? 4...4 : 1...min(parts.count, 16) where count <= parts.count {
      let rest = match(pattern.dropFirst(), parts.dropFirst(count))
      if let rest { return [parts.prefix(count).joined(separator: ".")] + rest }
    }
    return nil
  }
}
