import Kernel
import NetworkModel

extension Scheduler {
  /// What the scorer takes for pods that ask for nothing, so that they are spread too.
  static func countedCPU(of pod: PodRequest) -> Double { pod.cpu ?? 0.1 }
  static func countedMemory(of pod: PodRequest) -> Double { pod.memory ?? 200 * 1_048_576 }

  /// Weighted sums over the plugins, for the nodes given.
  func scores(of pod: PodRequest, on feasible: [Int]) -> [Int] {
    let affinity = normalized(feasible.map { preference(of: pod, for: nodes[$0]) })
    let taints = feasible.map { unwanted(of: pod, on: nodes[$0]) }
    let worst = taints.max() ?? 0
    let spread = spreadScores(of: pod, on: feasible)
    let together = normalizedAcross(feasible.map { attraction(of: pod, to: nodes[$0]) })
    return feasible.enumerated().map { position, index in
      let tolerance = worst == 0 ? 100 : 100 - 100 * taints[position] / worst
      return leastAllocated(pod, on: nodes[index]) + balanced(pod, on: nodes[index])
        + 2 * affinity[position] + 3 * tolerance + 2 * spread[position] + 2 * together[position]
    }
  }

  /// (allocatable − requested) / allocatable · 100, the mean of processors and memory.
  func leastAllocated(_ pod: PodRequest, on node: SchedulerNode) -> Int {
    func score(_ requested: Double, _ capacity: Double) -> Int {
      capacity <= 0 || requested > capacity ? 0 : Int((capacity - requested) * 100 / capacity)
    }
    let cpu = score(node.countedCPU + Self.countedCPU(of: pod), node.cpu)
    let memory = score(node.countedMemory + Self.countedMemory(of: pod), node.memory)
    return (cpu + memory) / 2
  }

  /// (1 − standard deviation of the shares in use) · 100; of two shares it is half of their difference.
  func balanced(_ pod: PodRequest, on node: SchedulerNode) -> Int {
    guard node.cpu > 0, node.memory > 0 else { return 0 }
    let cpu = min(1, (node.usedCPU + (pod.cpu ?? 0)) / node.cpu)
    let memory = min(1, (node.usedMemory + (pod.memory ?? 0)) / node.memory)
    return Int((1 - abs(cpu - memory) / 2) * 100)
  }

  private func preference(of pod: PodRequest, for node: SchedulerNode) -> Int {
    pod.preferredNodes.reduce(0) { sum, entry in
      entry.term.allSatisfy { $0.holds(for: node.labels) } && !entry.term.isEmpty ? sum + entry.weight : sum
    }
  }

  private func unwanted(of pod: PodRequest, on node: SchedulerNode) -> Int {
    node.taints.count { taint in
      taint.effect == "PreferNoSchedule" && !pod.tolerations.contains { $0.tolerates(taint) }
    }
  }

  private func attraction(of pod: PodRequest, to node: SchedulerNode) -> Int {
    var sum = 0
    for (weight, term) in pod.preferredPods {
      guard let domain = node.labels[term.topologyKey] else { continue }
      for other in nodes where other.labels[term.topologyKey] == domain {
        sum += weight * other.pods.count { term.matches($0, seenFrom: pod.namespace) }
      }
    }
    return sum
  }

  /// Over the nodes and the zones where the pod says nothing itself (the system's default constraints: at most 3 more on a
  /// node and 5 more in a zone).
  private func spreadScores(of pod: PodRequest, on feasible: [Int]) -> [Int] {
    let own = pod.spread.filter { !$0.isHard }
    let isDefault = pod.spread.isEmpty
    let defaults = [
      SpreadConstraint(maxSkew: 3, topologyKey: "kubernetes.io/hostname", isHard: false, selector: nil),
      SpreadConstraint(maxSkew: 5, topologyKey: "topology.kubernetes.io/zone", isHard: false, selector: nil),
    ]
    let constraints = isDefault ? defaults : own
    // A node without one of the keys is not scored, unless the constraints are the system's.
    let sums = feasible.map { index -> Double? in
      var sum = 0.0
      for constraint in constraints {
        guard let domain = nodes[index].labels[constraint.topologyKey] else {
          if isDefault { continue }
          return nil
        }
        let members = nodes.filter { $0.labels[constraint.topologyKey] == domain }
        let count = members.reduce(0) { total, node in
          total
            + node.pods.count { other in
              guard other.namespace == pod.namespace else { return false }
              return constraint.selector?.matches(other.labels)
                ?? (isDefault && other.workload == pod.workload)
            }
        }
        let domains = Set(feasible.compactMap { nodes[$0].labels[constraint.topologyKey] }).count
        sum += Double(count) * ExactMath.log(Double(domains + 2)) + Double(constraint.maxSkew - 1)
      }
      return sum.rounded()
    }
    let known = sums.compactMap { $0 }
    guard let least = known.min(), let most = known.max() else { return feasible.map { _ in 0 } }
    return sums.map { sum in
      guard let sum else { return 0 }
      return most == 0 ? 100 : Int(100 * (most + least - sum) / most)
    }
  }

  /// The highest becomes 100.
  private func normalized(_ values: [Int]) -> [Int] {
    guard let most = values.max(), most > 0 else { return values.map { _ in 0 } }
    return values.map { 100 * $0 / most }
  }

  /// The lowest becomes 0, the highest 100.
  private func normalizedAcross(_ values: [Int]) -> [Int] {
    guard let most = values.max(), let least = values.min(), most > least else {
      return values.map { _ in 0 }
    }
    return values.map { 100 * ($0 - least) / (most - least) }
  }
}
