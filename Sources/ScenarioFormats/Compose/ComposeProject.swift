import Kernel
import NetworkModel

/// What a compose file says, with all files merged, as far as it concerns the network.
struct ComposeProject: Sendable {
  var name: String
  var services: [ComposeService] = []
  /// Networks that services use, in the order of the files.
  var networks: [ComposeNetwork] = []
}

struct ComposeNetwork: Equatable, Sendable {
  /// The name in the file.
  var key: String
  /// The name that Docker gives: `project_key`, unless the file gives one.
  var name: String
  var driver: String?
  var subnet: IPv4Prefix?
  var gateway: IPv4Address?
  /// No way out of it.
  var isInternal = false
  var isEncrypted = false
  var allowsInterContainer = true
  var gatewayMode = GatewayMode.nat
  var mtu: Int?
  var place: SourcePlace
}

struct ComposeService: Equatable, Sendable {
  /// Whose network stack its containers have.
  enum Stack: Equatable, Sendable {
    case networks([Attachment])
    /// `network_mode: host`.
    case host
    case none
    /// Another service's.
    case service(String)
  }

  struct Attachment: Equatable, Sendable {
    /// The network's name in the file.
    var network: String
    var aliases: [String] = []
    var address: IPv4Address?
    var priority = 0
    var place: SourcePlace
  }

  enum Condition: String, Sendable, CaseIterable {
    case started = "service_started"
    case healthy = "service_healthy"
    case completed = "service_completed_successfully"
  }

  struct Dependency: Equatable, Sendable {
    var service: String
    var condition = Condition.started
    var isRequired = true
    var place: SourcePlace
  }

  struct Health: Equatable, Sendable {
    var interval: SimTime = .seconds(30)
    var timeout: SimTime = .seconds(30)
    var retries = 3
    var startPeriod: SimTime = .zero
    var startInterval: SimTime = .seconds(5)
  }

  var name: String
  var place: SourcePlace
  var stack: Stack = .networks([])
  var replicas = 1
  var cpus: Double?
  var ports: [ComposePort] = []
  var dependencies: [Dependency] = []
  /// `links`: service and alias.
  var links: [String] = []
  var health: Health?
  /// Values of environment variables, which may name other services.
  var environment: [(name: String, value: String)] = []
  /// `deploy.endpoint_mode: dnsrr`: names lead to all replicas, without a virtual address.
  var hasVirtualAddress = true
  /// Servers that its volumes are on.
  var storage: [NetworkStorage] = []

  static func == (a: ComposeService, b: ComposeService) -> Bool {
    a.name == b.name && a.place == b.place && a.stack == b.stack && a.replicas == b.replicas
      && a.cpus == b.cpus && a.ports == b.ports && a.dependencies == b.dependencies && a.links == b.links
      && a.health == b.health && a.hasVirtualAddress == b.hasVirtualAddress
      && a.storage == b.storage
      && a.environment.elementsEqual(b.environment) { $0 == $1 }
  }
}
