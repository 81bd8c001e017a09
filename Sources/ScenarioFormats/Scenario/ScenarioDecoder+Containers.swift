import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  mutating func decodeContainerNetworks(_ node: Node?) {
    for (key, name, value) in reader.entries(of: node, what: "container networks") {
      guard define(name, .network, at: key) else { continue }
      let fields = reader.fields(of: value, as: .containerNetwork)
      if let driver = fields["driver"], let text = reader.text(driver, what: "a driver"), text != "bridge" {
        if LaterFeatures.drivers.contains(text) {
          reader.error("the driver `\(text)` is not modelled in this version of rhumb", at: driver)
        } else {
          reader.error(
            "there is no driver `\(text)`", at: driver,
            hint: NearestName.hint(text, among: ContainerNetworkDriver.allCases.map(\.rawValue)))
        }
        continue
      }
      let hosts = fields["on"].map { $0.sequence.map { Array($0) } ?? [$0] } ?? []
      if let on = fields["on"], hosts.count != 1 {
        reader.error(
          "a network of the driver `bridge` lives on one host", at: hosts.count > 1 ? hosts[1] : on)
      }
      guard let first = hosts.first, let host = reference(first, to: [.host], what: "a host") else {
        continue
      }
      var network = ContainerNetworkSpec(name: name, host: host)
      network.subnet = reader.prefix(fields["subnet"])
      network.gateway = reader.address(fields["gateway"], what: "a gateway")
      if let subnet = network.subnet, subnet.length > 29 {
        reader.error("\(subnet) has no room for a gateway and containers", at: fields["subnet"])
      }
      if let subnet = network.subnet, let gateway = network.gateway, !subnet.contains(gateway) {
        reader.error("the gateway \(gateway) is not in \(subnet)", at: fields["gateway"])
      }
      scenario.network.containerNetworks.append(network)
    }
  }

  mutating func decodeContainers(_ node: Node?) {
    for (key, name, value) in reader.entries(of: node, what: "containers") {
      let fields = reader.fields(of: value, as: .container)
      let replicas = reader.integer(fields["replicas"], in: 1...10000, what: "the number of replicas") ?? 1
      guard define(name, replicas == 1 ? .container : .containerSet, at: key), takeRoom(replicas, at: key)
      else { continue }
      var container = ContainerSpec(name: name, host: "")
      container.replicas = replicas
      if replicas > 1 {
        for instance in container.instanceNames { _ = define(instance, .container, at: key) }
      }
      if let cpus = reader.number(fields["cpus"], in: 0.001...1_000_000, what: "cpus", isQuotable: true) {
        container.cpus = cpus
      }
      container.ports = reader.items(of: fields["ports"], what: "ports").compactMap { port(of: $0) }
      decodeIdentity(fields, into: &container)
      let networks = reader.items(of: fields["networks"], what: "container networks")
      container.networks = networks.compactMap {
        reference($0, to: [.network], what: "a container network")
      }
      if let list = fields["networks"], networks.isEmpty {
        reader.error("a container needs a network to be reached", at: list)
      }
      placeContainer(container, fields, networks)
    }
  }

  /// Nothing that a scenario describes in a few lines may exhaust the machine.
  private mutating func takeRoom(_ replicas: Int, at node: Node) -> Bool {
    let room = Self.maximumNodes - names.count
    if replicas <= room { return true }
    reader.error(
      "\(names.count + replicas) nodes are more than a run can hold (\(Self.maximumNodes))", at: node)
    return false
  }

  private mutating func placeContainer(
    _ given: ContainerSpec, _ fields: [String: Node], _ networks: [Node]
  ) {
    var container = given
    let homes = container.networks.compactMap { name in
      scenario.network.containerNetworks.first { $0.name == name }?.host
    }
    if fields["on"] != nil {
      guard let host = reference(fields["on"], to: [.host], what: "a host") else { return }
      container.host = host
    } else {
      guard let home = homes.first else { return }
      container.host = home
    }
    for (name, home) in zip(container.networks, homes) where home != container.host {
      let place = networks.first { $0.scalar?.string == name }
      reader.error(
        "`\(container.name)` runs on \(container.host), but the network `\(name)` lives on \(home)", at: place
      )
    }
    scenario.network.containers.append(container)
  }

  /// `8080:80`, `80`, `127.0.0.1:8080:80/tcp`.
  private mutating func port(of node: Node) -> String? {
    reader.value(node, what: "a port such as `8080:80`") { text in
      let bare = text.hasSuffix("/tcp") || text.hasSuffix("/udp") ? text.dropLast(4) : Substring(text)
      let parts = bare.split(separator: ":", omittingEmptySubsequences: false)
      let ports = parts.count == 3 ? parts.dropFirst() : parts[...]
      guard (1...2).contains(ports.count), parts.count < 3 || IPv4Address(parts[0]) != nil,
        ports.allSatisfy({ Int($0).map { (0...65535).contains($0) } ?? false })
      else { return nil }
      return text
    }
  }
}
