import NetworkModel

/// What a scheduler knows of a pod.
struct PodRequest: Sendable, Equatable {
  var name: String
  /// The workload that it belongs to: its pods are spread by default.
  var workload: String
  var namespace = "default"
  var labels: [String: String] = [:]
  /// Sums over its containers: cores and bytes; nil: it asks for none.
  var cpu: Double?
  var memory: Double?
  var nodeName: String?
  var nodeSelector: [String: String] = [:]
  /// Terms of which one must hold; nil: no condition.
  var requiredNodes: [[NodeRequirement]]?
  var preferredNodes: [(weight: Int, term: [NodeRequirement])] = []
  var tolerations: [Toleration] = []
  var affinity: [AffinityTerm] = []
  var antiAffinity: [AffinityTerm] = []
  /// Negative weights are anti-affinity.
  var preferredPods: [(weight: Int, term: AffinityTerm)] = []
  var spread: [SpreadConstraint] = []
  /// Ports of the node that it takes.
  var hostPorts: [String] = []

  static func == (a: PodRequest, b: PodRequest) -> Bool {
    a.name == b.name && a.namespace == b.namespace && a.workload == b.workload
  }
}

/// A condition on a node's labels.
struct NodeRequirement: Sendable, Equatable {
  var key: String
  var operation: String
  var values: [String]

  /// `Gt` and `Lt` compare whole numbers.
  func holds(for labels: [String: String]) -> Bool {
    let value = labels[key]
    switch operation {
    case "In": return value.map { values.contains($0) } ?? false
    case "NotIn": return value.map { !values.contains($0) } ?? true
    case "Exists": return value != nil
    case "DoesNotExist": return value == nil
    case "Gt", "Lt":
      guard let number = value.flatMap({ Int($0) }), let bound = values.first.flatMap({ Int($0) }) else {
        return false
      }
      return operation == "Gt" ? number > bound : number < bound
    default: return false
    }
  }
}

struct Taint: Sendable, Equatable {
  var key: String
  var value: String
  var effect: String
}

struct Toleration: Sendable, Equatable {
  /// Empty with `Exists`: all taints.
  var key: String
  var operation: String
  var value: String
  /// Empty: all effects.
  var effect: String

  func tolerates(_ taint: Taint) -> Bool {
    if !effect.isEmpty && effect != taint.effect { return false }
    if key.isEmpty { return operation == "Exists" }
    return key == taint.key && (operation == "Exists" || value == taint.value)
  }
}

struct AffinityTerm: Sendable, Equatable {
  var selector: LabelSelector?
  /// Empty: the pod's own.
  var namespaces: [String]
  var topologyKey: String

  func matches(_ pod: PodRequest, seenFrom namespace: String) -> Bool {
    let isInNamespace = namespaces.isEmpty ? pod.namespace == namespace : namespaces.contains(pod.namespace)
    return isInNamespace && (selector?.matches(pod.labels) ?? false)
  }
}

struct SpreadConstraint: Sendable, Equatable {
  var maxSkew: Int
  var topologyKey: String
  var isHard: Bool
  var selector: LabelSelector?
}

/// A node, and what was placed on it.
struct SchedulerNode: Sendable {
  var name: String
  var labels: [String: String]
  var taints: [Taint] = []
  var isUnschedulable = false
  /// Allocatable cores and bytes.
  var cpu: Double
  var memory: Double
  var maximumPods = 110
  private(set) var pods: [PodRequest] = []
  private(set) var usedCPU = 0.0
  private(set) var usedMemory = 0.0
  /// With the amounts that the scorer takes for pods that ask for none.
  private(set) var countedCPU = 0.0
  private(set) var countedMemory = 0.0

  init(name: String, labels: [String: String] = [:], cpu: Double = 4, memory: Double = 16 * 1_073_741_824) {
    self.name = name
    self.labels = labels
    self.labels["kubernetes.io/hostname"] = labels["kubernetes.io/hostname"] ?? name
    self.cpu = cpu
    self.memory = memory
  }

  mutating func place(_ pod: PodRequest) {
    pods.append(pod)
    usedCPU += pod.cpu ?? 0
    usedMemory += pod.memory ?? 0
    countedCPU += Scheduler.countedCPU(of: pod)
    countedMemory += Scheduler.countedMemory(of: pod)
  }
}
