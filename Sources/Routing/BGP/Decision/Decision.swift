/// Which path was chosen, and why: the step that left one path, and for each other path the step at which it fell.
package struct Decision: Sendable, Equatable {
  /// Nil when no path has a reachable next hop.
  package var best: Int?
  /// Nil when there was nothing to choose from.
  package var step: DecisionStep?
  /// By path; nil for the best one.
  package var fellAt: [DecisionStep?]
  /// Paths used beside the best one.
  package var multipath: [Int] = []
  /// The best ones through each neighbouring AS, where those are compared first.
  package var groupBest: [Int] = []

  /// Takes the steps in order until one path is left.
  ///
  /// - Complexity: O(n) a step, O(n²) for MED.
  package static func make(among paths: [BGPPath], _ settings: BGPSettings) -> Decision {
    if settings.decidesPairwise { return pairwise(among: paths, settings) }
    var decision = Decision(fellAt: Array(repeating: nil, count: paths.count))
    var candidates = Array(paths.indices)
    var equal: [Int] = []
    for step in DecisionStep.allCases where !candidates.isEmpty {
      if step == .current { equal = candidates }
      if candidates.count == 1 && step != .reachable { break }
      let left = step.survivors(candidates, of: paths, settings)
      if left.count < candidates.count {
        for path in candidates where !left.contains(path) { decision.fellAt[path] = step }
        decision.step = step
        candidates = left
      }
    }
    decision.best = candidates.first
    // Two paths that no step tells apart: one session twice; the first one stays.
    for path in candidates.dropFirst() { decision.fellAt[path] = .neighborAddress }
    if let best = decision.best, settings.maximumPaths > 1 {
      decision.multipath = companions(of: best, among: equal, of: paths, settings)
    }
    return decision
  }

  private static func isCompanion(_ path: BGPPath, of best: BGPPath, _ settings: BGPSettings) -> Bool {
    settings.multipathRelax || path.attributes.asPath == best.attributes.asPath
  }

  /// Paths that are as good down to the IGP cost and have the same AS path (or, relaxed, one of the same length) and
  /// another next hop.
  private static func companions(
    of best: Int, among equal: [Int], of paths: [BGPPath], _ settings: BGPSettings
  ) -> [Int] {
    var hops = [paths[best].attributes.nextHop]
    var result: [Int] = []
    guard !paths[best].isOwn else { return [] }
    for path in equal where path != best && result.count + 1 < settings.maximumPaths {
      let hop = paths[path].attributes.nextHop
      guard isCompanion(paths[path], of: paths[best], settings), !hops.contains(hop) else { continue }
      hops.append(hop)
      result.append(path)
    }
    return result
  }
}
