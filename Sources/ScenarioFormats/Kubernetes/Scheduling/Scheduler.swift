import Kernel
import NetworkModel

/// Places pods on nodes as kube-scheduler does with its default plugins (Kubernetes documentation, “Scheduling Framework”,
/// “kube-scheduler Configuration”): nodes that cannot hold the pod are filtered out, the rest are scored from 0 to 100 by
/// each plugin, and the highest weighted sum wins; the first node on ties, where kube-scheduler draws one.
///
/// | plugin | filter | weight of its score |
/// |---|---|---|
/// | NodeName, NodeUnschedulable, NodePorts | yes | – |
/// | NodeAffinity | node selector, required terms | 2 |
/// | TaintToleration | NoSchedule, NoExecute | 3: fewest PreferNoSchedule |
/// | NodeResourcesFit | requests fit, pods a node | 1: least allocated |
/// | NodeResourcesBalancedAllocation | – | 1 |
/// | PodTopologySpread | DoNotSchedule | 2: ScheduleAnyway, by default over nodes and zones |
/// | InterPodAffinity | required terms | 2 |
struct Scheduler {
  private(set) var nodes: [SchedulerNode]

  init(nodes: [SchedulerNode]) { self.nodes = nodes }

  enum Outcome: Equatable {
    case placed(node: Int)
    /// Why no node will do, as `kubectl describe` says it.
    case pending(String)
  }

  mutating func place(_ pod: PodRequest) -> Outcome {
    var reasons: [String: Int] = [:]
    var feasible: [Int] = []
    for index in nodes.indices {
      if let reason = obstacle(to: pod, on: index) {
        reasons[reason, default: 0] += 1
      } else {
        feasible.append(index)
      }
    }
    guard !feasible.isEmpty else {
      let words = reasons.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
      return .pending("0/\(nodes.count) nodes are available: \(words)")
    }
    let scores = scores(of: pod, on: feasible)
    var best = 0
    for (position, score) in scores.enumerated() where score > scores[best] { best = position }
    nodes[feasible[best]].place(pod)
    return .placed(node: feasible[best])
  }

  // MARK: Filters

  /// The first plugin that refuses the node, in words.
  private func obstacle(to pod: PodRequest, on index: Int) -> String? {
    let node = nodes[index]
    if let name = pod.nodeName, name != node.name { return "didn't match the requested node name" }
    let isOrdered = pod.nodeName != nil
    if node.isUnschedulable && !isOrdered { return "were unschedulable" }
    if !Self.isAllowed(pod, on: node) { return "didn't match Pod's node affinity/selector" }
    let taint = node.taints.first { taint in
      taint.effect != "PreferNoSchedule" && !pod.tolerations.contains { $0.tolerates(taint) }
    }
    if taint != nil && !isOrdered { return "had untolerated taint" }
    if node.pods.contains(where: { other in !Set(other.hostPorts).isDisjoint(with: pod.hostPorts) }) {
      return "didn't have free ports for the requested pod ports"
    }
    if node.pods.count >= node.maximumPods { return "Too many pods" }
    // The small allowance is for sums of decimal fractions.
    if let cpu = pod.cpu, cpu > 0, node.usedCPU + cpu > node.cpu + 1e-9 { return "Insufficient cpu" }
    if let memory = pod.memory, memory > 0, node.usedMemory + memory > node.memory {
      return "Insufficient memory"
    }
    for constraint in pod.spread where constraint.isHard {
      if !keepsSkew(pod, constraint, on: node) { return "didn't match pod topology spread constraints" }
    }
    if !satisfiesAffinity(pod, on: node) { return "didn't match pod affinity rules" }
    if violatesAntiAffinity(pod, on: node) { return "didn't match pod anti-affinity rules" }
    return nil
  }

  static func isAllowed(_ pod: PodRequest, on node: SchedulerNode) -> Bool {
    guard pod.nodeSelector.allSatisfy({ node.labels[$0.key] == $0.value }) else { return false }
    guard let terms = pod.requiredNodes else { return true }
    return terms.contains { term in !term.isEmpty && term.allSatisfy { $0.holds(for: node.labels) } }
  }

  private func keepsSkew(_ pod: PodRequest, _ constraint: SpreadConstraint, on node: SchedulerNode) -> Bool {
    guard let own = node.labels[constraint.topologyKey] else { return false }
    var counts: [String: Int] = [:]
    for other in nodes {
      guard let domain = other.labels[constraint.topologyKey], Self.isAllowed(pod, on: other) else {
        continue
      }
      counts[domain, default: 0] += Self.matching(constraint, pod, on: other)
    }
    let itself = constraint.selector?.matches(pod.labels) ?? false ? 1 : 0
    return counts[own, default: 0] + itself - (counts.values.min() ?? 0) <= constraint.maxSkew
  }

  private static func matching(_ constraint: SpreadConstraint, _ pod: PodRequest, on node: SchedulerNode)
    -> Int
  {
    guard let selector = constraint.selector else { return 0 }
    return node.pods.count { $0.namespace == pod.namespace && selector.matches($0.labels) }
  }

  private func satisfiesAffinity(_ pod: PodRequest, on node: SchedulerNode) -> Bool {
    pod.affinity.allSatisfy { term in
      guard let domain = node.labels[term.topologyKey] else { return false }
      var isAnywhere = false
      for other in nodes where other.labels[term.topologyKey] != nil {
        guard other.pods.contains(where: { term.matches($0, seenFrom: pod.namespace) }) else { continue }
        if other.labels[term.topologyKey] == domain { return true }
        isAnywhere = true
      }
      // The first pod of a group that wants to be together may go anywhere.
      return !isAnywhere && term.matches(pod, seenFrom: pod.namespace)
    }
  }

  /// Its own terms, and those of the pods that are there already.
  private func violatesAntiAffinity(_ pod: PodRequest, on node: SchedulerNode) -> Bool {
    for other in nodes {
      for term in pod.antiAffinity {
        guard let domain = node.labels[term.topologyKey], other.labels[term.topologyKey] == domain else {
          continue
        }
        if other.pods.contains(where: { term.matches($0, seenFrom: pod.namespace) }) { return true }
      }
      for placed in other.pods {
        for term in placed.antiAffinity {
          guard let domain = node.labels[term.topologyKey], other.labels[term.topologyKey] == domain
          else { continue }
          if term.matches(pod, seenFrom: placed.namespace) { return true }
        }
      }
    }
    return false
  }
}
