import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  mutating func decodeLinks(_ node: Node?) {
    for item in reader.items(of: node, what: "links") {
      let link: LinkSpec?
      if item.scalar != nil { link = shorthandLink(item) } else { link = fullLink(item) }
      guard let link else { continue }
      linkNodes[scenario.network.links.count] = item
      scenario.network.links.append(link)
    }
  }

  /// `r1 -- r2`
  private mutating func shorthandLink(_ node: Node) -> LinkSpec? {
    guard let text = reader.text(node, what: "a link such as `r1 -- r2`") else { return nil }
    guard let ends = Self.splitLink(text) else {
      reader.error(
        "expected a link such as `r1 -- r2`, found \(reader.describe(node))", at: node,
        hint: "write two node names with ` -- ` between them, or a mapping with `between: [r1, r2]`")
      return nil
    }
    guard areJoinable(ends.first, ends.second, node, node) else { return nil }
    return makeLink(ends.first, ends.second)
  }

  private mutating func fullLink(_ node: Node) -> LinkSpec? {
    guard node.mapping != nil else {
      reader.error("expected a link such as `r1 -- r2`, found \(reader.describe(node))", at: node)
      return nil
    }
    let fields = reader.fields(of: node, as: .link)
    let ends = reader.items(of: fields["between"], what: "two nodes")
    guard ends.count == 2 else {
      if let between = fields["between"] {
        reader.error("a link is between two nodes, not \(ends.count)", at: between)
      }
      return nil
    }
    guard let first = reader.text(ends[0], what: "a node"), let second = reader.text(ends[1], what: "a node"),
      areJoinable(first, second, ends[0], ends[1])
    else { return nil }
    var link = makeLink(first, second)
    decodeLinkProperties(fields, into: &link)
    decodeAddresses(fields["addresses"], into: &link)
    if let area = reader.integer(fields["area"], in: 0...4_294_967_295, what: "an area") {
      link.area = UInt32(area)
    }
    if let ospf = fields["ospf"], !reader.isNull(ospf) { decodeOSPF(ospf, into: &link) }
    link.relation = reader.choice(fields["relation"], LinkRelation.self, what: "a relation")
    return link
  }

  private func makeLink(_ first: String, _ second: String) -> LinkSpec {
    var link = linkDefaults
    link.ends = Pair(first, second)
    return link
  }

  private mutating func areJoinable(_ first: String, _ second: String, _ a: Node, _ b: Node) -> Bool {
    let isFirstKnown = resolve(first, to: Self.nodes, what: "a node", at: a)
    let isSecondKnown = resolve(second, to: Self.nodes, what: "a node", at: b)
    guard isFirstKnown && isSecondKnown else { return false }
    if first == second {
      reader.error("a link cannot join `\(first)` to itself", at: b)
      return false
    }
    for (name, node) in [(first, a), (second, b)] where names[name] == .container {
      reader.error(
        "`\(name)` is a container: it is attached to `networks`, not by links", at: node)
      return false
    }
    return true
  }

  static func splitLink(_ text: String) -> (first: String, second: String)? {
    guard let range = text.firstRange(of: "--") else { return nil }
    let first = text[..<range.lowerBound].filter { $0 != " " }
    let second = text[range.upperBound...].filter { $0 != " " }
    if first.isEmpty || second.isEmpty || second.contains("--") { return nil }
    return (first, second)
  }

  mutating func decodeLinkProperties(_ fields: [String: Node], into link: inout LinkSpec) {
    let bandwidth = reader.value(
      fields["bandwidth"], what: "a bandwidth such as `100Mbps` or `10Gbps`",
      hint: "units: bps, kbps, Mbps, Gbps, Tbps", QuantityParser.bandwidth)
    if let bandwidth { link.bandwidth = bandwidth }
    if let delay = reader.duration(fields["delay"], what: "a delay") { link.delay = delay }
    let queue = reader.value(
      fields["queue"], what: "a queue such as `100 packets` or `64KiB`", QuantityParser.queue)
    if let queue { link.queue = queue }
    if let discipline = decodeDiscipline(fields["discipline"]) { link.discipline = discipline }
    let loss = reader.value(
      fields["loss"], what: "a loss between 0 and 1, or in percent, such as `0.1%`", QuantityParser.ratio)
    if let loss { link.loss = loss }
    let mtu = reader.value(fields["mtu"], what: "an MTU of 68…65535 bytes") { text in
      (Int(text) ?? QuantityParser.bytes(text)).flatMap { (68...65535).contains($0) ? $0 : nil }
    }
    if let mtu { link.mtu = mtu }
    let overhead = reader.value(fields["overhead"], what: "an overhead of 0…1000 bytes") { text in
      (Int(text) ?? QuantityParser.bytes(text)).flatMap { (0...1000).contains($0) ? $0 : nil }
    }
    if let overhead { link.overhead = overhead }
    if let bfd = fields["bfd"], !reader.isNull(bfd) { decodeBFD(bfd, into: &link) }
    decodeCosts(fields["cost"], into: &link)
  }

  private mutating func decodeCosts(_ node: Node?, into link: inout LinkSpec) {
    guard let node else { return }
    if node.sequence == nil {
      let cost = reader.integer(node, in: 1...65535, what: "a cost")
      link.costs = Pair(cost, cost)
      return
    }
    let items = reader.items(of: node, what: "costs")
    let costs = items.map { reader.integer($0, in: 1...65535, what: "a cost") }
    if costs.count == 2 {
      link.costs = Pair(costs[0], costs[1])
    } else {
      reader.error("expected one cost, or a list of two for the two ends, found \(costs.count)", at: node)
    }
  }

  private mutating func decodeAddresses(_ node: Node?, into link: inout LinkSpec) {
    guard let node else { return }
    let items = reader.items(of: node, what: "addresses")
    // At a bridge only the other end has an address.
    let isBridge = (names[link.ends.first] == .bridge, names[link.ends.second] == .bridge)
    if items.count == 1 && isBridge.0 != isBridge.1 {
      let own = interfaceAddress(items[0], of: isBridge.0 ? link.ends.second : link.ends.first)
      link.addresses = isBridge.0 ? Pair(nil, own) : Pair(own, nil)
      return
    }
    guard items.count == 2 else {
      reader.error("expected two addresses, one for each end, found \(items.count)", at: node)
      return
    }
    link.addresses = Pair(
      interfaceAddress(items[0], of: link.ends.first), interfaceAddress(items[1], of: link.ends.second))
  }

  private mutating func interfaceAddress(_ node: Node, of end: String) -> InterfaceAddress? {
    if reader.isNull(node) { return nil }
    let address = reader.value(
      node, what: "an address with its length such as `10.0.0.1/30`",
      hint: "`null` leaves an end without a given address"
    ) { InterfaceAddress($0) }
    guard let address else { return nil }
    if names[end] == .bridge {
      reader.error("`\(end)` is a bridge, which has no address; write `null` for its end", at: node)
      return nil
    }
    if address.length < 31
      && (address.address == address.prefix.address || address.address == address.prefix.broadcast)
    {
      reader.error(
        "`\(address)` is the \(address.address == address.prefix.broadcast ? "broadcast" : "network") address of \(address.prefix)",
        at: node)
      return nil
    }
    if address.address.isMulticast || address.address.bits >> 24 == 127 || address.address.bits >> 24 == 0 {
      reader.error("`\(address)` cannot be a node's address", at: node)
      return nil
    }
    return address
  }
}
