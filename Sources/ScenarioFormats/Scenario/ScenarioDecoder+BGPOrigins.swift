import NetworkModel
import Yams

/// What routers announce of their own: `routing.bgp.originate` and `redistribute`.
extension ScenarioDecoder {
  /// Prefixes, some of them with attributes.
  mutating func origination(_ node: Node, of name: String) -> BGPOriginationSpec {
    var spec = BGPOriginationSpec(node: name, prefixes: [])
    for item in node.sequence.map({ Array($0) }) ?? [node] {
      guard item.mapping != nil else {
        if let prefix = reader.prefix(item, what: "a prefix") { spec.prefixes.append(prefix) }
        continue
      }
      let fields = reader.fields(of: item, as: .bgpOrigin)
      guard let prefix = reader.prefix(fields["prefix"], what: "a prefix") else { continue }
      spec.prefixes.append(prefix)
      if let set = fields["set"], !reader.isNull(set) { spec.changes[prefix] = bgpSet(set) }
    }
    return spec
  }

  /// `[connected, {source: ospf, metric: 20}]`.
  mutating func redistributions(_ node: Node?) -> [BGPRedistributionSpec] {
    reader.items(of: node, what: "route sources").compactMap { (item: Node) -> BGPRedistributionSpec? in
      guard item.mapping != nil else { return source(item).map { BGPRedistributionSpec(source: $0) } }
      let fields = reader.fields(of: item, as: .bgpRedistribution)
      guard let name = source(fields["source"]) else { return nil }
      var spec = BGPRedistributionSpec(source: name)
      spec.metric = number32(fields["metric"], "a metric")
      if let match = fields["match"], !reader.isNull(match) { spec.match = bgpMatch(match) }
      if let set = fields["set"], !reader.isNull(set) { spec.set = bgpSet(set) }
      return spec
    }
  }

  private mutating func source(_ node: Node?) -> String? {
    let known = ObjectSchema.bgpSources
    return reader.value(node, what: "a route source", hint: "one of: " + known.joined(separator: ", ")) {
      known.contains($0) ? $0 : nil
    }
  }
}
