/// The decision as FRR's bgpd makes it: two paths at a time, in the order of its list, where the path that was added last comes
/// first. For paths that all steps put in one order the outcome is that of the steps taken together; where MEDs make a circle of
/// three paths (RFC 3345), the list's order decides.
extension Decision {
  /// What becomes of two paths that are compared.
  struct Duel {
    /// Whether the first one wins.
    var wins: Bool
    var step: DecisionStep
    /// They may be used together: equal to the IGP cost.
    var areEqual = false
  }

  /// With `bgp deterministic-med` the paths through one neighbouring AS are compared first, and then the best ones of each
  /// (Cisco's and FRR's reading of RFC 4271 §9.1.2.2 c); without it all are, one after the other.
  static func pairwise(among paths: [BGPPath], _ settings: BGPSettings) -> Decision {
    var decision = Decision(fellAt: Array(repeating: nil, count: paths.count))
    var list: [Int] = []
    for path in paths.indices {
      if paths[path].interiorCost == nil {
        decision.fellAt[path] = .reachable
        decision.step = .reachable
      } else {
        list.append(path)
      }
    }
    list.sort { (paths[$1].arrival, $0) < (paths[$0].arrival, $1) }
    let rivals = settings.deterministicMED ? groupWinners(of: list, paths, settings, &decision) : list
    if settings.deterministicMED { decision.groupBest = rivals }
    decision.best = winner(of: rivals, paths, settings, &decision)
    let steps = list.compactMap { decision.fellAt[$0] }
    decision.step = steps.max { $0.rawValue < $1.rawValue } ?? decision.step
    if let best = decision.best, settings.maximumPaths > 1 {
      decision.multipath = equals(to: best, among: list, paths, settings)
    }
    return decision
  }

  /// The best path through each neighbouring AS, in the order of the list.
  private static func groupWinners(
    of list: [Int], _ paths: [BGPPath], _ settings: BGPSettings, _ decision: inout Decision
  ) -> [Int] {
    var winners: [Int] = []
    var isDone: Set<Int> = []
    for first in list where !isDone.contains(first) {
      let group = list.filter { other in
        other == first
          || !isDone.contains(other)
            && hasSameLeft(paths[first].attributes.asPath, paths[other].attributes.asPath)
      }
      isDone.formUnion(group)
      if let best = winner(of: group, paths, settings, &decision) { winners.append(best) }
    }
    return list.filter(winners.contains)
  }

  private static func winner(
    of list: [Int], _ paths: [BGPPath], _ settings: BGPSettings, _ decision: inout Decision
  ) -> Int? {
    guard var best = list.first else { return nil }
    for path in list.dropFirst() {
      let duel = duel(paths[path], paths[best], settings)
      decision.fellAt[duel.wins ? best : path] = duel.step
      if duel.wins { best = path }
    }
    return best
  }

  private static func equals(
    to best: Int, among list: [Int], _ paths: [BGPPath], _ settings: BGPSettings
  ) -> [Int] {
    guard !paths[best].isOwn else { return [] }
    var hops = [paths[best].attributes.nextHop]
    var result: [Int] = []
    for path in list.sorted() where path != best && result.count + 1 < settings.maximumPaths {
      let hop = paths[path].attributes.nextHop
      guard !hops.contains(hop), duel(paths[path], paths[best], settings).areEqual else { continue }
      hops.append(hop)
      result.append(path)
    }
    return result
  }

  /// Paths whose neighbouring AS is the same, or whose neighbouring member AS.
  private static func hasSameLeft(_ a: ASPath, _ b: ASPath) -> Bool {
    if a.isEmpty && b.isEmpty { return true }
    if let first = a.neighbor, first == b.neighbor { return true }
    guard let first = a.segments.first, let second = b.segments.first else { return false }
    return first.kind == .confederationSequence && second.kind == .confederationSequence
      && first.numbers.first == second.numbers.first
  }

  /// Two paths, step by step.
  static func duel(_ new: BGPPath, _ old: BGPPath, _ settings: BGPSettings) -> Duel {
    let pair = [new, old]
    func verdict(_ step: DecisionStep) -> Duel? {
      let left = step.survivors([0, 1], of: pair, settings)
      return left.count == 1 ? Duel(wins: left[0] == 0, step: step) : nil
    }
    for step in [DecisionStep.weight, .localPreference, .pathLength, .origin] {
      if let duel = verdict(step) { return duel }
    }
    if comparesMED(new.attributes.asPath, old.attributes.asPath, settings) {
      let worst: UInt32 = settings.missingMEDIsWorst ? .max : 0
      let (first, second) = (
        new.attributes.multiExitDiscriminator ?? worst, old.attributes.multiExitDiscriminator ?? worst
      )
      if first != second { return Duel(wins: first < second, step: .multiExitDiscriminator) }
    }
    for step in [DecisionStep.externalOverInternal, .confederateOverInternal, .interiorCost] {
      if let duel = verdict(step) { return duel }
    }
    let areEqual = mayGoTogether(new, old, settings)
    for step in [DecisionStep.current, .routerIdentifier, .clusterListLength] {
      if var duel = verdict(step) {
        duel.areEqual = areEqual
        return duel
      }
    }
    if new.isStale != old.isStale {
      return Duel(wins: old.isStale, step: .staleness, areEqual: areEqual)
    }
    if var duel = verdict(.neighborAddress) {
      duel.areEqual = areEqual
      return duel
    }
    // One session twice, or two paths of the speaker's own: the one that is there stays.
    return Duel(wins: false, step: .neighborAddress, areEqual: areEqual)
  }

  private static func comparesMED(_ a: ASPath, _ b: ASPath, _ settings: BGPSettings) -> Bool {
    // Paths from within the own AS or confederation have no neighbouring AS, and are all compared.
    settings.alwaysComparesMED || hasSameLeft(a, b) || (a.length == 0 && b.length == 0)
  }

  private static func mayGoTogether(_ new: BGPPath, _ old: BGPPath, _ settings: BGPSettings) -> Bool {
    if settings.multipathRelax { return true }
    if new.isInternal && !new.isConfederate { return new.attributes.asPath == old.attributes.asPath }
    return new.peerAS == old.peerAS
  }
}
