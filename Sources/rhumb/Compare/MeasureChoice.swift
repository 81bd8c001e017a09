import Engine
import NetworkModel
import ScenarioFormats
import Study

/// Which metrics a comparison measures: those of `--measure`, else of the study, else those that the scenario expects
/// something of, else what its parts have.
struct MeasureChoice {
  let options: CompareOptions

  /// - Throws: for a metric that is none, or that no variant can have.
  func measures(_ studies: [StudySpec], _ files: [Scenario], _ variants: [Scenario]) throws(UsageFailure)
    -> [Measure]
  {
    // What is expected between variants must be measured.
    let expected =
      options.expect == .none ? [] : studies.flatMap(\.expectations).map { MeasureSpec(metric: $0.metric) }
    let specs = try chosen(studies, files) + expected
    var measures: [Measure] = []
    for spec in specs where !measures.contains(where: { $0.metric == spec.metric }) {
      let meaning = Self.meaning(of: spec.metric, in: files.first)
      measures.append(Measure(spec, tolerance: try tolerance(of: spec.metric), meaning: meaning))
    }
    guard !measures.isEmpty else {
      throw UsageFailure(
        "there is nothing to measure: the scenario has no services, flows or routing",
        hint: "--measure network.delivered; `rhumb list metrics` lists all")
    }
    return measures
  }

  /// `routing.convergence.2` says more with the event that it counts from; other metrics say it in their own summary.
  private static func meaning(of metric: String, in scenario: Scenario?) -> String? {
    let words = "routing.convergence."
    guard let scenario, metric.hasPrefix(words) else { return nil }
    let wanted = String(metric.dropFirst(words.count))
    if wanted == "0" { return "Time from the cold start to the last route change." }
    let events = scenario.events.filter(\.action.isTopologyEvent)
    let sorted = events.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
    let found = sorted.enumerated().first { position, event in
      Int(wanted) == position + 1 || event.element.answers(to: wanted)
    }
    guard let event = found?.element.element else { return nil }
    return "Time from \(event.action) (at \(event.time)) to the last route change."
  }

  private func chosen(_ studies: [StudySpec], _ files: [Scenario]) throws(UsageFailure) -> [MeasureSpec] {
    if !options.measure.isEmpty {
      var specs: [MeasureSpec] = []
      for metric in options.measure {
        guard MetricName.pattern(of: metric) != nil else {
          let nearest = NearestName.find(metric, among: MetricName.all.map(\.name))
          throw UsageFailure(
            "there is no metric `\(metric)`",
            hint: nearest.map { "did you mean `\($0)`?" } ?? "`rhumb list metrics` lists them")
        }
        let known = studies.flatMap(\.measure).first { $0.metric == metric }
        specs.append(known ?? MeasureSpec(metric: metric))
      }
      return specs
    }
    let studied = studies.flatMap(\.measure)
    if !studied.isEmpty { return studied }
    let expected = files.flatMap(\.expectations).map { MeasureSpec(metric: $0.metric) }
    return expected.isEmpty ? files.flatMap(Self.usual) : expected
  }

  /// What is most often asked of the parts that a scenario has.
  private static func usual(_ scenario: Scenario) -> [MeasureSpec] {
    var metrics: [String] = []
    for service in scenario.services {
      metrics += ["latency.mean", "latency.p99", "success_ratio"].map { "services.\(service.name).\($0)" }
    }
    for traffic in scenario.traffic {
      guard case .flow = traffic.kind,
        !scenario.network.containers.contains(where: { $0.name == traffic.from && $0.replicas > 1 })
      else { continue }
      metrics += ["lost", "delay.mean"].map { "flows.\(traffic.name).\($0)" }
    }
    if scenario.routing.protocols.contains(where: { $0 != "static" && $0 != "global" }) {
      metrics += ["routing.convergence.max", "routing.messages", "network.looped"]
    }
    return metrics.map { MeasureSpec(metric: $0) }
  }

  /// The last `--tolerance` that fits: `5%` is for all metrics, `METRIC=10ms` for one.
  private func tolerance(of metric: String) throws(UsageFailure) -> MeasureSpec.Tolerance? {
    guard let pattern = MetricName.pattern(of: metric) else { return nil }
    var found: MeasureSpec.Tolerance?
    for option in options.tolerance {
      let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 && parts[0] != metric {
        guard MetricName.pattern(of: parts[0]) != nil else {
          throw UsageFailure("--tolerance \(option): there is no metric `\(parts[0])`")
        }
        continue
      }
      guard let text = parts.last, let tolerance = QuantityParser.tolerance(text, of: pattern) else {
        throw UsageFailure(
          "--tolerance \(option): expected 5%, an amount in \(pattern.unit.rawValue), or statistical")
      }
      found = tolerance
    }
    return found
  }
}
