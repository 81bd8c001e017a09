import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  mutating func decodeNetwork(_ node: Node) {
    let fields = reader.fields(of: node, as: .network)
    if let defaults = fields["defaults"], !reader.isNull(defaults) {
      let inner = reader.fields(of: defaults, as: .defaults)
      if let node = inner["link"], !reader.isNull(node) {
        let values = reader.fields(of: node, as: .linkDefaults)
        var link = linkDefaults
        decodeLinkProperties(values, into: &link)
        linkDefaults = link
      }
    }
    if let resolution = reader.choice(fields["arp"], AddressResolution.self, what: "where ARP is modelled") {
      scenario.network.addressResolution = resolution
    }
    if let transport = reader.choice(fields["transport"], RequestTransport.self, what: "a transport") {
      scenario.network.transport = transport
    }
    decodeGenerated(fields["generate"])
    decodeImports(fields["import"])
    for (key, name, value) in reader.entries(of: fields["routers"], what: "routers") {
      decodeRouter(name, value, at: key)
    }
    for (key, name, value) in reader.entries(of: fields["hosts"], what: "hosts") {
      decodeHost(name, value, at: key)
    }
    for (key, name, value) in reader.entries(of: fields["bridges"], what: "bridges") {
      decodeBridge(name, value, at: key)
    }
    decodeManifests(fields["import"])
    decodeContainerNetworks(fields["networks"])
    decodeContainers(fields["containers"])
    decodeLinks(fields["links"])
    decodeNamespaces(fields["namespaces"])
    decodeNetworkPolicies(fields["policies"])
    decodeAccessLists(fields["access-lists"])
  }

  /// An explicit router with the name of a generated or imported one refines it.
  private mutating func decodeRouter(_ name: String, _ node: Node, at key: Node) {
    let position: Int
    if names[name] == .router, let known = scenario.network.routers.firstIndex(where: { $0.name == name }) {
      position = known
    } else {
      guard define(name, .router, at: key) else { return }
      position = scenario.network.routers.count
      scenario.network.routers.append(RouterSpec(name: name))
    }
    if reader.isNull(node) { return }
    var router = scenario.network.routers[position]
    let fields = reader.fields(of: node, as: .router)
    if let number = reader.integer(fields["as"], in: 1...4_294_967_295, what: "an AS number") {
      router.autonomousSystem = UInt32(number)
    }
    if let identifier = reader.address(fields["router-id"], what: "a router identifier") {
      if identifier == .any {
        reader.error("a router identifier is not 0.0.0.0", at: fields["router-id"])
      }
      router.routerID = identifier
      identifierNodes[name] = fields["router-id"]
    }
    if let loopback = loopback(fields["loopback"]) {
      router.loopback = loopback
      loopbackNodes[name] = fields["loopback"]
    }
    if fields["stubs"] != nil {
      router.stubs = reader.items(of: fields["stubs"], what: "networks").compactMap { reader.prefix($0) }
    }
    if let flag = reader.boolean(fields["icmp"], what: "`icmp`") { router.sendsErrors = flag }
    if let area = reader.integer(fields["area"], in: 0...4_294_967_295, what: "an area") {
      router.area = UInt32(area)
    }
    if let place = self.position(fields["position"]) { router.position = place }
    if let label = fields["label"] { router.label = reader.text(label, what: "a label") }
    scenario.network.routers[position] = router
  }

  private mutating func loopback(_ node: Node?) -> IPv4Address? {
    let what = "a loopback address such as `10.255.0.1`"
    return reader.value(node, what: what, hint: "a loopback has length 32") { text in
      guard let written = InterfaceAddress(text, defaultLength: 32), written.length == 32 else { return nil }
      return written.address
    }
  }

  private mutating func decodeHost(_ name: String, _ node: Node, at key: Node) {
    let position: Int
    if names[name] == .host, let known = scenario.network.hosts.firstIndex(where: { $0.name == name }) {
      position = known
    } else {
      guard define(name, .host, at: key) else { return }
      position = scenario.network.hosts.count
      scenario.network.hosts.append(HostSpec(name: name))
    }
    if reader.isNull(node) { return }
    var host = scenario.network.hosts[position]
    let fields = reader.fields(of: node, as: .host)
    if let cpus = reader.number(fields["cpus"], in: 0.001...1_000_000, what: "cpus", isQuotable: true) {
      host.cpus = cpus
    }
    if let gateway = reader.address(fields["gateway"], what: "a gateway") { host.gateway = gateway }
    if let position = self.position(fields["position"]) { host.position = position }
    if let label = fields["label"] { host.label = reader.text(label, what: "a label") }
    scenario.network.hosts[position] = host
  }

  private mutating func decodeBridge(_ name: String, _ node: Node, at key: Node) {
    guard define(name, .bridge, at: key) else { return }
    var bridge = BridgeSpec(name: name)
    if !reader.isNull(node) {
      let fields = reader.fields(of: node, as: .bridge)
      // YAML reads a bare `off` as a truth value.
      let mode = reader.value(fields["stp"], what: "a spanning tree mode", hint: "one of: off, stp, rstp") {
        switch $0 {
        case "false", "no", "none": SpanningTreeMode.off
        case "true", "yes", "on": SpanningTreeMode.rstp
        default: SpanningTreeMode(rawValue: $0)
        }
      }
      if let mode { bridge.spanningTree = mode }
      bridge.subnet = reader.prefix(fields["subnet"])
      if let priority = reader.integer(fields["priority"], in: 0...61440, what: "a bridge priority") {
        if priority % 4096 != 0 {
          reader.error(
            "a bridge priority is a multiple of 4096, not \(priority)", at: fields["priority"],
            hint: "the nearest one is \((priority + 2048) / 4096 * 4096)")
        }
        bridge.priority = priority
      }
      if let ageing = reader.duration(fields["ageing"]) { bridge.ageing = ageing }
      bridge.position = position(fields["position"])
      if let label = fields["label"] { bridge.label = reader.text(label, what: "a label") }
    }
    scenario.network.bridges.append(bridge)
  }

  private mutating func position(_ node: Node?) -> GeoPosition? {
    guard let node else { return nil }
    let items = reader.items(of: node, what: "two numbers")
    let values = items.compactMap { reader.number($0, in: -1e6...1e6, what: "a coordinate") }
    if values.count == 2 && items.count == 2 { return GeoPosition(longitude: values[0], latitude: values[1]) }
    reader.error("a position is a list of two numbers, x (longitude) and y (latitude)", at: node)
    return nil
  }

  // MARK: Generated and imported parts

  private mutating func decodeGenerated(_ node: Node?) {
    for (key, name, value) in reader.entries(of: node, what: "topologies") {
      guard let family = TopologyGenerator.families.first(where: { $0.name == name }) else {
        if LaterFeatures.keys["topologies"]?.contains(name) ?? false {
          reader.error("the topology `\(name)` is not modelled in this version of rhumb", at: key)
          continue
        }
        reader.error(
          "there is no topology `\(name)` to generate", at: key,
          hint: NearestName.hint(name, among: TopologyGenerator.families.map(\.name)))
        continue
      }
      let parameters = decodeParameters(value, of: family)
      if isASLevel && name == TopologyGenerator.asGraphName {
        set(TopologyGenerator.asGraph(parameters, seed: scenario.seed), at: key)
        continue
      }
      do {
        add(try TopologyGenerator.make(family, parameters, link: linkDefaults, seed: scenario.seed), at: key)
      } catch {
        reader.error("\(name): \(error)", at: key)
      }
    }
  }

  private mutating func decodeParameters(_ node: Node, of family: TopologyGenerator.Family) -> [String:
    Double]
  {
    var values: [String: Double] = [:]
    for (key, name, value) in reader.entries(of: node, what: "parameters") {
      guard let parameter = family.parameters.first(where: { $0.name == name }) else {
        reader.error(
          "`\(family.name)` has no parameter `\(name)`", at: key,
          hint: NearestName.hint(name, among: family.parameters.map(\.name)))
        continue
      }
      if parameter.isSwitch {
        if let flag = reader.boolean(value, what: "`\(name)`") { values[name] = flag ? 1 : 0 }
      } else if let number = reader.number(value, in: parameter.range, what: "`\(name)`") {
        if parameter.isWhole && number != number.rounded() {
          reader.error("`\(name)` must be a whole number, not \(number)", at: value)
        } else {
          values[name] = number
        }
      }
    }
    return values
  }

  private mutating func decodeImports(_ node: Node?) {
    for item in reader.items(of: node, what: "imports") {
      let fields = reader.fields(of: item, as: .importSource)
      let kinds = ["graphml", "as-rel", "compose", "kubernetes"].filter { fields[$0] != nil }
      if kinds.count > 1 {
        reader.error("an import has one kind: `\(kinds[0])` or `\(kinds[1])`", at: fields[kinds[1]])
        continue
      }
      for key in ObjectSchema.manifestKeys where fields[key.name] != nil {
        let owners = ObjectSchema.manifestKeyOwners[key.name] ?? ["compose"]
        if owners.allSatisfy({ fields[$0] == nil }) {
          reader.error(
            "`\(key.name)` belongs to an import of \(owners.map { "`\($0)`" }.joined(separator: " or "))",
            at: fields[key.name])
        }
      }
      if let node = fields["as-rel"] {
        importRelationships(node, withStubs: fields["stubs"], at: item)
        continue
      }
      if fields["compose"] != nil || fields["kubernetes"] != nil { continue }
      if fields["graphml"] == nil {
        reader.error("the import lacks `graphml`, `as-rel`, `compose` or `kubernetes`", at: item)
      }
      guard let path = reader.text(fields["graphml"], what: "a GraphML file") else { continue }
      let withStubs = reader.boolean(fields["stubs"], what: "`stubs`") ?? true
      do {
        let bytes = try FileReader.read(FileReader.resolve(path, in: directory))
        let imported = try GraphMLImporter.importNetwork(
          bytes, file: path, link: linkDefaults, withStubs: withStubs)
        for note in imported.notes { reader.warning("\(path): \(note)", at: fields["graphml"]) }
        add(imported.network, at: item)
      } catch let error as FileAccessError {
        reader.error("cannot read \(path): \(error.reason)", at: fields["graphml"])
      } catch let error as GraphMLError {
        reader.error("\(path): \(error)", at: fields["graphml"])
      } catch {
        reader.error("\(path): \(error)", at: fields["graphml"])
      }
    }
  }

  mutating func add(_ part: NetworkSpec, at node: Node) {
    for var router in part.routers where define(router.name, .router, at: node) {
      // Every part counts its stub networks from the first; together they count on.
      if !router.stubs.isEmpty {
        guard let stub = StubNetworks.network(stubCount) else {
          reader.error(
            "there are no networks left for the stubs of all routers", at: node, hint: "stubs: false")
          return
        }
        router.stubs = [stub]
        stubCount += 1
      }
      scenario.network.routers.append(router)
    }
    for host in part.hosts where define(host.name, .host, at: node) { scenario.network.hosts.append(host) }
    for bridge in part.bridges where define(bridge.name, .bridge, at: node) {
      scenario.network.bridges.append(bridge)
    }
    scenario.network.links += part.links
  }
}
