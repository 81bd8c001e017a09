import NetworkModel

/// A metric that is compared, with what is better and how much worse than a baseline is still well.
package struct Measure: Sendable, Equatable {
  package let metric: String
  /// What it is, in a sentence.
  package let meaning: String
  package let unit: MetricName.Unit
  package let better: MeasureSpec.Direction
  package let tolerance: MeasureSpec.Tolerance

  package init(_ spec: MeasureSpec, tolerance: MeasureSpec.Tolerance? = nil, meaning: String? = nil) {
    let pattern = MetricName.pattern(of: spec.metric)
    metric = spec.metric
    self.meaning = meaning ?? pattern?.summary ?? ""
    unit = pattern?.unit ?? .count
    better = spec.better ?? pattern.map(Self.naturalDirection) ?? .neither
    self.tolerance = tolerance ?? spec.tolerance ?? .statistical
  }

  private static let lowerIsBetter: Set<String> = [
    "latency", "failed", "lost", "loss_ratio", "delay", "convergence", "messages", "bytes", "dropped",
    "looped",
    "storm", "stretch", "unreachable", "outage", "duration",
  ]
  private static let higherIsBetter: Set<String> = [
    "ok", "success_ratio", "received", "delivered", "goodput",
  ]

  /// What the words of a metric's name say: less latency is better, more deliveries are. A share or a utilization is
  /// neither.
  static func naturalDirection(_ pattern: MetricName) -> MeasureSpec.Direction {
    let words = pattern.name.split(separator: ".").map(String.init)
    if words.contains(where: lowerIsBetter.contains) { return .lower }
    if words.contains(where: higherIsBetter.contains) { return .higher }
    return .neither
  }
}
