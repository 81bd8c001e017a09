import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
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
      let networks = attachments(fields["networks"], of: &container)
      containerNodes[name] = key
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

  /// A list of networks, or a map of them with what the container has on each.
  private mutating func attachments(_ node: Node?, of container: inout ContainerSpec) -> [Node] {
    var places: [Node] = []
    if let node, node.mapping != nil {
      for (key, name, value) in reader.entries(of: node, what: "container networks") {
        guard let known = reference(key, to: [.network], what: "a container network") else { continue }
        container.networks.append(known)
        places.append(key)
        if reader.isNull(value) { continue }
        let fields = reader.fields(of: value, as: .attachment)
        if let address = reader.address(fields["address"]) {
          container.addresses[name] = address
          let subnet = scenario.network.containerNetworks.first { $0.name == name }?.subnet
          if container.replicas > 1 {
            reader.error(
              "one address cannot be given to \(container.replicas) containers", at: fields["address"])
          } else if let subnet, !subnet.contains(address) {
            reader.error("the address \(address) is not in \(subnet)", at: fields["address"])
          }
        }
        let aliases = reader.items(of: fields["aliases"], what: "names")
        if !aliases.isEmpty {
          container.aliases[name] = aliases.compactMap { reader.text($0, what: "a name") }
        }
      }
      return places
    }
    for item in reader.items(of: node, what: "container networks") {
      guard let name = reference(item, to: [.network], what: "a container network") else { continue }
      if container.networks.contains(name) {
        reader.error("the network `\(name)` is listed twice", at: item)
        continue
      }
      container.networks.append(name)
      places.append(item)
    }
    return places
  }

  private mutating func placeContainer(
    _ given: ContainerSpec, _ fields: [String: Node], _ networks: [Node]
  ) {
    var container = given
    let specs = container.networks.compactMap { name in
      scenario.network.containerNetworks.first { $0.name == name }
    }
    if let on = fields["on"] {
      container.hosts = (on.sequence.map { Array($0) } ?? [on]).compactMap {
        reference($0, to: [.host], what: "a host")
      }
      if container.hosts.isEmpty { return }
    } else {
      guard let first = specs.first else { return }
      // Replicas of a set spread over the hosts of a network that spans them.
      container.hosts = container.replicas > 1 ? first.hosts : [first.host]
    }
    for (place, spec) in zip(networks, specs) {
      for host in container.hosts where !spec.hosts.contains(host) {
        let home = spec.hosts.joined(separator: ", ")
        reader.error(
          "`\(container.name)` runs on \(host), but the network `\(spec.name)` lives on \(home)", at: place)
        break
      }
      if (spec.driver == .host || spec.driver == .none) && specs.count > 1 {
        reader.error(
          "a container on the network `\(spec.name)` (driver \(spec.driver.rawValue)) has no other network",
          at: place)
      }
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
