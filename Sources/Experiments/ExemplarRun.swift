import Engine
import Kernel
import Metrics
import NetworkModel
import Study

extension RunExecutor {
  /// The first replication of a variant with everything recorded.
  package func exemplar(block: Int, variant: Int) throws(SimulationError) -> Exemplar {
    var scenario = scenarios[block][variant]
    scenario.seed = plan.blocks[block].seed(variant: variant, replication: 0)
    scenario.record = [.series, .events, .requests]
    var simulation = try Simulation.prepare(scenario)
    simulation.run()
    let result = simulation.result()
    var exemplar = Exemplar(block: block, variant: variant, seed: scenario.seed)
    let recording = Recording(result.series)
    exemplar.times = recording.times
    exemplar.series = recording.utilization(simulation.topology) + recording.rates + recording.levels
    exemplar.latencies = scenario.services.compactMap { Self.curve($0.name, result.requests) }
    exemplar.events = result.log.filter { $0.kind == "scenario-event" }.prefix(1000).map {
      Exemplar.Mark(seconds: $0.time.seconds, text: $0.entity)
    }
    exemplar.routeChanges = recording.counts(
      result.log.filter { $0.kind == "route-change" }.map { ($0.entity, $0.time.seconds) })
    return exemplar
  }

  /// Two hundred points, closer together where the tail is.
  private static func curve(_ service: String, _ requests: [RequestRecord]) -> Exemplar.LatencyCurve? {
    let sorted = requests.filter { $0.service == service && $0.outcome == .ok }.map(\.latency).sorted()
    guard let longest = sorted.last else { return nil }
    let shares = (0...180).map { Double($0) / 200 } + (1...19).map { 0.9 + Double($0) / 200 } + [0.999]
    let points = shares.map { share in
      // The nearest rank.
      let position = min(sorted.count - 1, Int((share * Double(sorted.count)).rounded(.down)))
      return (share, sorted[position].seconds)
    }
    return Exemplar.LatencyCurve(service: service, points: points + [(1, longest.seconds)])
  }
}

/// The samples of one run, by metric and entity.
private struct Recording {
  let times: [Double]
  /// In the order in which they were first sampled.
  private var names: [Name] = []
  private var values: [Name: [Double]] = [:]

  /// More would make a page that no browser likes.
  private static let limit = 200

  struct Name: Hashable {
    let metric: String
    let entity: String
  }

  init(_ points: [SeriesPoint]) {
    var times: [Double] = []
    for point in points {
      if times.last != point.time.seconds { times.append(point.time.seconds) }
      let name = Name(metric: point.metric, entity: point.entity)
      if values[name] == nil { names.append(name) }
      values[name, default: []].append(point.value)
    }
    self.times = times
  }

  /// Of each link's directions, since the sample before.
  func utilization(_ topology: Topology) -> [Exemplar.Series] {
    let links = Dictionary(
      topology.links.map { ($0.name, $0.spec.bandwidth) }, uniquingKeysWith: { first, _ in first })
    return names.filter { $0.metric == "link_bytes_total" }.prefix(2 * Self.limit).compactMap { name in
      guard let from = name.entity.range(of: " from "),
        let bandwidth = links[String(name.entity[..<from.lowerBound])]
      else { return nil }
      let bytesPerSecond = Double(bandwidth.bitsPerSecond) / 8
      return Exemplar.Series(
        entity: name.entity, metric: "link_utilization_ratio",
        values: differences(of: name).map { min(1, $0 / bytesPerSecond) })
    }
  }

  /// Counters as rates, since the sample before.
  var rates: [Exemplar.Series] {
    let wanted = [
      "service_requests_total": "service_requests_per_second", "link_dropped_total": "link_drops_per_second",
    ]
    return names.compactMap { name in
      guard let metric = wanted[name.metric] else { return nil }
      let values = differences(of: name)
      // Links that drop nothing are no news.
      guard name.metric == "service_requests_total" || values.contains(where: { $0 > 0 }) else { return nil }
      return Exemplar.Series(entity: name.entity, metric: metric, values: values)
    }.prefix(Self.limit).map { $0 }
  }

  /// What is sampled as it stands; queues of links only where something ever waited.
  var levels: [Exemplar.Series] {
    names.filter { !$0.metric.hasSuffix("_total") }.compactMap { name in
      guard let values = values[name] else { return nil }
      guard name.metric != "link_queue_packets" || values.contains(where: { $0 > 0 }) else { return nil }
      return Exemplar.Series(entity: name.entity, metric: name.metric, values: values)
    }.prefix(Self.limit).map { $0 }
  }

  /// A second's share of what was counted between two samples.
  private func differences(of name: Name) -> [Double] {
    let values = values[name] ?? []
    var before = (time: 0.0, value: 0.0)
    return zip(times, values).map { time, value in
      defer { before = (time, value) }
      return time > before.time ? max(0, value - before.value) / (time - before.time) : 0
    }
  }

  /// How often something happened to each entity up to each sample since the one before.
  func counts(_ happenings: [(entity: String, seconds: Double)]) -> [Exemplar.Series] {
    var order: [String] = []
    var counts: [String: [Double]] = [:]
    for (entity, seconds) in happenings {
      guard let slot = times.firstIndex(where: { seconds <= $0 }) else { continue }
      if counts[entity] == nil {
        order.append(entity)
        counts[entity] = Array(repeating: 0, count: times.count)
      }
      counts[entity]?[slot] += 1
    }
    return order.sorted().prefix(Self.limit).compactMap { entity in
      counts[entity].map { Exemplar.Series(entity: entity, metric: "route_changes", values: $0) }
    }
  }
}

extension StringProtocol {
  /// The last place where the words stand.
  fileprivate func range(of words: String) -> Range<Index>? { self.ranges(of: words).last }
}
