import NetworkModel
import Testing

@testable import ScenarioFormats

/// Kubernetes documentation, “kube-scheduler”, “Assigning Pods to Nodes”, “Pod Topology Spread Constraints”.
@Suite struct SchedulerTests {
  private static func nodes(_ count: Int = 3, cpu: Double = 4) -> [SchedulerNode] {
    (1...count).map { SchedulerNode(name: "n\($0)", labels: ["zone": $0 < 3 ? "a" : "b"], cpu: cpu) }
  }

  private static func pod(_ name: String, workload: String = "w", cpu: Double? = 0.1) -> PodRequest {
    var pod = PodRequest(name: name, workload: workload)
    pod.labels = ["app": workload]
    pod.cpu = cpu
    pod.memory = 1_048_576
    return pod
  }

  private static func place(_ pods: [PodRequest], on nodes: [SchedulerNode]) -> [String] {
    var scheduler = Scheduler(nodes: nodes)
    return pods.map { pod in
      switch scheduler.place(pod) {
      case .placed(let node): nodes[node].name
      case .pending(let why): why
      }
    }
  }

  @Test func podsOfAWorkloadAreSpread() {
    let pods = (1...6).map { Self.pod("w-\($0)") }
    #expect(Self.place(pods, on: Self.nodes()) == ["n1", "n2", "n3", "n1", "n2", "n3"])
  }

  /// (4000 − 1100) · 100 / 4000 = 72 of the processors; memory (16 Gi − 200 Mi − 1 Mi) · 100 / 16 Gi = 98; the mean is 85.
  @Test func leastAllocatedByHand() {
    var node = SchedulerNode(name: "n", cpu: 4)
    var nothing = Self.pod("a", cpu: 1)
    nothing.memory = nil
    node.place(nothing)
    #expect(Scheduler(nodes: [node]).leastAllocated(Self.pod("b"), on: node) == 85)
    // Shares of 1.1 / 4 and 1 Mi / 16 Gi: (1 − 0.27494 / 2) · 100 = 86.
    #expect(Scheduler(nodes: [node]).balanced(Self.pod("b"), on: node) == 86)
  }

  @Test func requestsMustFit() {
    let pods = (1...4).map { Self.pod("w-\($0)", cpu: 0.6) }
    #expect(
      Self.place(pods, on: Self.nodes(3, cpu: 1))
        == ["n1", "n2", "n3", "0/3 nodes are available: 3 Insufficient cpu"])
  }

  @Test func selectorsAndTaints() {
    var nodes = Self.nodes()
    nodes[0].taints = [Taint(key: "gpu", value: "yes", effect: "NoSchedule")]
    nodes[1].isUnschedulable = true
    var chosen = Self.pod("a")
    chosen.nodeSelector = ["zone": "a"]
    #expect(
      Self.place([chosen], on: nodes)
        == [
          "0/3 nodes are available: 1 didn't match Pod's node affinity/selector, 1 had untolerated taint, 1 were unschedulable"
        ])
    chosen.tolerations = [Toleration(key: "gpu", operation: "Equal", value: "yes", effect: "")]
    #expect(Self.place([chosen], on: nodes) == ["n1"])
    #expect(Self.place([Self.pod("b")], on: nodes) == ["n3"])
    nodes[2].taints = [Taint(key: "soft", value: "", effect: "PreferNoSchedule")]
    nodes[1].isUnschedulable = false
    #expect(Self.place([Self.pod("b")], on: nodes) == ["n2"])
  }

  @Test func nodeAffinity() {
    var pod = Self.pod("a")
    pod.preferredNodes = [(10, [NodeRequirement(key: "zone", operation: "In", values: ["b"])])]
    #expect(Self.place([pod], on: Self.nodes()) == ["n3"])
    pod.preferredNodes = []
    pod.requiredNodes = [
      [NodeRequirement(key: "zone", operation: "NotIn", values: ["a"])],
      [NodeRequirement(key: "kubernetes.io/hostname", operation: "In", values: ["n2"])],
    ]
    #expect(Self.place([pod, pod, pod], on: Self.nodes()) == ["n2", "n3", "n2"])
    #expect(NodeRequirement(key: "n", operation: "Gt", values: ["5"]).holds(for: ["n": "6"]))
    #expect(!NodeRequirement(key: "n", operation: "Lt", values: ["5"]).holds(for: ["n": "x"]))
  }

  @Test func antiAffinityKeepsApartAndHoldsForBoth() {
    let term = AffinityTerm(
      selector: LabelSelector(["app": "w"]), namespaces: [], topologyKey: "kubernetes.io/hostname")
    var lonely = Self.pod("a")
    lonely.antiAffinity = [term]
    #expect(
      Self.place([lonely, lonely, lonely, lonely], on: Self.nodes())
        == ["n1", "n2", "n3", "0/3 nodes are available: 3 didn't match pod anti-affinity rules"])
    // The pod that is there already does not want the new one, which has no terms.
    #expect(Self.place([lonely, Self.pod("b")], on: Self.nodes(1))[1].hasSuffix("anti-affinity rules"))
  }

  @Test func affinityFollows() {
    var first = Self.pod("a", workload: "db")
    first.nodeSelector = ["kubernetes.io/hostname": "n2"]
    var follower = Self.pod("b")
    follower.affinity = [
      AffinityTerm(
        selector: LabelSelector(["app": "db"]), namespaces: [], topologyKey: "kubernetes.io/hostname")
    ]
    #expect(Self.place([first, follower, follower], on: Self.nodes()) == ["n2", "n2", "n2"])
    #expect(Self.place([follower], on: Self.nodes())[0].contains("pod affinity rules"))
    // The first of a group that wants to be together.
    follower.labels = ["app": "db"]
    #expect(Self.place([follower, follower], on: Self.nodes()) == ["n1", "n1"])
  }

  @Test func hardSpreadKeepsTheSkew() {
    var pod = Self.pod("a")
    pod.spread = [
      SpreadConstraint(maxSkew: 1, topologyKey: "zone", isHard: true, selector: LabelSelector(["app": "w"]))
    ]
    let zones = Self.place([pod, pod, pod, pod], on: Self.nodes()).map { $0 == "n3" ? "b" : "a" }
    #expect(zones.count { $0 == "a" } == 2)
    pod.spread[0].topologyKey = "rack"
    #expect(
      Self.place([pod], on: Self.nodes())[0].hasSuffix("3 didn't match pod topology spread constraints"))
  }

  @Test func portsOfTheHost() {
    var pod = Self.pod("a")
    pod.hostPorts = ["80/tcp"]
    #expect(Self.place([pod, pod, pod], on: Self.nodes(2))[2].contains("free ports"))
  }

  static let amounts: [(String, Double?)] = [
    ("100m", 0.1), ("1", 1), ("0.5", 0.5), ("64Mi", 67_108_864), ("1G", 1e9), ("1e3", 1000), ("2Ki", 2048),
    ("", nil), ("-1", nil), ("x", nil), ("1Zi", nil),
  ]

  @Test(arguments: 0..<11) func amounts(number: Int) {
    let (text, expected) = Self.amounts[number]
    #expect(KubernetesQuantity.parse(text) == expected, "\(text)")
  }
}
