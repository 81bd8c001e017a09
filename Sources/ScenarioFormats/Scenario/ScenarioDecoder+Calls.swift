import Kernel
import NetworkModel
import Yams

/// What services ask of other services.
extension ScenarioDecoder {
  /// Requests that one user's request may lead to at most.
  private static let maximumCalls = 1_000_000

  mutating func decodeCalls(_ node: Node?, into service: inout ServiceSpec) {
    guard let node, !reader.isNull(node) else { return }
    service.calls = CallPlan()
    var stages: Node? = node
    if node.mapping != nil {
      let fields = reader.fields(of: node, as: .callPlan)
      stages = fields["stages"]
      service.calls.freesSlot = reader.boolean(fields["async"], what: "`async`") ?? false
      service.calls.passesDeadlines = reader.boolean(fields["deadlines"], what: "`deadlines`") ?? true
    }
    guard let stages else { return }
    for item in reader.items(of: stages, what: "stages") {
      if let stage = callStage(item, of: service.name) { service.calls.stages.append(stage) }
    }
    if stages.sequence?.isEmpty ?? false { reader.error("a service that calls needs a stage", at: stages) }
  }

  private mutating func callStage(_ node: Node, of service: String) -> CallStage? {
    guard let mapping = node.mapping, mapping.contains(where: { $0.key.string == "parallel" }) else {
      return call(node, of: service, isAlone: true).map { CallStage([$0.call], quorum: $0.quorum) }
    }
    let fields = reader.fields(of: node, as: .callStage)
    let items = reader.items(of: fields["parallel"], what: "calls")
    let calls = items.compactMap { call($0, of: service, isAlone: false)?.call }
    if fields["parallel"]?.sequence?.isEmpty ?? false {
      reader.error("a stage needs at least one call", at: fields["parallel"])
    }
    if calls.count < items.count || calls.isEmpty { return nil }
    let made = calls.reduce(0) { $0 + $1.count }
    return CallStage(calls, quorum: quorum(fields["quorum"], of: made))
  }

  private mutating func call(
    _ node: Node, of service: String, isAlone: Bool
  ) -> (call: CallSpec, quorum: Int?)? {
    guard node.mapping != nil else {
      guard let name = reader.text(node, what: "a service to call") else { return nil }
      callNodes.append((service, name, node))
      return (CallSpec(to: name), nil)
    }
    let fields = reader.fields(of: node, as: .call)
    guard let to = fields["to"], let name = reader.text(to, what: "a service to call") else { return nil }
    callNodes.append((service, name, to))
    var call = CallSpec(to: name)
    if let count = reader.integer(fields["count"], in: 1...10_000, what: "the number of calls") {
      call.count = count
    }
    if let share = reader.value(
      fields["probability"], what: "a probability such as `30%`", QuantityParser.ratio)
    {
      call.probability = share
    }
    call.isOptional = reader.boolean(fields["optional"], what: "`optional`") ?? false
    if let size = reader.distribution(fields["request"], .size, what: "the size of a request") {
      call.requestBytes = size
    }
    if let size = reader.distribution(fields["response"], .size, what: "the size of a response") {
      call.responseBytes = size
    }
    if let keys = fields["keys"] { call.keys = decodeKeys(keys) }
    if !isAlone && fields["quorum"] != nil {
      reader.error(
        "the quorum of calls made together belongs to their stage", at: fields["quorum"],
        hint: "{parallel: […], quorum: 2}")
      return (call, nil)
    }
    return (call, quorum(fields["quorum"], of: call.count))
  }

  private mutating func quorum(_ node: Node?, of made: Int) -> Int? {
    guard let quorum = reader.integer(node, in: 1...10_000_000, what: "a quorum") else { return nil }
    if quorum > made {
      reader.error("a quorum of \(quorum) answers cannot come from \(made) calls", at: node)
    }
    return quorum
  }

  /// When all services are known: whom they call, and that no request waits for itself.
  mutating func checkCalls() {
    if callNodes.isEmpty { return }
    let known = Set(scenario.services.map(\.name))
    var isSound = true
    for entry in callNodes where !known.contains(entry.to) {
      isSound = false
      let hint = reader.wantsHints ? reader.hint(entry.to, among: scenario.services.map(\.name)) : nil
      reader.error("there is no service `\(entry.to)` to call", at: entry.node, hint: hint)
    }
    guard isSound else { return }
    let graph = CallGraph(scenario.services)
    if let sizes = graph.sizes {
      checkFanOut(sizes)
    } else {
      tellCircles(graph)
    }
  }

  private mutating func checkFanOut(_ sizes: [Int]) {
    for (service, size) in zip(scenario.services, sizes) where size > Self.maximumCalls {
      guard let node = callNodes.first(where: { $0.service == service.name })?.node else { continue }
      let number = size == .max ? "more requests than can be counted" : "\(size) requests"
      reader.error(
        "one request to `\(service.name)` leads to \(number), which is more than \(Self.maximumCalls)",
        at: node)
    }
  }

  /// Each circle once, at the first of its calls in the file.
  private mutating func tellCircles(_ graph: CallGraph) {
    var told: Set<Int> = []
    for entry in callNodes {
      guard let start = scenario.services.firstIndex(where: { $0.name == entry.service }),
        !told.contains(start), let circle = graph.circle(from: start), circle.count > 1,
        scenario.services[circle[1]].name == entry.to
      else { continue }
      told.formUnion(circle)
      let way = circle.map { scenario.services[$0].name }.joined(separator: " → ")
      reader.error(
        "calls go round in a circle: \(way)", at: entry.node,
        hint: "such requests would wait for themselves; take one of these calls out")
    }
  }
}
