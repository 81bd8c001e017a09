import Kernel
import NetworkModel

/// Makes a scenario of a compose project: one Docker host with its networks and containers, a service for each compose service,
/// and, where it is wanted, clients that ask each published port.
///
/// Published ports are the host's: it balances over the replicas, round robin, as Swarm's routing mesh does. Inside, each
/// caller balances for itself, as Docker's DNS has it. `depends_on` with conditions decides when a service is first asked.
struct ComposeLowering {
  let project: ComposeProject
  let host: String
  var log: ImportLog
  var names: UniqueNames
  var scenario: Scenario
  /// By position of the service: what its requests go to; empty when it has no network.
  var backends: [[BackendSpec]] = []
  /// By position: the nodes that send for it.
  var senders: [String?] = []
  var hostPorts: [HostPort] = []
  private var networkNames: [String: String] = [:]
  private static let maximumContainers = 100_000

  /// - Parameter taken: names of the scenario that the project becomes part of.
  init(_ project: ComposeProject, host: String, log: ImportLog, taken: Set<String>) {
    self.project = project
    self.host = host
    self.log = log
    names = UniqueNames(taken: taken.union([host]))
    scenario = Scenario(title: project.name)
  }

  mutating func lower(withClients: Bool) {
    guard project.services.count <= 2000 else {
      log.error("\(project.services.count) services are more than one file may have (2,000)", at: nil)
      return
    }
    let containers = project.services.reduce(0) { $0 + $1.replicas }
    guard containers <= Self.maximumContainers else {
      log.error(
        "\(containers) containers are more than one host may have (\(Self.maximumContainers))", at: nil)
      return
    }
    scenario.network.hosts = [HostSpec(name: host)]
    lowerNetworks()
    lowerContainers()
    lowerServices()
    if withClients { addTraffic() }
  }

  private mutating func lowerNetworks() {
    for network in project.networks {
      var spec = ContainerNetworkSpec(name: names.take(UniqueNames.plain(network.name)), host: host)
      networkNames[network.key] = spec.name
      if let driver = network.driver, driver != "default" {
        if let known = ContainerNetworkDriver(rawValue: driver) {
          spec.driver = known
        } else {
          log.notModelled(
            "networks.\(network.key).driver", "`\(driver)` works as a bridge here", at: network.place)
        }
      }
      spec.subnet = network.subnet
      spec.gateway = network.gateway
      spec.isInternal = network.isInternal
      spec.isDefaultBridge = network.key == ComposeDecoder.dockersBridge
      spec.allowsInterContainer = network.allowsInterContainer
      spec.gatewayMode = network.gatewayMode
      spec.mtu = network.mtu
      if network.isEncrypted && spec.driver.spansHosts { spec.encryption = .swarm }
      scenario.network.containerNetworks.append(spec)
    }
  }

  private mutating func lowerContainers() {
    var setNames: [String?] = []
    for service in project.services {
      var attachments: [ComposeService.Attachment] = []
      var networks: [String] = []
      switch service.stack {
      case .networks(let known):
        attachments = known
        networks = known.compactMap { networkNames[$0.network] }
      case .host: networks = [hostNetwork()]
      case .none, .service: break
      }
      guard !networks.isEmpty, service.replicas > 0 else {
        setNames.append(nil)
        continue
      }
      let name = names.takeSet(UniqueNames.plain(service.name), count: service.replicas)
      var spec = ContainerSpec(name: name, host: host)
      spec.replicas = service.replicas
      spec.networks = networks
      spec.cpus = service.cpus.map { max(0.001, $0) } ?? 1
      // On the host's stack nothing is published: the ports are the host's.
      if service.stack != .host { spec.ports = publishedPorts(of: service) }
      for attachment in attachments {
        guard let network = networkNames[attachment.network] else { continue }
        if !attachment.aliases.isEmpty { spec.aliases[network] = attachment.aliases }
        if let address = attachment.address { place(address, attachment, service, on: network, in: &spec) }
      }
      scenario.network.containers.append(spec)
      setNames.append(name)
    }
    for position in project.services.indices {
      let node = node(of: position, setNames, depth: 0)
      senders.append(node)
      backends.append(node.map { [BackendSpec(name: $0)] } ?? [])
    }
  }

  /// The host's own stack as a network; made when it is first needed.
  private mutating func hostNetwork() -> String {
    if let known = networkNames["host's stack"] { return known }
    var spec = ContainerNetworkSpec(name: names.take("host"), host: host)
    spec.driver = .host
    networkNames["host's stack"] = spec.name
    scenario.network.containerNetworks.append(spec)
    return spec.name
  }

  private mutating func place(
    _ address: IPv4Address, _ attachment: ComposeService.Attachment, _ service: ComposeService,
    on network: String, in spec: inout ContainerSpec
  ) {
    let path = "services.\(service.name).networks.\(attachment.network).ipv4_address"
    let subnet = scenario.network.containerNetworks.first { $0.name == network }?.subnet
    guard let subnet, subnet.contains(address) else {
      log.error("\(path): \(address) is in no subnet that the network gives", at: attachment.place)
      return
    }
    guard service.replicas == 1 else {
      log.note(
        "\(path): one address cannot be given to \(service.replicas) containers; they have others",
        at: attachment.place)
      return
    }
    spec.addresses[network] = address
  }

  /// The container set whose stack a service has.
  private func node(of position: Int, _ sets: [String?], depth: Int) -> String? {
    let service = project.services[position]
    guard service.replicas > 0 else { return nil }
    switch service.stack {
    case .networks, .host: return sets[position]
    case .none: return nil
    case .service(let other):
      guard depth < 10, let next = project.services.firstIndex(where: { $0.name == other }) else {
        return nil
      }
      return node(of: next, sets, depth: depth + 1)
    }
  }

  /// As a scenario writes them. Of a range before one port the first is taken.
  private mutating func publishedPorts(of service: ComposeService) -> [String] {
    service.ports.compactMap { port in
      let path = "services.\(service.name).ports"
      if port.transport == "sctp" {
        log.notModelled(path, "SCTP", at: port.place)
        return nil
      }
      var text = "\(port.target)"
      if let published = port.published {
        take(port, by: service.name)
        text = "\(published.lowerBound):\(text)"
        if let address = port.hostAddress, address != "0.0.0.0" {
          if IPv4Address(address) != nil {
            text = "\(address):\(text)"
          } else {
            log.notModelled(path, "there is no IPv6: `\(address)`", at: port.place)
          }
        }
        if published.count > 1 {
          log.note(
            "\(path): of the ports \(published.lowerBound)-\(published.upperBound) the first one is taken",
            at: port.place)
        }
      }
      return port.transport == "udp" ? text + "/udp" : text
    }
  }

  // MARK: Services

  private mutating func lowerServices() {
    var taken = UniqueNames()
    for (position, service) in project.services.enumerated() {
      let path = "services.\(service.name)"
      guard !backends[position].isEmpty else {
        let why = service.replicas == 0 ? "it has no replicas" : "it has no network"
        log.note("left out: \(path) (\(why))", at: service.place)
        continue
      }
      var spec = ServiceSpec(name: taken.take(UniqueNames.plain(service.name)))
      spec.backends = backends[position]
      spec.layer = .connection
      // Without a virtual address the resolver shuffles the replicas, and callers take the first.
      if !service.hasVirtualAddress { spec.policy = PolicySpec(name: "random") }
      if let port = service.ports.first(where: { $0.published != nil }) ?? service.ports.first,
        port.target > 0
      {
        spec.port = UInt16(clamping: port.target)
      }
      spec.concurrency = min(1000, max(1, Int((service.cpus ?? 1).rounded(.up))))
      let isPublished = service.ports.contains { $0.published != nil }
      if isPublished && service.stack != .host { spec.balancer = host }
      if service.replicas > 1, service.ports.contains(where: { $0.published?.count == 1 }) {
        log.note(
          "\(path): one published port of \(service.replicas) replicas is balanced over them, as Swarm does; plain Docker would refuse the second",
          at: service.ports.first?.place)
      }
      if let health = service.health {
        if spec.balancer == nil {
          log.notModelled("\(path).healthcheck", "it decides only when dependents start", at: service.place)
        } else {
          var check = HealthCheckSpec()
          check.interval = health.interval
          check.timeout = health.timeout
          check.unhealthy = health.retries
          check.healthy = 1
          spec.healthCheck = check
        }
      }
      scenario.services.append(spec)
      serviceNames[position] = spec.name
    }
  }

  /// Names of the services by position.
  var serviceNames: [Int: String] = [:]
}
