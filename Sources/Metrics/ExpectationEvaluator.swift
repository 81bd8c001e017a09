import Kernel
import NetworkModel

/// Judges the `expect:` lines of a scenario.
package enum ExpectationEvaluator {
  /// One verdict for each expectation, in their order. A metric without a value fails, and says so.
  ///
  /// - Parameter routes: the tables at the end of the run, for `routes.…`; without them such metrics have no value.
  package static func evaluate(
    _ expectations: [ExpectationSpec], _ result: RunResult, routes: RoutesSnapshot?
  ) -> [ExpectationResult] {
    let lookup = MetricLookup(result, routes: routes)
    return expectations.map { judge($0, lookup.value(of: $0.metric), lookup) }
  }

  private static func judge(
    _ expectation: ExpectationSpec, _ actual: Double?, _ lookup: MetricLookup
  ) -> ExpectationResult {
    let unit = MetricName.pattern(of: expectation.metric)?.unit ?? .count
    let bound = words(expectation.bound, unit)
    guard let actual else {
      return ExpectationResult(
        metric: expectation.metric, bound: bound, actual: nil, isMet: false,
        message: "\(expectation.metric) should be \(bound), but has no value in this run.")
    }
    let isMet: Bool
    switch expectation.bound {
    case .atMost(let limit): isMet = actual <= limit
    case .atLeast(let limit): isMet = actual >= limit
    case .equals(let value): isMet = abs(actual - value) <= 1e-9 * max(1, abs(value))
    case .between(let low, let high): isMet = actual >= low && actual <= high
    }
    return ExpectationResult(
      metric: expectation.metric, bound: bound, actual: actual, isMet: isMet,
      message: "\(expectation.metric) should be \(bound) and is \(found(actual, unit, bound, isMet))"
        + (isMet ? "." : " (\(when(expectation.metric, lookup)))."))
  }

  /// What time a value is of: an event's, the end, or the whole run.
  private static func when(_ metric: String, _ lookup: MetricLookup) -> String {
    let result = lookup.result
    let parts = metric.split(separator: ".", maxSplits: 2).map(String.init)
    if metric == "routing.convergence.max" {
      let longest = result.convergence.max {
        ($0.lastRouteChange ?? .zero) < ($1.lastRouteChange ?? .zero)
      }
      if let longest { return "after \(longest.title) at \(longest.time)" }
    } else if parts.first == "routing", parts.count == 3, let entry = lookup.event(parts[2]) {
      return "after \(entry.title) at \(entry.time)"
    }
    if parts.first == "routes" || parts.first == "bgp" { return "at the end, \(result.simulated)" }
    return "over the run of \(result.simulated)"
  }

  /// The value found. A miss by less than the digits shown gets all of its digits: "at most 50ms and is 50ms" explains
  /// nothing.
  private static func found(
    _ actual: Double, _ unit: MetricName.Unit, _ bound: String, _ isMet: Bool
  ) -> String {
    let short = format(actual, unit)
    guard !isMet, bound.split(separator: " ").contains(Substring(short)) else { return short }
    switch unit {
    case .seconds: return "\(actual)s"
    case .ratio: return "\(actual * 100)%"
    case .count, .bytes: return "\(actual)"
    }
  }

  private static func words(_ bound: ExpectationSpec.Bound, _ unit: MetricName.Unit) -> String {
    switch bound {
    case .atMost(let value): "at most \(format(value, unit))"
    case .atLeast(let value): "at least \(format(value, unit))"
    case .equals(let value): "\(format(value, unit))"
    case .between(let low, let high): "between \(format(low, unit)) and \(format(high, unit))"
    }
  }

  /// A value in its unit, as people write it.
  package static func format(_ value: Double, _ unit: MetricName.Unit) -> String {
    switch unit {
    case .seconds:
      return Decimal.duration(.seconds(value))
    case .ratio:
      return Decimal.fixed(value * 100, 2) + "%"
    case .count, .bytes:
      return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : Decimal.fixed(value, 4)
    }
  }
}
