import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  mutating func decodeContainerNetworks(_ node: Node?) {
    for (key, name, value) in reader.entries(of: node, what: "container networks") {
      guard define(name, .network, at: key) else { continue }
      let fields = reader.fields(of: value, as: .containerNetwork)
      var network = ContainerNetworkSpec(name: name, hosts: [])
      if fields["driver"] != nil {
        guard let driver = containerDriver(fields["driver"]) else { continue }
        network.driver = driver
      }
      let hosts = fields["on"].map { $0.sequence.map { Array($0) } ?? [$0] } ?? []
      if let on = fields["on"], hosts.isEmpty || (hosts.count > 1 && !Self.mayBeOnSeveral(network.driver)) {
        reader.error(
          "a network of the driver `\(network.driver.rawValue)` lives on one host",
          at: hosts.count > 1 ? hosts[1] : on, hint: "driver: overlay spans hosts")
      }
      for host in hosts {
        guard let known = reference(host, to: [.host], what: "a host") else { continue }
        if network.hosts.contains(known) {
          reader.error("the host `\(known)` is listed twice", at: host)
        } else {
          network.hosts.append(known)
        }
      }
      if network.hosts.isEmpty { continue }
      decodeAddressing(fields, into: &network)
      decodeTunnel(fields, into: &network)
      decodeBehaviour(fields, into: &network)
      containerNetworkNodes[name] = key
      scenario.network.containerNetworks.append(network)
    }
  }

  private static func mayBeOnSeveral(_ driver: ContainerNetworkDriver) -> Bool {
    switch driver {
    case .bridge: false
    case .ipvlan, .macvlan, .host, .none, .overlay, .calico, .flannel: true
    }
  }

  private mutating func containerDriver(_ node: Node?) -> ContainerNetworkDriver? {
    guard let node, let text = reader.text(node, what: "a driver") else { return nil }
    if let driver = ContainerNetworkDriver(rawValue: text) { return driver }
    let names = ContainerNetworkDriver.allCases.map(\.rawValue)
    reader.error(
      "there is no driver `\(text)`", at: node,
      hint: NearestName.hint(text, among: names) ?? "one of: " + names.joined(separator: ", "))
    return nil
  }

  private mutating func decodeAddressing(_ fields: [String: Node], into network: inout ContainerNetworkSpec) {
    network.subnet = reader.prefix(fields["subnet"])
    network.gateway = reader.address(fields["gateway"], what: "a gateway")
    if let subnet = network.subnet, subnet.length > 29 {
      reader.error("\(subnet) has no room for a gateway and containers", at: fields["subnet"])
    }
    if let subnet = network.subnet, let gateway = network.gateway, !subnet.contains(gateway) {
      reader.error("the gateway \(gateway) is not in \(subnet)", at: fields["gateway"])
    }
    if let mode = reader.choice(fields["gateway-mode"], GatewayMode.self, what: "a gateway mode") {
      network.gatewayMode = mode
    }
    network.mtu = reader.value(fields["mtu"], what: "an MTU such as `1450`", hint: "68…65535 bytes") {
      (QuantityParser.bytes($0) ?? Int($0)).flatMap { (68...65535).contains($0) ? $0 : nil }
    }
  }

  private mutating func decodeTunnel(_ fields: [String: Node], into network: inout ContainerNetworkSpec) {
    for key in ["encapsulation", "encryption", "learning", "arp-suppression"] {
      guard let node = fields[key], !network.driver.spansHosts else { continue }
      reader.error(
        "`\(key)` is about the way between hosts, which a network of the driver `\(network.driver.rawValue)` "
          + "does not have", at: node, hint: "driver: overlay")
    }
    if let tunnel = reader.choice(fields["encapsulation"], TunnelKind.self, what: "an encapsulation") {
      network.tunnel = tunnel
      if network.driver == .overlay && tunnel != .standard && !Encapsulation.carriesFrames(tunnel) {
        reader.error(
          "an overlay carries Ethernet frames between bridges, which `\(tunnel.rawValue)` does not",
          at: fields["encapsulation"], hint: "one of: vxlan, geneve; or driver: calico")
      }
    }
    let encryption = reader.value(
      fields["encryption"], what: "an encryption",
      hint: "one of: " + TunnelEncryption.allCases.map(\.rawValue).joined(separator: ", ")
    ) {
      switch $0 {
      case "true", "yes", "on": TunnelEncryption.swarm
      case "false", "no", "off": TunnelEncryption.none
      default: TunnelEncryption(rawValue: $0)
      }
    }
    if let encryption { network.encryption = encryption }
    if let learning = reader.choice(fields["learning"], TunnelLearning.self, what: "a way of learning") {
      network.learning = learning
      network.suppressesARP = learning == .controlPlane
    }
    if let flag = reader.boolean(fields["arp-suppression"], what: "`arp-suppression`") {
      network.suppressesARP = flag
    }
  }

  private mutating func decodeBehaviour(_ fields: [String: Node], into network: inout ContainerNetworkSpec) {
    network.isInternal = reader.boolean(fields["internal"], what: "`internal`") ?? false
    network.isDefaultBridge = reader.boolean(fields["default"], what: "`default`") ?? false
    network.allowsInterContainer = reader.boolean(fields["icc"], what: "`icc`") ?? true
    if let mode = reader.choice(fields["mode"], IPVLANMode.self, what: "a mode of ipvlan") {
      network.ipvlanMode = mode
      if network.driver != .ipvlan {
        reader.error("`mode` belongs to the driver `ipvlan`", at: fields["mode"])
      }
    }
    if let parent = fields["parent"] {
      network.parent = reference(parent, to: [.router, .host, .bridge], what: "a node")
      if network.driver != .macvlan && network.driver != .ipvlan {
        reader.error("`parent` belongs to the drivers `macvlan` and `ipvlan`", at: parent)
      }
    }
    if let delay = reader.duration(fields["delay"]) { network.delay = delay }
    if let cycles = reader.integer(
      fields["packet-cycles"], in: 0...1_000_000_000, what: "the number of cycles")
    {
      network.packetCycles = cycles
    }
    if let clock = reader.number(fields["clock"], in: 1e6...1e12, what: "the clock") {
      network.clock = Int(clock)
    }
  }

  /// Two containers on one port of a host: Docker starts only the first.
  mutating func checkPublishedPorts() {
    var taken: [String: [(port: PublishedPort, owner: String)]] = [:]
    for container in scenario.network.containers {
      let networks = scenario.network.containerNetworks.filter { container.networks.contains($0.name) }
      // On the host's own stack a port is taken whether published or not, by every instance for itself.
      let isOnHost = networks.contains { $0.driver == .host }
      for (number, name) in container.instanceNames.enumerated() where isOnHost || number == 0 {
        let hosts = isOnHost ? [container.host(ofInstance: number)] : Array(Set(container.hosts)).sorted()
        for text in container.ports {
          guard let written = PublishedPort(text) else { continue }
          let port = isOnHost ? written.onHost : written
          for host in hosts {
            if let other = taken[host]?.first(where: { $0.port.collides(with: port) }) {
              reader.error(
                "`\(name)` wants the port \(port.published ?? port.target)/\(port.transport) of \(host), which "
                  + "`\(other.owner)` has",
                at: containerNodes[container.name],
                hint: isOnHost ? "on the host's stack every container needs ports of its own" : nil)
            }
            taken[host, default: []].append((port, name))
          }
        }
      }
    }
  }
}
