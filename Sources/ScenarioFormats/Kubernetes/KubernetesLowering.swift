import Kernel
import NetworkModel

/// Makes a scenario of a cluster: nodes as hosts, a network of pods over them (Flannel's, 10.244.0.0/16), pods where the
/// scheduler puts them, and a service for each Service that has pods.
///
/// A Service is balanced by each client's node, as kube-proxy does: at random for each connection (its iptables mode, whose
/// rule i of n matches with probability 1 / (n − i)), or in turn (IPVS). With `sessionAffinity: ClientIP` a client stays.
/// NodePorts, LoadBalancers and Ingresses are reached through the nodes.
struct KubernetesLowering {
  /// A pod with its place.
  struct Pod {
    let name: String
    let workload: Int
    let node: Int
    /// What requests to it go to.
    let endpoint: String
  }

  let cluster: KubernetesCluster
  let options: KubernetesImporter.Options
  var log: ImportLog
  var names: UniqueNames
  var scenario: Scenario
  var pods: [Pod] = []
  /// By workload: its pods' positions.
  var podsOfWorkload: [[Int]] = []
  var nodeNames: [String] = []
  private var podNetwork = ""
  private static let maximumPods = 3000
  private static let maximumNodes = 100

  init(_ cluster: KubernetesCluster, options: KubernetesImporter.Options, log: ImportLog, title: String) {
    self.cluster = cluster
    self.options = options
    self.log = log
    names = UniqueNames(taken: options.taken)
    scenario = Scenario(title: title)
  }

  mutating func lower() {
    var scheduler = Scheduler(nodes: makeNodes())
    podNetwork = names.take("pods")
    placePods(&scheduler)
    addNetworks()
    scenario.network.policies = cluster.policies
    scenario.network.namespaces = namespaceLabels()
    lowerServices()
    if options.withClients { addTraffic() }
  }

  // MARK: Nodes

  private mutating func makeNodes() -> [SchedulerNode] {
    var nodes = options.hosts.map { SchedulerNode(name: $0) }
    if nodes.isEmpty { nodes = cluster.nodes }
    if nodes.isEmpty { nodes = (1...3).map { SchedulerNode(name: "node-\($0)") } }
    if nodes.count > Self.maximumNodes {
      log.error("\(nodes.count) nodes are more than the scheduler takes (\(Self.maximumNodes))", at: nil)
      nodes = Array(nodes.prefix(Self.maximumNodes))
    }
    let isOwn = options.hosts.isEmpty
    for node in nodes {
      let name = isOwn ? names.take(UniqueNames.plain(node.name)) : node.name
      nodeNames.append(name)
      var host = HostSpec(name: name)
      if isOwn { host.cpus = max(0.001, node.cpu) }
      scenario.network.hosts.append(host)
    }
    if isOwn {
      let fabric = names.take("fabric")
      scenario.network.routers.append(RouterSpec(name: fabric))
      for name in nodeNames {
        var link = LinkSpec(name, fabric)
        link.delay = .microseconds(100)
        scenario.network.links.append(link)
      }
    }
    return nodes
  }

  // MARK: Pods

  private mutating func placePods(_ scheduler: inout Scheduler) {
    var used: [String: Int] = [:]
    for workload in cluster.workloads { used[workload.name, default: 0] += 1 }
    for (position, workload) in cluster.workloads.enumerated() {
      podsOfWorkload.append([])
      let isShared = used[workload.name, default: 0] > 1 && workload.pod.namespace != "default"
      let base = UniqueNames.plain(isShared ? "\(workload.pod.namespace)-\(workload.name)" : workload.name)
      let replicas = options.scale[workload.name] ?? workload.replicas
      if workload.kind == .daemonSet {
        for node in scheduler.nodes where Scheduler.isAllowed(workload.pod, on: node) {
          place(workload, position, "\(base)-\(UniqueNames.plain(node.name))", on: node.name, &scheduler)
        }
        continue
      }
      for number in 0..<replicas {
        let isNumbered = replicas > 1 || workload.kind == .statefulSet
        let suffix = workload.kind == .statefulSet ? number : number + 1
        place(workload, position, isNumbered ? "\(base)-\(suffix)" : base, on: nil, &scheduler)
      }
      if replicas == 0 {
        log.note("left out: \(workload.pod.workload) (it has no replicas)", at: workload.place)
      }
    }
  }

  private mutating func place(
    _ workload: KubernetesWorkload, _ position: Int, _ name: String, on node: String?,
    _ scheduler: inout Scheduler
  ) {
    guard pods.count < Self.maximumPods else {
      if pods.count == Self.maximumPods {
        log.error("the workloads have more than \(Self.maximumPods) pods", at: workload.place)
      }
      return
    }
    var request = workload.pod
    request.name = name
    if let node { request.nodeName = node }
    switch scheduler.place(request) {
    case .pending(let why):
      log.note("left out: pod \(name) of \(workload.pod.workload) stays pending: \(why)", at: workload.place)
    case .placed(let index):
      let own = names.take(name)
      let endpoint = workload.usesHostNetwork ? nodeNames[index] : own
      podsOfWorkload[position].append(pods.count)
      pods.append(Pod(name: own, workload: position, node: index, endpoint: endpoint))
      if !workload.usesHostNetwork { addContainer(own, workload, on: index) }
    }
  }

  private mutating func addContainer(_ name: String, _ workload: KubernetesWorkload, on node: Int) {
    var container = ContainerSpec(name: name, host: nodeNames[node])
    container.networks = [podNetwork]
    container.cpus = workload.cpuLimit.map { max(0.001, $0) } ?? 1
    container.namespace = workload.pod.namespace
    container.labels = workload.pod.labels
    container.namedPorts = workload.ports.filter { !$0.name.isEmpty }
    scenario.network.containers.append(container)
  }

  /// One network of pods, of which each node has a block; VXLAN between the nodes, as Flannel has it by default.
  private mutating func addNetworks() {
    guard !scenario.network.containers.isEmpty else { return }
    var network = ContainerNetworkSpec(name: podNetwork, hosts: nodeNames)
    network.driver = .flannel
    network.subnet = IPv4Prefix(IPv4Address(bits: 0x0AF4_0000), length: 16)
    scenario.network.containerNetworks.append(network)
  }

  /// Of the namespaces that occur, with those labels that every namespace has.
  private func namespaceLabels() -> [NamespaceSpec] {
    var all = cluster.namespaces
    let used = cluster.workloads.map(\.pod.namespace) + cluster.policies.map(\.namespace)
    for name in used where all[name] == nil { all[name] = ["kubernetes.io/metadata.name": name] }
    return all.sorted { $0.key < $1.key }.compactMap { name, labels in
      labels.count > 1 ? NamespaceSpec(name: name, labels: labels) : nil
    }
  }

  // MARK: Services

  /// A service of the scenario, and what stands behind it.
  struct Entrance {
    let name: String
    let service: Int
    /// Workloads that have pods in it.
    let workloads: [Int]
    let isOutside: Bool
  }

  var entrances: [Entrance] = []

  private mutating func lowerServices() {
    let inside = Set(cluster.ingressTargets.map { "\($0.namespace)/\($0.service)" })
    var taken = UniqueNames()
    for (position, service) in cluster.services.enumerated() {
      let members = pods.indices.filter { index in
        let workload = cluster.workloads[pods[index].workload]
        return workload.pod.namespace == service.namespace
          && service.selector.allSatisfy { workload.pod.labels[$0.key] == $0.value }
      }
      guard !members.isEmpty else {
        let words = LabelSelector(service.selector).description
        log.note("left out: Service \(service.name) (no pod has its labels \(words))", at: service.place)
        continue
      }
      let isIngress = inside.contains("\(service.namespace)/\(service.name)")
      let isOutside = isIngress || service.exposure == .nodePort || service.exposure == .loadBalancer
      var spec = ServiceSpec(name: "")
      spec.layer = isIngress ? .request : .connection
      spec.policy = policy(service)
      if cluster.securedTargets.contains("\(service.namespace)/\(service.name)") {
        // Ends at the ingress; clients keep their connections, as browsers do.
        var security = SecuritySpec()
        security.keepAlive = KeepAliveSpec()
        spec.security = security
      }
      let plain = UniqueNames.plain(service.name)
      if isOutside && service.keepsToNode && !isIngress {
        for node in nodeNames.indices {
          let local = members.filter { pods[$0].node == node }
          guard !local.isEmpty else { continue }
          spec.name = taken.take("\(plain)-on-\(nodeNames[node])")
          spec.balancer = nodeNames[node]
          add(spec, local, position, isOutside: true)
        }
        continue
      }
      spec.name = taken.take(plain)
      if isOutside {
        spec.balancer = nodeNames.first
        spec.furtherBalancers = Array(nodeNames.dropFirst())
      }
      add(spec, members, position, isOutside: isOutside)
    }
    for target in cluster.ingressTargets
    where !cluster.services.contains(where: { $0.name == target.service && $0.namespace == target.namespace })
    {
      log.note("left out: an ingress to \(target.service), which is not in these files", at: target.place)
    }
  }

  private mutating func add(_ given: ServiceSpec, _ members: [Int], _ service: Int, isOutside: Bool) {
    var spec = given
    var seen: Set<String> = []
    for index in members where seen.insert(pods[index].endpoint).inserted {
      spec.backends.append(BackendSpec(name: pods[index].endpoint))
    }
    var workloads: [Int] = []
    for index in members where workloads.last != pods[index].workload {
      workloads.append(pods[index].workload)
    }
    let limit = workloads.compactMap { cluster.workloads[$0].cpuLimit }.max() ?? 1
    if let port = cluster.services[service].ports.first {
      let named = workloads.flatMap { cluster.workloads[$0].ports }.first { $0.name == port.target }
      spec.port = UInt16(port.target).flatMap { $0 == 0 ? nil : $0 } ?? named?.number ?? port.number
    }
    spec.concurrency = min(1000, max(1, Int(min(1000, limit).rounded(.up))))
    scenario.services.append(spec)
    entrances.append(Entrance(name: spec.name, service: service, workloads: workloads, isOutside: isOutside))
  }

  private func policy(_ service: KubernetesService) -> PolicySpec {
    if service.hasAffinity { return PolicySpec(name: "source-hash") }
    switch options.proxy {
    case .iptables: return PolicySpec(name: "random")
    case .ipvs: return PolicySpec(name: "round-robin")
    }
  }

  /// Makes a service without an entrance from outside one with it.
  mutating func expose(_ entrance: Int) {
    let name = entrances[entrance].name
    guard let position = scenario.services.firstIndex(where: { $0.name == name }) else { return }
    scenario.services[position].balancer = nodeNames.first
  }
}
