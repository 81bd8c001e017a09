import Kernel
import NetworkModel
import Testing

@testable import ScenarioFormats

@Suite struct KubernetesImporterTests {
  static func load(
    _ text: String, _ options: KubernetesImporter.Options = KubernetesImporter.Options()
  ) -> Imported {
    KubernetesImporter.load(
      ["shop/all.yaml"], options: options, files: ComposeText.files(["shop/all.yaml": text]))
  }

  static func scenario(
    _ text: String, _ options: KubernetesImporter.Options = KubernetesImporter.Options()
  ) throws -> Scenario {
    let imported = load(text, options)
    let errors = imported.diagnostics.filter { $0.severity == .error }.map(\.summary)
    try #require(errors.isEmpty, "\(errors)")
    return imported.scenario
  }

  @Test(arguments: ["", "title: x\n", "- a\n"]) func aFileWithoutObjectsIsNoManifest(text: String) {
    let errors = Self.load(text).diagnostics.filter { $0.severity == .error }
    #expect(errors.map(\.summary) == ["shop/all.yaml: error: there is no Kubernetes object in the file"])
  }

  /// A deployment of one line.
  static func deployment(
    _ name: String, replicas: Int = 1, namespace: String = "default", spec: String = "",
    container: String = ""
  ) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: \(name), namespace: \(namespace)}
    spec:
      replicas: \(replicas)
      selector: {matchLabels: {app: \(name)}}
      template:
        metadata: {labels: {app: \(name)}}
        spec: {\(spec)containers: [{name: c, image: x\(container)}]}
    ---

    """
  }

  static func service(_ name: String, _ more: String = "") -> String {
    """
    apiVersion: v1
    kind: Service
    metadata: {name: \(name)}
    spec: {selector: {app: \(name)}, ports: [{port: 80, targetPort: 8080}]\(more)}
    ---

    """
  }

  @Test func podsAreSpreadOverThreeNodes() throws {
    let scenario = try Self.scenario(
      Self.deployment("web", replicas: 4) + Self.service("web", ", type: NodePort"))
    let containers = scenario.network.containers
    #expect(containers.map(\.name) == ["web-1", "web-2", "web-3", "web-4"])
    #expect(containers.map(\.host) == ["node-1", "node-2", "node-3", "node-1"])
    #expect(scenario.network.containerNetworks.map(\.driver) == [.flannel])
    #expect(scenario.network.containerNetworks.map(\.hosts) == [["node-1", "node-2", "node-3"]])
    #expect(scenario.network.hosts.map(\.name) == ["node-1", "node-2", "node-3", "client"])
    let service = scenario.services[0]
    #expect(service.backends.map(\.name) == ["web-1", "web-2", "web-3", "web-4"])
    #expect(service.policy.name == "random" && service.layer == .connection)
    #expect([service.balancer ?? ""] + service.furtherBalancers == ["node-1", "node-2", "node-3"])
    #expect(scenario.traffic.map(\.name) == ["client->web:80"])
  }

  @Test func workloadsOfEveryKind() throws {
    func workload(_ kind: String, _ group: String, _ more: String) -> String {
      """
      apiVersion: \(group)
      kind: \(kind)
      metadata: {name: \(kind.lowercased())}
      spec: {\(more)template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x}]}}}
      ---

      """
    }
    let text =
      workload("StatefulSet", "apps/v1", "replicas: 2, ") + workload("DaemonSet", "apps/v1", "")
      + workload("ReplicaSet", "apps/v1", "replicas: 2, ") + workload("Job", "batch/v1", "parallelism: 2, ")
      + workload("ReplicationController", "v1", "replicas: 1, ")
      + "apiVersion: v1\nkind: Pod\nmetadata: {name: alone}\nspec: {containers: [{name: c, image: x}]}\n"
    #expect(
      try Self.scenario(text).network.containers.map(\.name) == [
        "statefulset-0", "statefulset-1", "daemonset-node-1", "daemonset-node-2", "daemonset-node-3",
        "replicaset-1", "replicaset-2", "job-1", "job-2", "replicationcontroller", "alone",
      ])
  }

  @Test func listsAndNamespaces() throws {
    let text = """
      apiVersion: v1
      kind: List
      items:
        - {apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: a}}}
        - apiVersion: v1
          kind: Pod
          metadata: {name: web, namespace: shop, labels: {app: web}}
          spec: {containers: [{name: c, image: x, ports: [{name: http, containerPort: 80}]}]}
        - {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: x}]}}
      """
    let network = try Self.scenario(text).network
    #expect(network.containers.map(\.name) == ["shop-web", "web"])
    #expect(network.containers[0].namespace == "shop" && network.containers[0].labels == ["app": "web"])
    #expect(network.containers[0].namedPorts == [NamedPort("http", 80)])
    #expect(
      network.namespaces == [
        NamespaceSpec(name: "shop", labels: ["team": "a", "kubernetes.io/metadata.name": "shop"])
      ])
  }

  @Test func kindsOfServices() throws {
    var options = KubernetesImporter.Options()
    options.proxy = .ipvs
    let text =
      Self.deployment("a", replicas: 2) + Self.service("a") + Self.deployment("b", replicas: 2)
      + Self.service("b", ", type: LoadBalancer, externalTrafficPolicy: Local") + Self.deployment("c")
      + Self.service("c", ", clusterIP: None, sessionAffinity: ClientIP") + Self.deployment("d")
      + Self.service("d", ", type: ExternalName, externalName: example.org")
    let scenario = try Self.scenario(text, options)
    #expect(scenario.services.map(\.name) == ["a", "b-on-node-1", "b-on-node-3", "c", "d"])
    #expect(
      scenario.services.map(\.policy.name) == [
        "round-robin", "round-robin", "round-robin", "source-hash", "round-robin",
      ])
    #expect(scenario.services.map(\.balancer) == [nil, "node-1", "node-3", nil, nil])
    #expect(scenario.services[1].backends.map(\.name) == ["b-2"])
    #expect(scenario.traffic.map(\.name) == ["client->b-on-node-1:80", "client->b-on-node-3:80"])
  }

  /// Addresses in variables and arguments say who asks whom; a workload that nobody asks but that asks others is a client.
  @Test func callsFollowVariablesAndArguments() throws {
    let text =
      Self.deployment("load", container: ", env: [{name: FRONTEND_ADDR, value: \"front:80\"}]")
      + Self.deployment(
        "front", replicas: 2, container: ", args: [\"--cart=http://cart.default.svc.cluster.local:80\"]")
      + Self.service("front")
      + Self.deployment("cart", container: ", readinessProbe: {initialDelaySeconds: 7}")
      + Self.service("cart")
    let scenario = try Self.scenario(text)
    #expect(scenario.traffic.map(\.name) == ["load->front", "front-1->cart", "front-2->cart"])
    #expect(scenario.traffic.map(\.start) == [.zero, .seconds(7), .seconds(7)])
    guard case .requests(let requests) = scenario.traffic[1].kind else { return }
    #expect(requests.gap == .exponential(mean: 0.1))
  }

  @Test func hostNetworkPodsAnswerAtTheirNode() throws {
    let scenario = try Self.scenario(Self.deployment("a", spec: "hostNetwork: true, ") + Self.service("a"))
    #expect(scenario.network.containers.isEmpty)
    #expect(scenario.services[0].backends.map(\.name) == ["node-1"])
  }

  @Test func nodesOfTheManifests() throws {
    let text = """
      apiVersion: v1
      kind: Node
      metadata: {name: big, labels: {disk: ssd}}
      status: {allocatable: {cpu: "8", memory: 32Gi, pods: "1"}}
      ---

      """
    let imported = Self.load(text + Self.deployment("a", replicas: 2, spec: "nodeSelector: {disk: ssd}, "))
    #expect(imported.scenario.network.hosts.map(\.name) == ["big"])
    #expect(imported.scenario.network.hosts[0].cpus == 8)
    #expect(imported.scenario.network.containers.map(\.name) == ["a-1"])
    #expect(
      ComposeText.messages(imported, .note).contains(
        "6:1: left out: pod a-2 of Deployment a stays pending: 0/1 nodes are available: 1 Too many pods"))
  }

  @Test func limitsAreSharesOfProcessors() throws {
    let scenario = try Self.scenario(
      Self.deployment("a", container: ", resources: {limits: {cpu: 250m}}")
        + Self.deployment("b", container: ", resources: {requests: {cpu: 2}}"))
    #expect(scenario.network.containers.map(\.cpus) == [0.25, 1])
  }

  @Test func policiesAreRead() throws {
    let text = """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: db, namespace: shop}
      spec:
        podSelector: {matchExpressions: [{key: app, operator: In, values: [db, cache]}]}
        ingress:
          - from:
              - namespaceSelector: {matchLabels: {team: a}}
                podSelector: {}
              - ipBlock: {cidr: 10.1.2.3/8, except: [10.9.0.0/16]}
            ports: [{port: 5432}, {protocol: UDP, port: 1000, endPort: 1010}, {protocol: SCTP}, {port: http}]
          - {}
      ---
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: out}
      spec: {podSelector: {}, egress: [], policyTypes: [Egress]}
      """
    let policies = try Self.scenario(text).network.policies
    let block = try #require(IPv4Prefix("10.0.0.0/8"))
    let hole = try #require(IPv4Prefix("10.9.0.0/16"))
    var first = NetworkPolicySpec(
      name: "db", namespace: "shop",
      pods: LabelSelector([:], [LabelSelector.Expression("app", .isIn, ["db", "cache"])]))
    first.ingress = [
      PolicyRule(
        peers: [.pods(namespaces: LabelSelector(["team": "a"]), pods: .all), .block(block, except: [hole])],
        ports: [
          PolicyPort(.tcp, .range(5432...5432)), PolicyPort(.udp, .range(1000...1010)), PolicyPort(.sctp),
          PolicyPort(.tcp, .named("http")),
        ]), PolicyRule(),
    ]
    var second = NetworkPolicySpec(name: "out")
    second.egress = []
    #expect(policies == [first, second])
  }

  /// A policy that is read in part is another policy.
  @Test func unknownKeysOfAPolicyAreErrors() {
    let text = """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: db}
      spec:
        podSelector: {matchLables: {a: b}}
        ingress: [{form: []}, {ports: [{port: 90, endPort: 80}, {port: 0}]}, {from: [{}]}]
      """
    #expect(
      ComposeText.messages(Self.load(text), .error) == [
        "5:17: NetworkPolicy db: spec.podSelector.matchLables is not known",
        "6:14: NetworkPolicy db: spec.ingress[0].form is not known",
        "6:54: NetworkPolicy db: spec.ingress[1].ports.endPort is less than `port`",
        "6:66: NetworkPolicy db: spec.ingress[1].ports.port: 0 is no port of 1…65535",
        "6:80: NetworkPolicy db: spec.ingress[2].from: a peer needs `podSelector`, `namespaceSelector` or `ipBlock`",
      ])
  }

  @Test func whatTakesNoPartIsListed() {
    let text = """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings}
      ---
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: g}
      ---
      metadata: {name: {{ .Values.name }}}
      kind: Deployment
      ---
      """ + "\n" + Self.deployment("a", spec: "restartPolicy: Always, ", container: ", imgae: y")
    #expect(
      ComposeText.messages(Self.load(text), .note) == [
        "1:1: not modelled: ConfigMap settings (files and settings take no part)",
        "5:1: not modelled: Gateway g (a custom resource of networking.istio.io)",
        "9:1: not modelled: a template (`{{ … }}` is filled in by another program)",
        "17:3: not modelled: Deployment a: spec.selector (pods are found by their labels)",
        "20:12: not modelled: Deployment a: spec.template.spec.restartPolicy (pods stop by `events` only)",
        "20:58: not modelled: Deployment a: spec.template.spec.containers[c].image (what runs in a container is not simulated)",
        "20:68: not modelled: Deployment a: spec.template.spec.containers[c].imgae (an unknown key)",
      ])
  }

  @Test func whatIsWrittenReadsBackTheSame() throws {
    let scenario = try Self.scenario(KubernetesMutationTests.sample)
    #expect(!scenario.network.policies.isEmpty && !scenario.traffic.isEmpty)
    let text = ScenarioYAML.text(scenario)
    #expect(try ScenarioText.decode(text) == scenario)
    for _ in 0..<20 { #expect(ScenarioYAML.text(try Self.scenario(KubernetesMutationTests.sample)) == text) }
  }
}
