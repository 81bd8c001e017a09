import NetworkModel

/// What becomes of another protocol's routes when they are announced.
package struct BGPRedistribution: Sendable, Equatable {
  private let metric: UInt32?
  private let rule: BGPRule

  init(_ spec: BGPRedistributionSpec, own: UInt32) {
    metric = spec.metric
    var entry = BGPRuleSpec(isInbound: true)
    (entry.match, entry.set) = (spec.match, spec.set)
    rule = BGPRule(entry, own: own)
  }

  /// Nil: the route is not announced.
  func attributes(of prefix: IPv4Prefix, metric own: Int) -> PathAttributes? {
    var attributes = BGPProcess.ownAttributes(.incomplete, metric: metric.map { Int($0) } ?? own)
    guard rule.matches(prefix, attributes) else { return nil }
    var weight: UInt32 = 0
    rule.apply(to: &attributes, weight: &weight)
    return attributes
  }
}
