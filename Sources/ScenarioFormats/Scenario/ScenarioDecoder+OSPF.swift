import Kernel
import NetworkModel
import Routing
import Yams

extension ScenarioDecoder {
  mutating func decodeOSPF(_ node: Node) {
    let fields = reader.fields(of: node, as: .ospf)
    var ospf = OSPFSpec()
    ospf.hello = positiveDuration(fields["hello"])
    ospf.dead = positiveDuration(fields["dead"])
    ospf.retransmit = positiveDuration(fields["retransmit"])
    ospf.transmitDelay = reader.integer(fields["transmit-delay"], in: 1...3600, what: "seconds")
    ospf.minimumOrigination = reader.duration(fields["min-ls-interval"])
    ospf.minimumArrival = reader.duration(fields["min-ls-arrival"])
    ospf.acknowledgementDelay = reader.duration(fields["ack-delay"])
    ospf.originationDelay = reader.duration(fields["lsa-delay"])
    ospf.pacing = reader.duration(fields["pacing"])
    ospf.priority = reader.integer(fields["priority"], in: 0...255, what: "a priority")
    ospf.referenceBandwidth = reader.value(
      fields["reference-bandwidth"], what: "a bandwidth such as `100Mbps` or `10Gbps`",
      hint: "units: bps, kbps, Mbps, Gbps, Tbps", QuantityParser.bandwidth)
    ospf.ecmp = reader.integer(fields["ecmp"], in: 1...256, what: "the number of equal-cost paths")
    ospf.throttle = reader.choice(fields["spf"], SPFThrottleProfile.self, what: "an SPF throttle")
    ospf.defaultMetric = reader.integer(
      fields["default-metric"], in: 0...16_777_214, what: "the default metric")
    ospf.metricType = reader.integer(fields["metric-type"], in: 1...2, what: "a metric type")
    if let list = fields["redistribute"] {
      let known = ObjectSchema.redistributable
      ospf.redistribute = reader.items(of: list, what: "route sources").compactMap { item in
        reader.value(item, what: "a route source", hint: "one of: \(known.joined(separator: ", "))") {
          known.contains($0) ? $0 : nil
        }
      }
    }
    let hello = ospf.hello ?? .seconds(10)
    if let dead = ospf.dead, dead <= hello {
      reader.warning(
        "neighbours are given up after \(dead), before their next hello comes after \(hello)",
        at: fields["dead"])
    }
    if let delay = ospf.acknowledgementDelay, delay >= ospf.retransmit ?? .seconds(5) {
      reader.warning(
        "acknowledgements wait for \(delay): what they are for will have been sent again by then",
        at: fields["ack-delay"])
    }
    scenario.routing.ospf = ospf
  }

  mutating func decodeOSPF(_ node: Node, into link: inout LinkSpec) {
    let fields = reader.fields(of: node, as: .linkOSPF)
    link.ospf.first = interfaceOptions(fields, end: 0)
    link.ospf.second = interfaceOptions(fields, end: 1)
  }

  private mutating func interfaceOptions(_ fields: [String: Node], end: Int) -> OSPFInterfaceSpec {
    var options = OSPFInterfaceSpec()
    options.hello = positiveDuration(value(fields["hello"], ofEnd: end))
    options.dead = positiveDuration(value(fields["dead"], ofEnd: end))
    options.priority = reader.integer(
      value(fields["priority"], ofEnd: end), in: 0...255, what: "a priority")
    options.isPassive =
      reader.boolean(value(fields["passive"], ofEnd: end), what: "`passive`") ?? false
    return options
  }

  /// One value for both ends, or a list of two.
  private mutating func value(_ node: Node?, ofEnd end: Int) -> Node? {
    guard let node, let items = node.sequence else { return node }
    if items.count == 2 { return items[end] }
    if end == 0 {
      reader.error(
        "expected one value, or a list of two for the two ends, found \(items.count)", at: node)
    }
    return nil
  }
}
