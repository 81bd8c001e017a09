import Balancing
import Kernel
import NetworkModel
import Yams

/// Priorities, backups, zones and subsets of a service's backends.
extension ScenarioDecoder {
  mutating func decodeGroup(_ fields: [String: Node], into backend: inout BackendSpec) {
    if let level = reader.integer(fields["priority"], in: 0...127, what: "a priority") {
      backend.priority = level
    }
    backend.isBackup = reader.boolean(fields["backup"], what: "`backup`") ?? false
    if backend.isBackup && backend.priority > 0 {
      reader.error("a backup has no priority: it comes when no other backend is left", at: fields["backup"])
      backend.priority = 0
    }
  }

  mutating func decodeGroups(_ fields: [String: Node], into service: inout ServiceSpec) {
    service.usesAllBackups = reader.boolean(fields["all-backups"], what: "`all-backups`") ?? false
    if let factor = reader.number(
      fields["overprovisioning"], in: 1...100, what: "the overprovisioning factor")
    {
      service.health.overprovisioning = Int((factor * 100).rounded())
    }
    if let node = fields["localities"], !reader.isNull(node) {
      service.localities = decodeLocalities(node)
      groupNodes[service.name] = node
    }
    if let node = fields["subset"], !reader.isNull(node) { decodeSubset(node, into: &service) }
    checkGroups(fields, service)
  }

  private mutating func decodeLocalities(_ node: Node) -> LocalitySpec? {
    let fields = reader.fields(of: node, as: .localities)
    var spec = LocalitySpec()
    for (key, name, value) in reader.entries(of: fields["zones"], what: "zones") {
      if let zone = decodeZone(name, value, at: key) { spec.zones.append(zone) }
    }
    if let routing = reader.choice(fields["routing"], LocalitySpec.Routing.self, what: "a way of routing") {
      spec.routing = routing
    }
    if let count = reader.integer(fields["min-cluster-size"], in: 0...1_000_000, what: "the cluster's size") {
      spec.minimumClusterSize = count
    }
    if let share = reader.value(
      fields["enabled"], what: "a share such as `100%`", QuantityParser.ratio)
    {
      spec.enabled = share
    }
    spec.failsInPanic = reader.boolean(fields["fail-in-panic"], what: "`fail-in-panic`") ?? false
    return spec
  }

  private mutating func decodeZone(_ name: String, _ node: Node, at key: Node) -> LocalitySpec.Zone? {
    var list: Node? = node
    var weight = 1
    if node.mapping != nil {
      let fields = reader.fields(of: node, as: .zone)
      list = fields["nodes"]
      weight = reader.integer(fields["weight"], in: 0...1_000_000, what: "a weight") ?? 1
    }
    let kinds: Set<NameKind> = [.container, .containerSet, .host, .router]
    var zone = LocalitySpec.Zone(name: name, nodes: [])
    zone.weight = weight
    for item in reader.items(of: list, what: "nodes") {
      if let node = reference(item, to: kinds, what: "a host, a router, a container or a container set") {
        zone.nodes.append(node)
      }
    }
    return zone
  }

  private mutating func decodeSubset(_ node: Node, into service: inout ServiceSpec) {
    let fields = reader.fields(of: node, as: .subset)
    let size = reader.integer(fields["size"], in: 1...1_000_000, what: "the size of a subset")
    let method = reader.choice(fields["method"], SubsetSpec.Method.self, what: "a method")
    guard let size else { return }
    var subset = SubsetSpec(size: size)
    if let method { subset.method = method }
    subset.prefersZone = reader.boolean(fields["prefer-zone"], what: "`prefer-zone`") ?? false
    if subset.prefersZone && service.localities == nil {
      reader.error(
        "a subset prefers zones only where there are some", at: fields["prefer-zone"],
        hint: "localities: {routing: none, zones: {a: [h1], b: [h2]}}")
    }
    service.subset = subset
  }

  /// What the real proxies refuse.
  private mutating func checkGroups(_ fields: [String: Node], _ service: ServiceSpec) {
    let isHashing = BalancingCatalogue.hashes(service.policy)
    if isHashing, let routing = service.localities?.routing, routing != .none {
      reader.error(
        "`\(service.policy.name)` would lose its keys when zones are chosen first", at: fields["localities"],
        hint: "give the backends weights, or take a policy that does not hash")
    }
    let hasBackups = service.backends.contains { $0.isBackup }
    if service.usesAllBackups && !hasBackups {
      reader.error("there are no backups to use", at: fields["all-backups"], hint: "web-3: {backup: true}")
    }
    guard hasBackups, let place = fields["backends"] ?? fields["policy"] else { return }
    if service.backends.allSatisfy(\.isBackup) {
      reader.error("a service needs a backend that is not a backup", at: place)
    }
    let flavors = BalancingCatalogue.type(of: service.policy)?.descriptor.flavors ?? []
    switch service.policy.flavor ?? flavors.first {
    case "envoy", "ipvs":
      reader.error(
        "backups are nginx's and HAProxy's", at: place, hint: "Envoy has priorities: web-3: {priority: 1}")
    case "nginx" where isHashing || service.policy.name == "weighted-random":
      reader.error("nginx does not take backups with hash, ip_hash and random", at: place)
    default: break
    }
    if service.backends.contains(where: { $0.priority > 0 }) || service.localities?.routing ?? .none != .none
    {
      reader.error("backups go neither with priorities nor with zones", at: place)
    }
  }

  /// When the topology is known: every backend is in one zone.
  mutating func checkZones(_ topology: Topology) {
    for service in scenario.services {
      guard let localities = service.localities, let place = groupNodes[service.name] else { continue }
      var zones: [NodeIndex: String] = [:]
      for zone in localities.zones {
        for node in zone.nodes.flatMap({ topology.members(of: $0) }) {
          if let other = zones[node] {
            reader.error("`\(topology[node].name)` is in the zones \(other) and \(zone.name)", at: place)
          }
          zones[node] = zone.name
        }
      }
      for node in service.backends.flatMap({ topology.members(of: $0.name) }) {
        let isInZone = zones[node] != nil || topology[node].host.map { zones[$0] != nil } ?? false
        if !isInZone {
          reader.error(
            "the backend `\(topology[node].name)` is in no zone", at: place,
            hint: "name it, or the host that it is on, among the nodes of a zone")
        }
      }
    }
  }
}
