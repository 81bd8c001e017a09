import Balancing
import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  static let backendKinds: Set<NameKind> = [.container, .containerSet, .host, .router]

  mutating func decodeServices(_ node: Node?) {
    for (key, name, value) in reader.entries(of: node, what: "services") {
      // A service may have the name of the container set behind it.
      if serviceNodes[name] != nil && importedServices.remove(name) == nil {
        reader.error("there is already a service named `\(name)`", at: key)
        continue
      }
      serviceNodes[name] = key
      decodeService(name, value)
    }
  }

  private mutating func decodeService(_ name: String, _ node: Node) {
    let fields = reader.fields(of: node, as: .service)
    let known = scenario.services.firstIndex { $0.name == name }
    var service = known.map { scenario.services[$0] } ?? ServiceSpec(name: name)
    if fields["backends"] != nil {
      service.backends = decodeBackends(fields["backends"])
    } else if known == nil && node.mapping != nil {
      reader.error(
        "the service lacks `backends`", at: node, hint: "containers, sets or hosts; a map gives weights")
    }
    if let port = reader.integer(fields["port"], in: 1...65535, what: "a port") {
      service.port = UInt16(port)
    }
    decodeSeats(fields["at"], into: &service)
    let layer = reader.value(
      fields["layer"], what: "a layer: 4 (one choice a connection) or 7 (one a request)"
    ) { Int($0).flatMap(BalancingLayer.init) }
    if let layer { service.layer = layer }
    if let policy = fields["policy"] {
      service.policy = decodePolicy(policy, flavor: fields["flavor"]) ?? service.policy
    } else {
      service.policy.flavor = flavor(fields["flavor"], service.policy.name)
    }
    if let time = reader.distribution(fields["service-time"], .duration, what: "the service time") {
      service.serviceTime = time
    }
    if let count = reader.integer(fields["concurrency"], in: 1...1_000_000, what: "the concurrency") {
      service.concurrency = count
    }
    if let limit = reader.integer(fields["queue"], in: 0...1_000_000_000, what: "the queue") {
      service.queue = limit
    }
    if let timeout = positiveDuration(fields["timeout"]) { service.timeout = timeout }
    if let retries = reader.integer(fields["retries"], in: 0...100, what: "the number of retries") {
      service.retries = retries
    }
    if let check = fields["health-check"], !reader.isNull(check) {
      service.healthCheck = decodeHealthCheck(check)
    }
    decodeExtras(fields, into: &service)
    checkBackendLimit(fields, service)
    if let known { scenario.services[known] = service } else { scenario.services.append(service) }
  }

  /// One balancer, or several that share the work.
  private mutating func decodeSeats(_ node: Node?, into service: inout ServiceSpec) {
    guard let node else { return }
    guard node.sequence != nil else {
      service.balancer = reference(node, to: Self.endpoints, what: "a node")
      return
    }
    let names = reader.items(of: node, what: "nodes").compactMap {
      reference($0, to: Self.endpoints, what: "a node")
    }
    service.balancer = names.first
    service.furtherBalancers = Array(names.dropFirst())
    if node.sequence?.isEmpty ?? true { reader.error("a service that is somewhere needs a node", at: node) }
  }

  private mutating func decodeBackends(_ node: Node?) -> [BackendSpec] {
    guard let node else { return [] }
    var backends: [BackendSpec] = []
    if node.mapping != nil {
      for (key, name, value) in reader.entries(of: node, what: "backends") {
        guard resolve(name, to: Self.backendKinds, what: "a container, a container set or a host", at: key)
        else {
          continue
        }
        var backend = BackendSpec(name: name)
        if value.mapping != nil {
          decodeBackend(value, into: &backend)
        } else if !reader.isNull(value),
          let weight = reader.integer(value, in: 1...65535, what: "a weight")
        {
          backend.weight = weight
        }
        backends.append(backend)
      }
    } else {
      for item in reader.items(of: node, what: "backends") {
        let what = "a container, a container set or a host"
        if let name = reference(item, to: Self.backendKinds, what: what) {
          backends.append(BackendSpec(name: name))
        }
      }
    }
    if node.mapping?.isEmpty ?? node.sequence?.isEmpty ?? reader.isNull(node) {
      reader.error("a service needs at least one backend", at: node)
    }
    return backends
  }

  private mutating func decodeBackend(_ node: Node, into backend: inout BackendSpec) {
    let fields = reader.fields(of: node, as: .backend)
    if let weight = reader.integer(fields["weight"], in: 1...65535, what: "a weight") {
      backend.weight = weight
    }
    backend.serviceTime = reader.distribution(fields["service-time"], .duration, what: "the service time")
    backend.concurrency = reader.integer(fields["concurrency"], in: 1...1_000_000, what: "the concurrency")
    decodeMoods(fields, into: &backend)
    decodeGroup(fields, into: &backend)
  }

  private mutating func decodeHealthCheck(_ node: Node) -> HealthCheckSpec {
    let fields = reader.fields(of: node, as: .healthCheck)
    var check = HealthCheckSpec()
    if let interval = positiveDuration(fields["interval"]) { check.interval = interval }
    if let timeout = positiveDuration(fields["timeout"]) { check.timeout = timeout }
    if let count = reader.integer(fields["unhealthy"], in: 1...1000, what: "`unhealthy`") {
      check.unhealthy = count
    }
    if let count = reader.integer(fields["healthy"], in: 1...1000, what: "`healthy`") {
      check.healthy = count
    }
    return check
  }
}
