import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  mutating func decodeEvents(_ node: Node?) {
    for item in reader.items(of: node, what: "events") {
      let fields = reader.fields(of: item, as: .event)
      let time = reader.duration(fields["at"], what: "a time")
      let actions = ["down", "up", "crash", "recover", "restart", "announce", "withdraw", "set"].filter {
        fields[$0] != nil
      }
      guard actions.count == 1, let name = actions.first, let value = fields[name] else {
        // Keys of later versions have had their diagnostic.
        let isOfLater = item.mapping?.contains { pair in
          LaterFeatures.keys["event"]?.contains(pair.key.scalar?.string ?? "") ?? false
        }
        if isOfLater == false {
          let found = actions.isEmpty ? "none" : actions.joined(separator: " and ")
          reader.error(
            "an event does one of down, up, crash, recover, restart, announce, withdraw, set; found \(found)",
            at: item)
        }
        continue
      }
      if fields["silent"] != nil && name != "down" {
        reader.error("`silent` belongs to `down`", at: fields["silent"])
      }
      if fields["for"] != nil && name != "restart" {
        reader.error("`for` belongs to `restart`", at: fields["for"])
      }
      let silent = reader.boolean(fields["silent"], what: "`silent`") ?? false
      let away = positiveDuration(fields["for"]) ?? .seconds(1)
      let title = eventName(fields["name"])
      for action in self.actions(name, value, silent: silent, away: away) {
        if let time { scenario.events.append(EventSpec(time: time, action: action, name: title)) }
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

  /// By which metrics name the event: no number, and no other event's.
  private mutating func eventName(_ node: Node?) -> String? {
    guard let node, let name = reader.text(node, what: "a name") else { return nil }
    if name == "max" || name.allSatisfy(\.isNumber) || name.count > 60 || name.contains("\n") {
      reader.error(
        "`\(name)` is no name for an event", at: node, hint: "a short name that is no number, and not `max`")
      return nil
    }
    if scenario.events.contains(where: { $0.name == name }) {
      reader.error("another event has the name `\(name)`", at: node)
      return nil
    }
    return name
  }

  private mutating func actions(
    _ name: String, _ node: Node, silent: Bool, away: SimTime
  ) -> [EventAction] {
    if name == "set" { return settings(node) }
    if name == "announce" || name == "withdraw" {
      return originations(node).flatMap { origin in
        origin.prefixes.map { prefix in
          name == "announce" ? .announce(prefix, on: origin.node) : .withdraw(prefix, on: origin.node)
        }
      }
    }
    guard let text = reader.text(node, what: "a link or a node") else { return [] }
    if name == "down" || name == "up", text.contains("--") {
      guard let link = linkReference(text, at: node) else { return [] }
      return [name == "down" ? .linkDown(link, silent: silent) : .linkUp(link)]
    }
    if name == "restart" { return speaker(node).map { [.restart($0, away: away)] } ?? [] }
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
    countLinks()
    let count = linkCounts[Self.unordered(ends.first, ends.second), default: 0]
    guard count > 0, number.map({ (1...count).contains($0) }) ?? true else {
      reader.error("there is no link `\(text)`", at: node, hint: linkHint(ends.first, ends.second, count))
      return nil
    }
    return LinkReference(ends.first, ends.second, number: number)
  }

  static func unordered(_ first: String, _ second: String) -> Pair<String> {
    first <= second ? Pair(first, second) : Pair(second, first)
  }

  private mutating func countLinks() {
    guard linkCounts.isEmpty else { return }
    for link in scenario.network.links {
      linkCounts[Self.unordered(link.ends.first, link.ends.second), default: 0] += 1
    }
  }

  /// The links of the first end, if both exist; else the link of the nearest name.
  private mutating func linkHint(_ first: String, _ second: String, _ count: Int) -> String? {
    if count > 0 { return "there \(count == 1 ? "is one link" : "are \(count) links") between the two" }
    guard reader.wantsHints else { return nil }
    let links = scenario.network.links
    if names[first] != nil && names[second] != nil {
      let own = links.filter { $0.ends.first == first || $0.ends.second == first }.map(\.name)
      return own.isEmpty || own.count > 12 ? nil : "links of \(first): " + own.joined(separator: ", ")
    }
    return reader.hint("\(first) -- \(second)", among: links.map(\.name))
  }

  /// `set: {links.r1 -- r2.loss: 10%}`, `set: {services.web.service-time: exponential(50ms)}`.
  private mutating func settings(_ node: Node) -> [EventAction] {
    guard let mapping = node.mapping else {
      reader.error("expected a mapping of paths to values, found \(reader.describe(node))", at: node)
      return []
    }
    var actions: [EventAction] = []
    for (key, value) in mapping {
      guard let path = key.scalar?.string else {
        reader.error("a path must be text, found \(reader.describe(key))", at: key)
        continue
      }
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
    if parts.first == "services", parts.count == 3 || parts.count == 5,
      let property = parts.last, ["service-time", "errors"].contains(property)
    {
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
      if property == "errors" {
        return reader.value(value, what: "a share such as `100%`", QuantityParser.ratio)
          .map { .backendErrors(service: service.name, backend: backend, $0) }
      }
      return reader.distribution(value, .duration, what: "the service time")
        .map { .backendServiceTime(service: service.name, backend: backend, $0) }
    }
    if parts.first == "traffic", parts.last == "rate-factor", parts.count >= 3 {
      let name = parts[1..<(parts.count - 1)].joined(separator: ".")
      guard scenario.traffic.contains(where: { $0.name == name }) else {
        reader.error(
          "there is no traffic `\(name)`", at: key,
          hint: NearestName.hint(name, among: scenario.traffic.map(\.name)))
        return nil
      }
      return reader.number(value, in: 0.001...1000, what: "the factor").map {
        .trafficRate(name: name, factor: $0)
      }
    }
    reader.error(
      "`\(path)` cannot be set during a run", at: key,
      hint:
        "links.A -- B.{loss,delay,bandwidth}, services.S.{service-time,errors}, services.S.backends.B.{service-time,errors}, "
        + "traffic.T.rate-factor"
    )
    return nil
  }
}
