import Kernel
import NetworkModel
import Yams

/// Further tries, limits, health beyond probes, queues and connections of a service.
extension ScenarioDecoder {
  mutating func decodeExtras(_ fields: [String: Node], into service: inout ServiceSpec) {
    if let node = present(fields["retry"]) { decodeRetry(node, into: &service.resilience) }
    if let node = present(fields["hedge"]) {
      service.resilience.hedgeAfter = positiveDuration(reader.fields(of: node, as: .hedge)["after"])
    }
    if let node = present(fields["limits"]) {
      let inner = reader.fields(of: node, as: .limits)
      service.resilience.requestLimit = reader.integer(
        inner["requests"], in: 1...1_000_000_000, what: "the limit on requests")
      decodeBackendLimit(inner, at: node, into: &service)
    }
    if let node = present(fields["rate-limit"]) {
      let inner = reader.fields(of: node, as: .rateLimit)
      service.resilience.rateLimit = reader.value(
        inner["rate"], what: "a rate such as `100/s`", QuantityParser.rate)
      if let burst = reader.integer(inner["burst"], in: 1...1_000_000_000, what: "the burst") {
        service.resilience.rateBurst = burst
      }
    }
    decodeHealthRules(fields, into: &service.health)
    decodeCalls(fields["calls"], into: &service)
    decodeGroups(fields, into: &service)
    if let node = present(fields["queue-discipline"]) {
      service.discipline = decodeDiscipline(node) ?? service.discipline
    }
    if let node = present(fields["view"]),
      let refresh = positiveDuration(reader.fields(of: node, as: .view)["refresh"])
    {
      service.viewRefresh = refresh
    }
    if let node = present(fields["cache"]) {
      let inner = reader.fields(of: node, as: .cache)
      let entries = reader.integer(inner["entries"], in: 1...10_000_000, what: "the entries")
      let time = reader.distribution(inner["hit-time"], .duration, what: "the time of a hit")
      if let entries, let time { service.cache = CacheSpec(entries: entries, hitTime: time) }
    }
    if let node = present(fields["connections"]) {
      if service.layer == .request {
        reader.error(
          "connections are modelled on layer 4 only", at: node,
          hint: "on layer 7 every request is balanced by itself, whatever its connection; write `layer: 4`")
      }
      service.connections = decodeConnections(node)
    }
    if let node = present(fields["tls"]) { service.security = decodeSecurity(node, service.layer) }
  }

  func present(_ node: Node?) -> Node? { node.flatMap { reader.isNull($0) ? nil : $0 } }

  private mutating func decodeRetry(_ node: Node, into spec: inout ResilienceSpec) {
    let fields = reader.fields(of: node, as: .retry)
    spec.tryTimeout = positiveDuration(fields["timeout"])
    if let list = fields["on"] {
      spec.retryOn = []
      for item in reader.items(of: list, what: "failures") {
        if let condition = reader.choice(item, RetryCondition.self, what: "a failure") {
          spec.retryOn.insert(condition)
        }
      }
    }
    if let backoff = reader.duration(fields["back-off"], what: "a back-off") { spec.backoff = backoff }
    if let maximum = positiveDuration(fields["maximum-back-off"]) { spec.maximumBackoff = maximum }
    spec.retryBudget = share(fields["budget"], what: "a share such as `20%`")
    if let least = reader.integer(fields["budget-minimum"], in: 0...1_000_000, what: "the minimum") {
      spec.retryMinimum = least
    }
  }

  private mutating func share(_ node: Node?, what: String) -> Double? {
    reader.value(node, what: what, QuantityParser.ratio)
  }

  private mutating func decodeHealthRules(_ fields: [String: Node], into spec: inout HealthSpec) {
    if let node = present(fields["passive-health"]) {
      let inner = reader.fields(of: node, as: .passiveHealth)
      var passive = PassiveHealthSpec()
      if let count = reader.integer(inner["max-fails"], in: 1...1_000_000, what: "`max-fails`") {
        passive.maximumFailures = count
      }
      if let time = positiveDuration(inner["fail-timeout"]) { passive.failTimeout = time }
      spec.passive = passive
    }
    if let node = present(fields["outlier-detection"]) { spec.outlier = decodeOutliers(node) }
    spec.panicThreshold = share(fields["panic-threshold"], what: "a share such as `50%`")
    if let node = present(fields["slow-start"]) {
      let inner = reader.fields(of: node, as: .slowStart)
      var slowStart = SlowStartSpec()
      if let window = positiveDuration(inner["window"]) { slowStart.window = window }
      if let value = reader.number(inner["aggression"], in: 0.001...1000, what: "the aggression") {
        slowStart.aggression = value
      }
      if let least = share(inner["minimum"], what: "a share such as `10%`") { slowStart.minimum = least }
      spec.slowStart = slowStart
    }
  }

  private mutating func decodeOutliers(_ node: Node) -> OutlierSpec {
    let fields = reader.fields(of: node, as: .outlierDetection)
    var spec = OutlierSpec()
    if let count = reader.integer(fields["consecutive"], in: 1...1_000_000, what: "`consecutive`") {
      spec.consecutiveFailures = count
    }
    if let time = positiveDuration(fields["interval"]) { spec.interval = time }
    if let time = positiveDuration(fields["base-ejection"]) { spec.baseEjection = time }
    if let time = positiveDuration(fields["max-ejection"]) { spec.maximumEjection = time }
    if let most = share(fields["max-ejected"], what: "a share such as `10%`") { spec.maximumEjected = most }
    if let count = reader.integer(
      fields["success-rate-hosts"], in: 1...1_000_000, what: "`success-rate-hosts`")
    {
      spec.successRateHosts = count
    }
    if let count = reader.integer(
      fields["success-rate-requests"], in: 1...1_000_000_000, what: "`success-rate-requests`")
    {
      spec.successRateRequests = count
    }
    if let factor = reader.number(
      fields["success-rate-factor"], in: 0...1000, what: "`success-rate-factor`")
    {
      spec.successRateFactor = factor
    }
    return spec
  }

  private mutating func decodeDiscipline(_ node: Node) -> QueueDiscipline? {
    var (target, interval) = (SimTime.milliseconds(5), SimTime.milliseconds(100))
    var nameNode: Node? = node
    if node.mapping != nil {
      let fields = reader.fields(of: node, as: .queueDiscipline)
      nameNode = fields["name"]
      if let time = positiveDuration(fields["target"]) { target = time }
      if let time = positiveDuration(fields["interval"]) { interval = time }
    }
    guard let nameNode, let name = reader.text(nameNode, what: "a queue discipline") else { return nil }
    switch name {
    case "fifo": return .fifo
    case "lifo": return .lifo
    case "codel": return .codel(target: target, interval: interval)
    default:
      reader.error(
        "there is no queue discipline `\(name)`", at: nameNode, hint: "one of: fifo, lifo, codel")
      return nil
    }
  }

  private mutating func decodeConnections(_ node: Node) -> ConnectionSpec {
    let fields = reader.fields(of: node, as: .connections)
    var spec = ConnectionSpec()
    if let count = reader.integer(fields["pool"], in: 1...1_000_000, what: "the pool") { spec.pool = count }
    if let count = reader.integer(fields["streams"], in: 1...1_000_000, what: "the streams") {
      spec.streams = count
    }
    spec.requests = reader.integer(fields["requests"], in: 1...1_000_000_000, what: "the requests")
    return spec
  }

  /// Errors and pauses of a backend.
  mutating func decodeMoods(_ fields: [String: Node], into backend: inout BackendSpec) {
    if let errors = share(fields["errors"], what: "a share such as `1%`") { backend.errors = errors }
    backend.errorTime = reader.distribution(fields["error-time"], .duration, what: "the time of an error")
    if let node = present(fields["pauses"]) {
      let inner = reader.fields(of: node, as: .pauses)
      backend.pauseGap = reader.distribution(inner["every"], .duration, what: "the time between pauses")
      backend.pauseLength = reader.distribution(inner["for"], .duration, what: "the length of a pause")
      if let gap = backend.pauseGap, gap.mean < 1e-6 {
        reader.error("pauses must be at least a microsecond apart on average", at: inner["every"])
      }
    }
  }
}
