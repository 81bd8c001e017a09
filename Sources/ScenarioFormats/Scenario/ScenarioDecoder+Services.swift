import Balancing
import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  static let backendKinds: Set<NameKind> = [.container, .containerSet, .host, .router]

  mutating func decodeServices(_ node: Node?) {
    for (key, name, value) in reader.entries(of: node, what: "services") {
      // A service may have the name of the container set behind it.
      if serviceNodes[name] != nil {
        reader.error("there is already a service named `\(name)`", at: key)
        continue
      }
      serviceNodes[name] = key
      decodeService(name, value)
    }
  }

  private mutating func decodeService(_ name: String, _ node: Node) {
    let fields = reader.fields(of: node, as: .service)
    var service = ServiceSpec(name: name)
    service.backends = decodeBackends(fields["backends"])
    if fields["at"] != nil { service.balancer = reference(fields["at"], to: Self.endpoints, what: "a node") }
    let layer = reader.value(
      fields["layer"], what: "a layer: 4 (one choice a connection) or 7 (one a request)"
    ) { Int($0).flatMap(BalancingLayer.init) }
    if let layer { service.layer = layer }
    if let policy = fields["policy"] { service.policy = decodePolicy(policy) ?? service.policy }
    service.policy.flavor = flavor(fields["flavor"], service.policy)
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
    scenario.services.append(service)
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
  }

  /// `maglev`, or `{name: maglev, table-size: 65537}`.
  private mutating func decodePolicy(_ node: Node) -> PolicySpec? {
    if node.scalar != nil {
      return descriptor(node).map { PolicySpec(name: $0.name) }
    }
    var given: [(key: Node, name: String, value: Node)] = reader.entries(of: node, what: "parameters")
    guard let position = given.firstIndex(where: { $0.name == "name" }) else {
      reader.error("a policy with parameters needs its `name`", at: node)
      return nil
    }
    guard let descriptor = descriptor(given.remove(at: position).value) else { return nil }
    var policy = PolicySpec(name: descriptor.name)
    for (key, name, value) in given {
      guard let parameter = descriptor.parameters.first(where: { $0.name == name }) else {
        reader.error(
          "the policy `\(descriptor.name)` has no parameter `\(name)`", at: key,
          hint: NearestName.hint(name, among: descriptor.parameters.map(\.name)))
        continue
      }
      if let number = reader.number(value, in: parameter.range, what: "`\(name)`") {
        policy.parameters.append(PolicySpec.Parameter(name: name, value: number))
      }
    }
    return policy
  }

  private mutating func descriptor(_ node: Node) -> PolicyDescriptor? {
    guard let name = reader.text(node, what: "a policy") else { return nil }
    let all = BalancingCatalogue.policies
    if let known = all.first(where: { $0.name == name }) { return known }
    reader.error(
      "there is no policy `\(name)`", at: node, hint: NearestName.hint(name, among: all.map(\.name)))
    return nil
  }

  private mutating func flavor(_ node: Node?, _ policy: PolicySpec) -> String? {
    guard let node, let name = reader.text(node, what: "a flavor") else { return nil }
    let flavors = BalancingCatalogue.policies.first { $0.name == policy.name }?.flavors ?? []
    if flavors.contains(name) { return name }
    reader.error(
      "the policy `\(policy.name)` has no flavor `\(name)`", at: node,
      hint: "one of: " + flavors.joined(separator: ", "))
    return nil
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
