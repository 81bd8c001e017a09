import Kernel
import NetworkModel

/// What manifests say, as far as it concerns the network.
struct KubernetesCluster: Sendable {
  var workloads: [KubernetesWorkload] = []
  var services: [KubernetesService] = []
  var policies: [NetworkPolicySpec] = []
  /// Labels by namespace.
  var namespaces: [String: [String: String]] = [:]
  /// Node objects; empty: the cluster is made up.
  var nodes: [SchedulerNode] = []
  /// Services that an Ingress leads to: namespace and name.
  var ingressTargets: [(namespace: String, service: String, place: SourcePlace)] = []
  /// Those of an Ingress with `tls`, as `namespace/name`.
  var securedTargets: Set<String> = []
}

/// Something that makes pods.
struct KubernetesWorkload: Sendable {
  enum Kind: String, Sendable {
    case pod = "Pod"
    case deployment = "Deployment"
    case replicaSet = "ReplicaSet"
    case replicationController = "ReplicationController"
    case statefulSet = "StatefulSet"
    case daemonSet = "DaemonSet"
    case job = "Job"
  }

  var kind: Kind
  var name: String
  var replicas = 1
  var pod: PodRequest
  var ports: [NamedPort] = []
  /// Cores that its containers may use; nil: no limit.
  var cpuLimit: Double?
  var usesHostNetwork = false
  /// Servers that its volumes are on, and claims that may turn out to be.
  var storage: [NetworkStorage] = []
  var claims: [String] = []
  var environment: [(name: String, value: String)] = []
  /// From the start of the pod until it is ready: the readiness probe's first success.
  var readyAfter = SimTime.zero
  var place: SourcePlace
}

struct KubernetesService: Sendable {
  enum Exposure: String, Sendable, CaseIterable {
    case clusterIP = "ClusterIP"
    case nodePort = "NodePort"
    case loadBalancer = "LoadBalancer"
    case externalName = "ExternalName"
  }

  struct Port: Sendable, Equatable {
    var name: String?
    var number: UInt16
    var transport = TransportProtocol.tcp
    /// A number, or the name of a container's port.
    var target: String
    var nodePort: UInt16?
  }

  var name: String
  var namespace: String
  var exposure = Exposure.clusterIP
  var isHeadless = false
  var selector: [String: String] = [:]
  var ports: [Port] = []
  /// `externalTrafficPolicy: Local`: a node passes only to its own pods.
  var keepsToNode = false
  /// `sessionAffinity: ClientIP`.
  var hasAffinity = false
  var place: SourcePlace
}
