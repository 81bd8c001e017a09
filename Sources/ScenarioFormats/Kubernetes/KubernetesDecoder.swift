import Kernel
import NetworkModel

/// Turns the objects of manifests into a `KubernetesCluster`; what is not taken is listed in the log.
///
/// | file | kinds |
/// |---|---|
/// | `KubernetesDecoder.swift` | all kinds; namespaces, nodes, policies, ingresses |
/// | `KubernetesDecoder+Workloads.swift` | what makes pods |
/// | `KubernetesDecoder+Pods.swift` | pods and their containers |
/// | `KubernetesDecoder+Placement.swift` | what the scheduler reads |
/// | `KubernetesDecoder+Services.swift` | services |
/// | `KubernetesDecoder+Storage.swift` | volumes, claims and their servers |
struct KubernetesDecoder {
  var log: ImportLog
  var cluster = KubernetesCluster()
  /// By namespace and name, or by the template of a StatefulSet.
  var claims: [String: Claim] = [:]
  var volumes: [PersistentVolume] = []
  var storageClasses: [String: NetworkStorage] = [:]

  init(log: ImportLog) { self.log = log }

  mutating func decode(_ objects: [KubernetesObject]) {
    for object in objects { decode(object) }
    bindClaims()
  }

  private mutating func decode(_ object: KubernetesObject) {
    let isCore = object.group.isEmpty
    switch (object.kind, object.group) {
    case ("Deployment", "apps"), ("StatefulSet", "apps"), ("DaemonSet", "apps"), ("ReplicaSet", "apps"),
      ("Deployment", "extensions"), ("DaemonSet", "extensions"), ("ReplicaSet", "extensions"),
      ("ReplicationController", _), ("Job", "batch"), ("Pod", _):
      decodeWorkload(object)
    case ("Service", _) where isCore: decodeService(object)
    case ("NetworkPolicy", "networking.k8s.io"), ("NetworkPolicy", "extensions"): decodePolicy(object)
    case ("Ingress", "networking.k8s.io"), ("Ingress", "extensions"): decodeIngress(object)
    case ("Namespace", _) where isCore:
      var labels = object.labels
      labels["kubernetes.io/metadata.name"] = object.name
      cluster.namespaces[object.name] = labels
      finish(object, taking: ["spec"])
    case ("Node", _) where isCore: decodeNode(object)
    default: if !decodeStorage(object) { list(object) }
    }
  }

  private mutating func list(_ object: KubernetesObject) {
    let builtIn = ["", "apps", "batch", "extensions", "policy", "autoscaling"]
    let isBuiltIn = builtIn.contains(object.group) || object.group.hasSuffix(".k8s.io")
    let reason = NotModelled.kubernetesKinds.reason(object.kind)
    if let reason, isBuiltIn {
      log.notModelled(object.title, reason, at: object.place)
    } else if isBuiltIn {
      log.notModelled(object.title, "this kind takes no part", at: object.place)
    } else {
      log.notModelled(object.title, "a custom resource of \(object.group)", at: object.place)
    }
  }

  /// Lists what is beside the parts that were taken.
  mutating func finish(_ object: KubernetesObject, taking keys: [String]) {
    guard var fields = ManifestFields(object.value, object.title, &log) else { return }
    for key in ["apiVersion", "kind", "metadata"] + keys { _ = fields.take(key) }
    fields.listRest(&log, .kubernetesObject)
    guard let metadata = object.value["metadata"],
      var inner = ManifestFields(metadata, "\(object.title): metadata", &log)
    else { return }
    for key in ["name", "namespace", "labels"] { _ = inner.take(key) }
    inner.listRest(&log, .kubernetesMetadata)
  }

  private mutating func decodePolicy(_ object: KubernetesObject) {
    var decoder = KubernetesPolicyDecoder(log: log, path: "\(object.title): spec")
    let policy = decoder.decode(
      object.value["spec"], name: object.name, namespace: object.namespace, at: object.place)
    log = decoder.log
    cluster.policies.append(policy)
    finish(object, taking: ["spec"])
  }

  // MARK: Ingresses

  /// The services that an ingress leads to, in both forms of the API.
  private mutating func decodeIngress(_ object: KubernetesObject) {
    var backends: [SourceValue] = []
    let spec = object.value["spec"]
    for key in ["backend", "defaultBackend"] { if let backend = spec?[key] { backends.append(backend) } }
    for rule in spec?["rules"]?.items ?? [] {
      for path in rule["http"]?["paths"]?.items ?? [] {
        if let backend = path["backend"] { backends.append(backend) }
      }
    }
    for backend in backends {
      guard let name = backend["service"]?["name"]?.text ?? backend["serviceName"]?.text else { continue }
      cluster.ingressTargets.append((object.namespace, name, backend.place))
      if spec?["tls"] != nil { cluster.securedTargets.insert("\(object.namespace)/\(name)") }
    }
    if let name = spec?["ingressClassName"] {
      log.notModelled("\(object.title): spec.ingressClassName", "every node is an ingress", at: name.place)
    }
    finish(object, taking: ["spec"])
  }

  // MARK: Nodes

  private mutating func decodeNode(_ object: KubernetesObject) {
    var node = SchedulerNode(name: object.name, labels: object.labels)
    let spec = object.value["spec"]
    node.isUnschedulable = log.boolean(spec?["unschedulable"], "\(object.title): spec.unschedulable") ?? false
    node.taints = (spec?["taints"]?.items ?? []).map {
      Taint(key: $0["key"]?.text ?? "", value: $0["value"]?.text ?? "", effect: $0["effect"]?.text ?? "")
    }
    let status = object.value["status"]
    let amounts = status?["allocatable"] ?? status?["capacity"]
    if let cpu = amount(amounts?["cpu"], "\(object.title): cpu") { node.cpu = cpu }
    if let memory = amount(amounts?["memory"], "\(object.title): memory") { node.memory = memory }
    if let pods = amount(amounts?["pods"], "\(object.title): pods"), pods < 1e6 {
      node.maximumPods = Int(pods)
    }
    finish(object, taking: ["spec", "status"])
    if cluster.nodes.contains(where: { $0.name == node.name }) { return }
    cluster.nodes.append(node)
  }

  mutating func amount(_ value: SourceValue?, _ path: String) -> Double? {
    guard let value, let text = log.text(value, path) else { return nil }
    if let amount = KubernetesQuantity.parse(text) { return amount }
    log.error("\(path): `\(text)` is no amount", at: value.place, hint: "such as 100m, 0.5 or 64Mi")
    return nil
  }
}
