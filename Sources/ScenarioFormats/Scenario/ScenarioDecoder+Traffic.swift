import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  mutating func decodeTraffic(_ node: Node?) {
    var taken: Set<String> = []
    for item in reader.items(of: node, what: "traffic") {
      let fields = reader.fields(of: item, as: .traffic)
      if item.mapping == nil { continue }
      let sources: Set<NameKind> = [.router, .host, .container, .containerSet]
      let from = reference(fields["from"], to: sources, what: "a host, a router or a container")
      let to = destination(fields["to"], from: from, isFlow: fields["flow"] != nil)
      let kind = fields["flow"] != nil ? flow(fields, item) : requests(fields, item)
      guard let from, let to, let kind else { continue }
      if case .requests = kind, case .service = to {
      } else if case .requests = kind {
        reader.error("requests go to a service; `flow: udp` sends to a node", at: fields["to"])
        continue
      }
      let name = trafficName(fields["name"], "\(from)->\(fields["to"]?.scalar?.string ?? "")", &taken)
      var traffic = TrafficSpec(name: name, from: from, to: to, kind: kind)
      if let start = reader.duration(fields["start"], what: "a start") { traffic.start = start }
      if let stop = reader.duration(fields["stop"], what: "a stop") {
        if stop <= traffic.start {
          reader.error(
            "the traffic stops at \(stop), not after its start at \(traffic.start)", at: fields["stop"])
        }
        traffic.stop = stop
      }
      scenario.traffic.append(traffic)
      trafficNodes.append(item)
    }
  }

  private mutating func trafficName(_ node: Node?, _ fallback: String, _ taken: inout Set<String>) -> String {
    if let node, let given = reader.text(node, what: "a name") {
      if !taken.insert(given).inserted {
        reader.error("there is already traffic named `\(given)`", at: node)
      }
      return given
    }
    var name = fallback
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(fallback) #\(number)"
      number += 1
    }
    return name
  }

  private mutating func destination(_ node: Node?, from: String?, isFlow: Bool) -> TrafficDestination? {
    guard let node, let name = reader.text(node, what: "a service, a node or an address") else { return nil }
    if scenario.services.contains(where: { $0.name == name }) && !resolvedServices.contains(name) {
      return .service(name)
    }
    if let address = IPv4Address(name) { return .address(address) }
    if !isFlow, let from, let service = namedService(name, from: from, at: node) { return service }
    if let kind = names[name], Self.endpoints.contains(kind) || kind == .containerSet { return .node(name) }
    if isFlow, let from, let container = namedContainer(name, from: from) { return .node(container) }
    if let kind = names[name] {
      reader.error("`\(name)` is a \(kind.rawValue); expected a service, a node or an address", at: node)
      return nil
    }
    var candidates = reader.wantsHints ? scenario.services.map(\.name) + names(of: Self.endpoints) : []
    if reader.wantsHints, let from { candidates += EmbeddedDNS(scenario.network).names(for: from) }
    reader.error(
      "there is no service or node `\(name)` to send to", at: node,
      hint: reader.hint(name, among: candidates))
    return nil
  }

  private mutating func flow(_ fields: [String: Node], _ node: Node) -> TrafficKind? {
    if let kind = reader.text(fields["flow"], what: "a kind of flow"), kind != "udp" {
      reader.error("there is no kind of flow `\(kind)`", at: fields["flow"], hint: "one of: udp")
    }
    for key in ["arrivals", "request", "response", "requests", "keys"] where fields[key] != nil {
      reader.error("`\(key)` belongs to requests, not to a flow", at: fields[key])
    }
    guard let rateNode = fields["rate"] else {
      reader.error("a flow needs a `rate` such as `10Mbps`", at: node)
      return nil
    }
    let rate = reader.value(rateNode, what: "a rate such as `10Mbps`", QuantityParser.bandwidth)
    var bytes: Int? = 1500
    var sizes: Distribution?
    if let packet = fields["packet"], let text = packet.string, DistributionParser.call(text) != nil {
      sizes = reader.distribution(packet, .size, what: "the length of a packet")
      bytes = sizes.map { Int(max(29, min(65535, $0.mean.rounded()))) }
    } else if let packet = fields["packet"] {
      bytes = reader.value(packet, what: "a packet length of 29B…65535B") { text in
        (QuantityParser.bytes(text) ?? Int(text)).flatMap { (29...65535).contains($0) ? $0 : nil }
      }
    }
    let pattern = flowPattern(fields["pattern"])
    guard let rate, let bytes, let pattern else { return nil }
    var flow = FlowSpec(rate: rate, packetBytes: bytes, pattern: pattern)
    flow.sizes = sizes
    flow.precedence = reader.integer(fields["precedence"], in: 0...7, what: "a precedence") ?? 0
    flow.isMarkable = reader.boolean(fields["ecn"], what: "`ecn`") ?? false
    if let port = reader.integer(fields["port"], in: 1...65535, what: "a port") { flow.port = UInt16(port) }
    flow.mayFragment = reader.boolean(fields["fragment"], what: "`fragment`") ?? false
    return .flow(flow)
  }

  private mutating func flowPattern(_ node: Node?) -> FlowPattern? {
    guard let node else { return .constant }
    guard let text = reader.text(node, what: "a pattern") else { return nil }
    if text == "constant" { return .constant }
    if text == "poisson" { return .poisson }
    if let (name, arguments) = DistributionParser.call(text), name == "on-off", arguments.count == 2,
      case .success(let on) = DistributionParser.parse(arguments[0], .duration),
      case .success(let off) = DistributionParser.parse(arguments[1], .duration), on.mean > 0
    {
      return .onOff(on: on, off: off)
    }
    reader.error(
      "expected a pattern, found \(reader.describe(node))", at: node,
      hint: "constant, poisson, or on-off(exponential(1s), exponential(1s))")
    return nil
  }

  private mutating func requests(_ fields: [String: Node], _ node: Node) -> TrafficKind? {
    for key in ["rate", "packet", "pattern", "precedence", "ecn", "port", "fragment"] where fields[key] != nil
    {
      reader.error(
        "`\(key)` belongs to a flow; write `flow: udp`, or `arrivals` for requests", at: fields[key])
    }
    guard let arrivalsNode = fields["arrivals"] else {
      reader.error(
        "traffic needs `arrivals` (requests to a service) or `flow: udp` (datagrams to a node)", at: node)
      return nil
    }
    guard let text = reader.text(arrivalsNode, what: "arrivals such as `poisson(500/s)`") else { return nil }
    guard let (gap, process, traceKeys) = decodeArrivals(text, at: arrivalsNode) else { return nil }
    let request =
      reader.distribution(fields["request"], .size, what: "the size of a request") ?? .constant(500)
    let response =
      reader.distribution(fields["response"], .size, what: "the size of a response") ?? .constant(20_000)
    var spec = RequestsSpec(gap: gap, requestBytes: request, responseBytes: response)
    spec.process = process
    spec.keys = traceKeys
    spec.limit = reader.integer(fields["requests"], in: 1...1_000_000_000, what: "the number of requests")
    if let keys = fields["keys"] {
      guard let decoded = decodeKeys(keys) else { return nil }
      spec.keys = decoded
    }
    return .requests(spec)
  }
}
