import NetworkModel

/// Turns the tree of a containerlab topology into a scenario; what is not taken is listed in the log.
struct ContainerlabReader {
  var log: ImportLog
  let files: ManifestFiles
  let directory: String
  var scenario = Scenario(title: "lab")

  private enum Role {
    case router
    case host
    case bridge
  }

  private struct Node {
    let name: String
    let role: Role
    var frr: FRRConfiguration?
    /// By interface, of `ip addr add` lines.
    var addresses: [String: InterfaceAddress] = [:]

    func address(_ interface: String) -> InterfaceAddress? {
      frr?.interfaces[interface]?.address ?? addresses[interface]
    }
  }

  private var nodes: [String: Node] = [:]
  private var names = UniqueNames()

  init(log: ImportLog, files: ManifestFiles, directory: String) {
    self.log = log
    self.files = files
    self.directory = directory
  }

  mutating func read(_ root: SourceValue) {
    guard var fields = ManifestFields(root, "", &log) else { return }
    scenario.title = log.text(fields.take("name"), "name") ?? "lab"
    let topology = fields.take("topology")
    fields.listRest(&log, .containerlabFile)
    guard let topology, var parts = ManifestFields(topology, "topology", &log) else {
      log.error("a containerlab file has a `topology`", at: root.place)
      return
    }
    let defaults = parts.take("defaults")
    let kinds = parts.take("kinds")
    let groups = parts.take("groups")
    let entries = parts.take("nodes")?.fields ?? []
    let links = parts.take("links")?.items ?? []
    parts.listRest(&log, .containerlabFile)
    guard entries.count <= 5000, links.count <= 50_000 else {
      log.error("the lab has more than 5,000 nodes or 50,000 links", at: topology.place)
      return
    }
    for entry in entries { readNode(entry, defaults, kinds, groups) }
    for link in links { readLink(link) }
    finish()
  }

  // MARK: Nodes

  /// A node's own settings win over its group's, its kind's and the defaults.
  private mutating func readNode(
    _ entry: SourceField, _ defaults: SourceValue?, _ kinds: SourceValue?, _ groups: SourceValue?
  ) {
    let path = "topology.nodes.\(entry.key)"
    guard var fields = ManifestFields(entry.value, path, &log) else { return }
    let group = log.text(fields.take("group"), "\(path).group").flatMap { groups?[$0] }
    let kind = log.text(fields.take("kind") ?? group?["kind"] ?? defaults?["kind"], "\(path).kind") ?? "linux"
    let layers = [entry.value, group, kinds?[kind], defaults].compactMap { $0 }
    func setting(_ key: String) -> SourceValue? { layers.lazy.compactMap { $0[key] }.first }
    let binds = layers.flatMap { log.texts($0["binds"], "\(path).binds") }
    for key in ["binds", "exec"] { _ = fields.take(key) }
    fields.listRest(&log, .containerlabNode)
    let image = setting("image")?.text ?? ""
    var node = Node(
      name: names.take(UniqueNames.plain(entry.key)), role: Self.role(kind, image, binds.map(\.text)))
    for layer in layers {
      for line in log.texts(layer["exec"], "\(path).exec") { readCommand(line, path, &node) }
    }
    if let bind = binds.first(where: { $0.text.contains(":/etc/frr/frr.conf") }) {
      node.frr = configuration(bind, path)
    }
    nodes[entry.key] = node
    switch node.role {
    case .router:
      var router = RouterSpec(name: node.name)
      router.routerID = node.frr?.routerID
      router.autonomousSystem = node.frr?.autonomousSystem
      if let loopback = node.frr?.interfaces["lo"]?.address, loopback.length == 32 {
        router.loopback = loopback.address
      }
      scenario.network.routers.append(router)
    case .host: scenario.network.hosts.append(HostSpec(name: node.name))
    case .bridge: scenario.network.bridges.append(BridgeSpec(name: node.name))
    }
  }

  private static func role(_ kind: String, _ image: String, _ binds: [String]) -> Role {
    switch kind {
    case "bridge", "ovs-bridge": return .bridge
    case "linux", "ext-container", "k8s-kind", "generic_vm", "host":
      let isRouter =
        binds.contains { $0.contains("/etc/frr") }
        || ["frr", "bird", "quagga", "gobgp", "vyos"].contains { image.contains($0) }
      return isRouter ? .router : .host
    default: return kind.contains("ixia") ? .host : .router
    }
  }

  /// `ip addr add 192.168.11.2/24 dev eth1`; other commands are listed.
  private mutating func readCommand(
    _ line: (text: String, place: SourcePlace), _ path: String, _ node: inout Node
  ) {
    let words = line.text.split(separator: " ").map(String.init)
    if words.count >= 6, words[0] == "ip", words[1].hasPrefix("addr"), words[2] == "add", words[4] == "dev",
      let address = InterfaceAddress(words[3])
    {
      node.addresses[words[5]] = address
    } else {
      log.notModelled(
        "\(path).exec: `\(line.text.prefix(80))`", "what runs in a node is not simulated", at: line.place)
    }
  }

  private mutating func configuration(
    _ bind: (text: String, place: SourcePlace), _ path: String
  ) -> FRRConfiguration? {
    let source = bind.text.prefix { $0 != ":" }
    let name = FileReader.resolve(String(source), in: directory)
    guard let bytes = try? files.read(name), bytes.count <= 1 << 20 else {
      log.note("not read: \(path).binds (there is no \(name))", at: bind.place)
      return nil
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return FRRConfiguration(text, file: log.add(file: name, text: text), &log)
  }

  // MARK: Links

  private struct End {
    let node: Node
    let interface: String
  }

  private mutating func readLink(_ value: SourceValue) {
    guard var fields = ManifestFields(value, "topology.links", &log) else { return }
    let type = log.text(fields.take("type"), "topology.links.type") ?? "veth"
    let endpoints = fields.take("endpoints")
    let mtu = fields.take("mtu")
    let single = fields.take("endpoint")
    if type != "veth" || single != nil {
      for key in ["host-interface", "mode", "remote", "vni", "udp-port", "mac"] { _ = fields.take(key) }
      log.notModelled("topology.links", "a link of type `\(type)` leaves the lab", at: value.place)
      return
    }
    fields.listRest(&log, .containerlabLink)
    guard let items = endpoints?.items, items.count == 2 else {
      log.error("a link has two endpoints", at: endpoints?.place ?? value.place)
      return
    }
    guard let first = end(items[0]), let second = end(items[1]) else { return }
    if first.node.name == second.node.name {
      log.note("left out: a link from \(first.node.name) to itself", at: value.place)
      return
    }
    var link = LinkSpec(first.node.name, second.node.name)
    if let mtu = log.integer(mtu, in: 68...65535, "topology.links.mtu") { link.mtu = mtu }
    setAddresses(of: &link, first, second, at: value.place)
    scenario.network.links.append(link)
  }

  private mutating func end(_ value: SourceValue) -> End? {
    let parts = value.text?.split(separator: ":", maxSplits: 1).map(String.init)
    let name = parts?.first ?? value["node"]?.text ?? ""
    let interface = parts.flatMap { $0.count > 1 ? $0[1] : nil } ?? value["interface"]?.text ?? ""
    if let node = nodes[name] { return End(node: node, interface: interface) }
    if ["host", "mgmt-net", "macvlan"].contains(name) {
      log.notModelled("topology.links", "`\(name)` is outside of the lab", at: value.place)
    } else {
      log.error(
        "there is no node `\(name)`", at: value.place,
        hint: NearestName.hint(name, among: nodes.keys.sorted()))
    }
    return nil
  }

  private mutating func setAddresses(
    of link: inout LinkSpec, _ first: End, _ second: End, at place: SourcePlace
  ) {
    let (a, b) = (first.node.address(first.interface), second.node.address(second.interface))
    if let a, let b, a.prefix != b.prefix || a.address == b.address {
      log.note(
        "\(link.name): \(a) and \(b) are not two addresses of one network; others are given out", at: place)
      return
    }
    if first.node.role != .bridge && second.node.role != .bridge { link.addresses = Pair(a, b) }
    let costs = [first, second].map { $0.node.frr?.interfaces[$0.interface]?.cost }
    // OSPF's cost of an interface at 1 Gbps and more is 1 where none is given.
    if costs[0] != nil || costs[1] != nil { link.costs = Pair(costs[0] ?? 1, costs[1] ?? 1) }
    for (end, address) in [(first, a), (second, b)] where link.area == nil {
      let interface = end.node.frr?.interfaces[end.interface]
      link.area = interface?.area ?? address.flatMap { end.node.frr?.area(of: $0.address) }
    }
  }

  private mutating func finish() {
    let protocols = nodes.sorted { $0.key < $1.key }.flatMap { $0.value.frr?.protocols ?? [] }
    var seen: Set<String> = []
    let unique = protocols.filter { seen.insert($0).inserted }
    if !unique.isEmpty { scenario.routing.protocols = unique }
    scenario.duration = .seconds(120)
    if nodes.isEmpty { log.note("the lab has no nodes", at: nil) }
  }
}
