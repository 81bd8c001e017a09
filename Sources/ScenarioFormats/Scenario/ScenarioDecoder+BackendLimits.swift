import Kernel
import NetworkModel
import Yams

/// `limits.per-backend` and what belongs to it.
extension ScenarioDecoder {
  mutating func decodeBackendLimit(
    _ fields: [String: Node], at node: Node, into service: inout ServiceSpec
  ) {
    service.resilience.backendLimit = reader.integer(
      fields["per-backend"], in: 1...1_000_000_000, what: "the limit for each backend")
    service.resilience.whenFull = reader.choice(
      fields["when-full"], WhenFull.self, what: "what happens when a backend is full")
    if let count = reader.integer(fields["queue"], in: 0...1_000_000_000, what: "the queue") {
      service.resilience.roomQueue = count
    }
    service.resilience.roomTimeout = positiveDuration(fields["queue-timeout"])
    if fields["requests"] == nil && fields["per-backend"] == nil {
      reader.error(
        "the limits name neither `requests` nor `per-backend`", at: node, hint: "{per-backend: 100}")
    }
    for key in ["when-full", "queue", "queue-timeout"] where fields["per-backend"] == nil {
      if let place = fields[key] { reader.error("`\(key)` needs `per-backend`", at: place) }
    }
  }

  /// When all of a service is known.
  mutating func checkBackendLimit(_ fields: [String: Node], _ service: ServiceSpec) {
    guard service.resilience.backendLimit != nil, let place = fields["limits"] else { return }
    if service.connections != nil {
      reader.error(
        "limits for each backend are modelled for requests, not for connections in a pool", at: place,
        hint: "take `connections` out: then each request is a connection of its own")
    }
    let isGrouped =
      service.subset != nil || service.backends.contains { $0.isBackup || $0.priority > 0 }
      || (service.localities.map { $0.routing != .none } ?? false)
    if isGrouped && service.resilience.whenFull != .fail {
      reader.error(
        "with priorities, backups, zones and subsets only `when-full: fail` is modelled", at: place)
    }
  }
}
