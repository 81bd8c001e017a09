import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  mutating func decodeExpectations(_ node: Node?) {
    for item in reader.items(of: node, what: "expectations") {
      let fields = reader.fields(of: item, as: .expectation)
      let kinds = (["metric"] + Self.assertionKinds).filter { fields[$0] != nil }
      guard kinds.count == 1, let kind = kinds.first else {
        let found = kinds.isEmpty ? "none" : kinds.joined(separator: " and ")
        reader.error(
          "an expectation is about one of metric, \(Self.assertionKinds.joined(separator: ", ")); found \(found)",
          at: item)
        continue
      }
      if kind != "metric" {
        assertion(kind, fields, item)
        continue
      }
      if fields["at"] != nil { reader.error("`at` goes with a route or with reachability", at: fields["at"]) }
      guard let metricNode = fields["metric"], let metric = reader.text(metricNode, what: "a metric") else {
        continue
      }
      guard let pattern = self.pattern(of: metric, at: metricNode) else { continue }
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

  /// The pattern of a metric; nil, with a diagnostic, when there is none, or when it names what does not exist: such a
  /// metric has no value, which is better told now than after the run.
  mutating func pattern(of metric: String, at node: Node) -> MetricName? {
    guard let pattern = MetricName.pattern(of: metric), let captures = pattern.captures(in: metric) else {
      let nearest =
        metric.utf8.count < 200 ? NearestName.find(metric, among: MetricName.all.map(\.name)) : nil
      reader.error(
        "there is no metric `\(metric)`", at: node,
        hint: nearest.map { "did you mean `\($0)`?" } ?? "`rhumb list metrics` lists them")
      return nil
    }
    guard let name = captures.first else { return pattern }
    switch pattern.name.prefix(while: { $0 != "." }) {
    case "services": return isService(name, captures.dropFirst().first, at: node) ? pattern : nil
    case "flows": return isFlow(name, at: node) ? pattern : nil
    case "links": return isLink(name, at: node) ? pattern : nil
    case "routes":
      guard resolve(name, to: [.router, .host], what: "a router", at: node) else { return nil }
      if captures.count == 2, IPv4Prefix(captures[1]) != nil { return pattern }
      reader.error("`\(captures.last ?? "")` is no network such as `192.168.1.0/24`", at: node)
      return nil
    case "bgp":
      if pattern.name == "bgp.updates" { return pattern }
      if pattern.name.hasPrefix("bgp.share") {
        if IPv4Prefix(name) != nil, captures.last.flatMap({ UInt32($0) }) != nil { return pattern }
      } else {
        guard speakerName(name, at: node) != nil else { return nil }
        if captures.count == 2, IPv4Prefix(captures[1]) != nil { return pattern }
      }
      reader.error("expected a network such as `192.168.1.0/24` in `\(metric)`", at: node)
      return nil
    case "routing":
      return isEvent(name, at: node) ? pattern : nil
    default: return pattern
    }
  }

  /// By number, name, or as it is written, if that is one event.
  private mutating func isEvent(_ name: String, at node: Node) -> Bool {
    if Int(name) != nil { return true }
    let events = scenario.events.filter(\.action.isTopologyEvent)
    let found = events.count { $0.answers(to: name) }
    if found == 1 || reader.hasErrors { return true }
    let numbers = "0 is the start of the run, 1 the first event; `routing.convergence.max` is the longest"
    if found > 1 {
      reader.error(
        "\(found) events are `\(name)`", at: node,
        hint: "give them names (`name: cut`), or take numbers: \(numbers)")
    } else {
      let nearest = NearestName.find(
        name, among: events.flatMap { [$0.name, $0.action.description].compactMap { $0 } })
      reader.error(
        "there is no event `\(name)`", at: node, hint: nearest.map { "did you mean `\($0)`?" } ?? numbers)
    }
    return false
  }

  private mutating func isService(_ name: String, _ backend: String?, at node: Node) -> Bool {
    guard let service = scenario.services.first(where: { $0.name == name }) else {
      // What stands wrongly in its section has had its diagnostic there.
      if serviceNodes[name] != nil { return true }
      reader.error(
        "there is no service `\(name)`", at: node,
        hint: reader.hint(name, among: scenario.services.map(\.name)))
      return false
    }
    guard let backend else { return true }
    let sets = scenario.network.containers.filter { $0.replicas > 1 }
    let members = service.backends.flatMap { spec in
      sets.first { $0.name == spec.name }?.instanceNames ?? [spec.name]
    }
    if members.contains(backend) || members.isEmpty { return true }
    reader.error(
      "the service `\(name)` has no backend `\(backend)`", at: node,
      hint: reader.hint(backend, among: members))
    return false
  }

  private mutating func isFlow(_ name: String, at node: Node) -> Bool {
    var known: [String] = []
    for traffic in scenario.traffic {
      guard case .flow = traffic.kind else { continue }
      let senders = scenario.network.containers.first { $0.name == traffic.from && $0.replicas > 1 }
      known += senders?.instanceNames.map { "\(traffic.name)/\($0)" } ?? [traffic.name]
    }
    if known.contains(name) || reader.hasErrors { return true }
    reader.error("there is no flow `\(name)`", at: node, hint: reader.hint(name, among: known))
    return false
  }

  /// Links are named as they are written: `r1 -- r2`, and `r1 -- r2 #2` for the second between the two.
  private mutating func isLink(_ name: String, at node: Node) -> Bool {
    var counts: [Pair<String>: Int] = [:]
    var known: [String] = []
    for link in scenario.network.links {
      let ends = Self.unordered(link.ends.first, link.ends.second)
      counts[ends, default: 0] += 1
      let number = counts[ends, default: 1]
      known.append(number == 1 ? link.name : "\(link.name) #\(number)")
    }
    if known.contains(name) || reader.hasErrors { return true }
    guard let ends = Self.splitLink(name) else {
      reader.error("`\(name)` is no link such as `r1 -- r2`", at: node)
      return false
    }
    // The ends of a container's link are the container and its network.
    if [ends.first, ends.second].contains(where: { names[$0] == .container || names[$0] == .network }) {
      return true
    }
    let other = "\(ends.second) -- \(ends.first)"
    reader.error(
      "there is no link `\(name)`", at: node,
      hint: known.contains(other) ? "it is written `\(other)`" : reader.hint(name, among: known))
    return false
  }

  mutating func bound(
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

  mutating func metricValue(_ node: Node?, _ pattern: MetricName) -> Double? {
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
}
