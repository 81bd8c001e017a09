import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  mutating func decodeEvents(_ node: Node?) {
    for item in reader.items(of: node, what: "events") {
      let fields = reader.fields(of: item, as: .event)
      let time = reader.duration(fields["at"], what: "a time")
      let actions = ["down", "up", "crash", "recover", "set"].filter { fields[$0] != nil }
      guard actions.count == 1, let name = actions.first, let value = fields[name] else {
        if item.mapping != nil {
          let found = actions.isEmpty ? "none" : actions.joined(separator: " and ")
          reader.error("an event does one of down, up, crash, recover, set; found \(found)", at: item)
        }
        continue
      }
      if fields["silent"] != nil && name != "down" {
        reader.error("`silent` belongs to `down`", at: fields["silent"])
      }
      let silent = reader.boolean(fields["silent"], what: "`silent`") ?? false
      for action in self.actions(name, value, silent: silent) {
        if let time { scenario.events.append(EventSpec(time: time, action: action)) }
      }
      if let time, let duration = scenario.duration, time > duration {
        reader.warning("the run ends at \(duration), before this event", at: fields["at"])
      }
    }
    // Same time, same order as written: a stable sort.
    let ordered = scenario.events.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }
    scenario.events = ordered.map(\.element)
  }

  private mutating func actions(_ name: String, _ node: Node, silent: Bool) -> [EventAction] {
    if name == "set" { return settings(node) }
    guard let text = reader.text(node, what: "a link or a node") else { return [] }
    if name == "down" || name == "up", text.contains("--") {
      guard let link = linkReference(text, at: node) else { return [] }
      return [name == "down" ? .linkDown(link, silent: silent) : .linkUp(link)]
    }
    let kinds: Set<NameKind> = [.router, .host, .bridge, .container, .containerSet]
    guard resolve(text, to: kinds, what: "a node", at: node) else { return [] }
    if silent { reader.error("only a link can fail silently", at: node) }
    return [name == "down" || name == "crash" ? .crash(text) : .recover(text)]
  }

  /// `r1 -- r2`, or `r1 -- r2 #2` for the second of parallel links.
  private mutating func linkReference(_ text: String, at node: Node) -> LinkReference? {
    let parts = text.split(separator: "#", maxSplits: 1)
    guard let ends = Self.splitLink(String(parts[0])) else {
      reader.error("expected a link such as `r1 -- r2`, found `\(text)`", at: node)
      return nil
    }
    var number: Int?
    if parts.count == 2 {
      number = Int(parts[1].filter { $0 != " " })
      if number == nil {
        reader.error("expected the number of a parallel link such as `#2`, found `#\(parts[1])`", at: node)
        return nil
      }
    }
    let matching = scenario.network.links.filter {
      ($0.ends.first == ends.first && $0.ends.second == ends.second)
        || ($0.ends.first == ends.second && $0.ends.second == ends.first)
    }
    guard !matching.isEmpty, number.map({ (1...matching.count).contains($0) }) ?? true else {
      let all = scenario.network.links.map(\.name)
      let isKnown = Self.nodes.isSuperset(of: [ends.first, ends.second].compactMap { names[$0] })
      reader.error(
        "there is no link `\(text)`", at: node,
        hint: isKnown && matching.isEmpty
          ? linkHint(ends.first)
          : NearestName.find("\(ends.first) -- \(ends.second)", among: all).map { "did you mean `\($0)`?" })
      return nil
    }
    return LinkReference(ends.first, ends.second, number: number)
  }

  private func linkHint(_ node: String) -> String? {
    let own = scenario.network.links.filter { $0.ends.first == node || $0.ends.second == node }.map(\.name)
    return own.isEmpty || own.count > 12 ? nil : "links of \(node): " + own.joined(separator: ", ")
  }

  /// `set: {links.r1 -- r2.loss: 10%}`, `set: {services.web.service-time: exponential(50ms)}`.
  private mutating func settings(_ node: Node) -> [EventAction] {
    guard let mapping = node.mapping else {
      reader.error("expected a mapping of paths to values, found \(reader.describe(node))", at: node)
      return []
    }
    var actions: [EventAction] = []
    for (key, value) in mapping {
      guard let path = key.scalar?.string else { continue }
      if let property = setting(path, key, value) { actions.append(.set(property)) }
    }
    return actions
  }

  private mutating func setting(_ path: String, _ key: Node, _ value: Node) -> SettableProperty? {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts.first == "links", parts.count >= 3, let property = parts.last {
      let name = parts[1..<(parts.count - 1)].joined(separator: ".")
      guard let link = linkReference(name, at: key) else { return nil }
      switch property {
      case "loss":
        return reader.value(value, what: "a loss such as `1%`", QuantityParser.ratio).map {
          .linkLoss(link, $0)
        }
      case "delay":
        return reader.duration(value, what: "a delay").map { .linkDelay(link, $0) }
      case "bandwidth":
        return reader.value(value, what: "a bandwidth such as `10Mbps`", QuantityParser.bandwidth)
          .map { .linkBandwidth(link, $0) }
      default:
        reader.error(
          "a running link has no `\(property)` to set", at: key,
          hint: NearestName.hint(property, among: ["loss", "delay", "bandwidth"]))
        return nil
      }
    }
    if parts.first == "services", parts.last == "service-time", parts.count == 3 || parts.count == 5 {
      guard let service = scenario.services.first(where: { $0.name == parts[1] }) else {
        reader.error(
          "there is no service `\(parts[1])`", at: key,
          hint: NearestName.hint(parts[1], among: scenario.services.map(\.name)))
        return nil
      }
      let backend = parts.count == 5 ? parts[3] : nil
      if let backend,
        !resolve(backend, to: Self.backendKinds, what: "a backend", at: key)
      {
        return nil
      }
      return reader.distribution(value, .duration, what: "the service time")
        .map { .backendServiceTime(service: service.name, backend: backend, $0) }
    }
    reader.error(
      "`\(path)` cannot be set during a run", at: key,
      hint: "links.A -- B.{loss,delay,bandwidth}, services.S.service-time, services.S.backends.B.service-time"
    )
    return nil
  }

  // MARK: Expectations and study

  mutating func decodeExpectations(_ node: Node?) {
    for item in reader.items(of: node, what: "expectations") {
      let fields = reader.fields(of: item, as: .expectation)
      guard let metricNode = fields["metric"], let metric = reader.text(metricNode, what: "a metric") else {
        continue
      }
      guard let pattern = MetricName.pattern(of: metric) else {
        reader.error(
          "there is no metric `\(metric)`", at: metricNode,
          hint: NearestName.find(metric, among: MetricName.all.map(\.name)).map { "did you mean `\($0)`?" }
            ?? "`rhumb list metrics` lists them")
        continue
      }
      let given = ["at-most", "at-least", "equals", "between"].filter { fields[$0] != nil }
      guard given.count == 1, let name = given.first else {
        reader.error("an expectation has one bound: at-most, at-least, equals or between", at: item)
        continue
      }
      if let bound = bound(name, fields[name], pattern) {
        scenario.expectations.append(ExpectationSpec(metric: metric, bound: bound))
      }
    }
  }

  private mutating func bound(
    _ name: String, _ node: Node?, _ pattern: MetricName
  ) -> ExpectationSpec.Bound? {
    if name == "between" {
      let items = reader.items(of: node, what: "two values")
      let values = items.compactMap { metricValue($0, pattern) }
      guard values.count == 2, items.count == 2, values[0] <= values[1] else {
        if values.count == items.count { reader.error("expected a lower and an upper bound", at: node) }
        return nil
      }
      return .between(values[0], values[1])
    }
    guard let value = metricValue(node, pattern) else { return nil }
    switch name {
    case "at-most": return .atMost(value)
    case "at-least": return .atLeast(value)
    default: return .equals(value)
    }
  }

  private mutating func metricValue(_ node: Node?, _ pattern: MetricName) -> Double? {
    switch pattern.unit {
    case .seconds:
      return reader.value(node, what: "a duration such as `50ms`") { QuantityParser.duration($0)?.seconds }
    case .ratio:
      return reader.value(node, what: "a share such as `0.99` or `99%`") { text in
        QuantityParser.ratio(text) ?? QuantityParser.number(text)
      }
    case .count:
      return reader.value(node, what: "a number", QuantityParser.number)
    case .bytes:
      return reader.value(node, what: "a size such as `64KiB`") { text in
        QuantityParser.bytes(text).map(Double.init) ?? QuantityParser.number(text)
      }
    }
  }

  mutating func decodeStudy(_ node: Node) {
    let fields = reader.fields(of: node, as: .study)
    var study = StudySpec()
    for (_, name, value) in reader.entries(of: fields["vary"], what: "fields to vary") {
      let values = reader.items(of: value, what: "values").compactMap { $0.scalar?.string }
      if values.isEmpty { reader.error("`\(name)` has no values to try", at: value) }
      study.vary.append((name, values))
    }
    if let count = reader.integer(fields["replications"], in: 1...1_000_000, what: "the replications") {
      study.replications = count
    }
    for item in reader.items(of: fields["measure"], what: "metrics") {
      guard let metric = reader.text(item, what: "a metric") else { continue }
      if MetricName.pattern(of: metric) == nil { reader.error("there is no metric `\(metric)`", at: item) }
      study.measure.append(metric)
    }
    scenario.study = study
  }
}
