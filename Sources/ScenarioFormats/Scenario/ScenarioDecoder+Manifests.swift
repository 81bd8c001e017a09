import NetworkModel
import Yams

/// Compose files and other manifests, as parts of a scenario.
///
/// A host or router of the scenario with a name that the manifest's host has is that host. A service of the scenario with the name
/// of an imported one refines it.
extension ScenarioDecoder {
  mutating func decodeManifests(_ node: Node?) {
    guard let items = node?.sequence else { return }
    for item in items {
      // Its keys were looked at before.
      let fields = item.mapping.map { mapping in
        Dictionary(mapping.map { ($0.key.string ?? "", $0.value) }, uniquingKeysWith: { first, _ in first })
      }
      guard let fields,
        ["graphml", "as-rel", "compose", "kubernetes"].count(where: { fields[$0] != nil }) == 1
      else { continue }
      if fields["compose"] != nil { decodeCompose(fields, at: item) }
      if fields["kubernetes"] != nil { decodeKubernetes(fields, at: item) }
    }
  }

  private mutating func decodeCompose(_ fields: [String: Node], at item: Node) {
    let paths = files(fields["compose"], what: "a compose file")
    guard (1...100).contains(paths.count) else {
      reader.error("an import of `compose` takes 1…100 files", at: fields["compose"])
      return
    }
    var options = ComposeImporter.Options()
    options.taken = Set(names.keys)
    if let host = fields["on"].flatMap({ reader.text($0, what: "a host") }) {
      guard names[host] == nil || resolve(host, to: [.host], what: "a host", at: fields["on"]) else { return }
      options.host = host
    }
    if names[options.host] != nil && names[options.host] != .host {
      reader.error("`\(options.host)` is no host", at: item, hint: "on: HOST names the Docker host")
      return
    }
    options.taken.remove(options.host)
    options.projectName = fields["name"].flatMap { reader.text($0, what: "a name") }
    options.profiles = reader.items(of: fields["profiles"], what: "profiles").compactMap {
      reader.text($0, what: "a profile")
    }
    options.scale = decodeScale(fields["scale"])
    for (name, value) in reader.paths(of: fields["env"], what: "variables") {
      options.variables[name] = reader.text(value, what: "the value of a variable")
    }
    if fields["env-file"] != nil {
      options.environmentFiles = files(fields["env-file"], what: "a file of variables")
    }
    options.withClients = reader.boolean(fields["clients"], what: "`clients`") ?? !hasTraffic
    finish(ComposeImporter.load(paths, options: options), paths, fields["compose"], at: item)
  }

  private mutating func decodeKubernetes(_ fields: [String: Node], at item: Node) {
    let paths = files(fields["kubernetes"], what: "a file of manifests")
    guard (1...100).contains(paths.count) else {
      reader.error("an import of `kubernetes` takes 1…100 files", at: fields["kubernetes"])
      return
    }
    var options = KubernetesImporter.Options()
    if let node = fields["on"] {
      let nodes = node.sequence.map { Array($0) } ?? [node]
      guard (1...100).contains(nodes.count) else {
        reader.error("a cluster has 1…100 nodes", at: node)
        return
      }
      for node in nodes {
        guard let host = reference(node, to: [.host], what: "a host") else { return }
        if options.hosts.contains(host) {
          reader.error("`\(host)` is a node already", at: node)
        } else {
          options.hosts.append(host)
        }
      }
    }
    options.taken = Set(names.keys)
    options.scale = decodeScale(fields["scale"])
    if let proxy = reader.choice(fields["kube-proxy"], KubernetesImporter.Proxy.self, what: "a mode") {
      options.proxy = proxy
    }
    options.withClients = reader.boolean(fields["clients"], what: "`clients`") ?? !hasTraffic
    finish(KubernetesImporter.load(paths, options: options), paths, fields["kubernetes"], at: item)
  }

  private mutating func decodeScale(_ node: Node?) -> [String: Int] {
    var scale: [String: Int] = [:]
    for (name, value) in reader.paths(of: node, what: "replicas by service") {
      scale[name] = reader.integer(value, in: 0...10000, what: "the number of replicas")
    }
    return scale
  }

  private mutating func finish(_ imported: Imported, _ paths: [String], _ place: Node?, at item: Node) {
    for diagnostic in imported.diagnostics { reader.adopt(diagnostic) }
    if imported.hasErrors {
      reader.error("\(paths.joined(separator: ", ")) cannot be imported", at: place)
    } else {
      merge(imported.scenario, at: item)
    }
  }

  /// One file or a list of them, relative to the scenario.
  private mutating func files(_ node: Node?, what: String) -> [String] {
    guard let node else { return [] }
    let nodes = node.sequence.map { Array($0) } ?? [node]
    return nodes.compactMap { reader.text($0, what: what) }.map { FileReader.resolve($0, in: directory) }
  }

  private mutating func merge(_ part: Scenario, at node: Node) {
    for host in part.network.hosts where names[host.name] != .host {
      if define(host.name, .host, at: node) { scenario.network.hosts.append(host) }
    }
    for router in part.network.routers where define(router.name, .router, at: node) {
      scenario.network.routers.append(router)
    }
    for network in part.network.containerNetworks where define(network.name, .network, at: node) {
      scenario.network.containerNetworks.append(network)
    }
    for container in part.network.containers {
      let isSet = container.replicas > 1
      guard define(container.name, isSet ? .containerSet : .container, at: node) else { continue }
      if isSet { for name in container.instanceNames { _ = define(name, .container, at: node) } }
      scenario.network.containers.append(container)
    }
    for var link in part.network.links {
      // What the scenario says of all links holds for those that are made up.
      if linkDefaults != LinkSpec("", "") {
        let ends = link.ends
        link = linkDefaults
        link.ends = ends
      }
      scenario.network.links.append(link)
    }
    scenario.network.namespaces += part.network.namespaces
    scenario.network.policies += part.network.policies
    for service in part.services {
      guard serviceNodes[service.name] == nil else {
        reader.error("there is already a service named `\(service.name)`", at: node)
        continue
      }
      serviceNodes[service.name] = node
      importedServices.insert(service.name)
      scenario.services.append(service)
    }
    for traffic in part.traffic {
      scenario.traffic.append(traffic)
      trafficNodes.append(node)
    }
    if scenario.duration == nil { scenario.duration = part.duration }
  }
}
