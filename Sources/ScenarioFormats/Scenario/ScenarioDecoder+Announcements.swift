import Kernel
import NetworkModel
import Routing
import Yams

/// `routing.bgp.announcements`.
extension ScenarioDecoder {
  mutating func announcements(_ node: Node?) -> [BGPAnnouncementSpec] {
    reader.items(of: node, what: "announcements").compactMap { announcement($0) }
  }

  private mutating func announcement(_ item: Node) -> BGPAnnouncementSpec? {
    let fields = reader.fields(of: item, as: .announcement)
    guard let name = speaker(fields["on"]), let node = fields["prefix"] else { return nil }
    let items = node.sequence.map { Array($0) } ?? [node]
    var spec = BGPAnnouncementSpec(
      node: name, prefixes: items.compactMap { reader.prefix($0, what: "a prefix") })
    if let path = fields["as-path"] {
      spec.asPath =
        reader.value(
          path, what: "an AS path such as `65001 65002 {65003,65004}`", BGPAnnouncementSpec.path) ?? []
    }
    if let value = reader.integer(fields["med"], in: 0...4_294_967_295, what: "a MED") {
      spec.multiExitDiscriminator = UInt32(value)
    }
    if let value = reader.integer(
      fields["local-preference"], in: 0...4_294_967_295, what: "a local preference")
    {
      spec.localPreference = UInt32(value)
    }
    spec.origin =
      reader.value(fields["origin"], what: "an origin", hint: "one of: igp, egp, incomplete") {
        ["igp", "egp", "incomplete"].contains($0) ? $0 : nil
      } ?? "igp"
    spec.communities = list(fields["community"], "a community such as `65001:100` or `no-export`") {
      Community($0) == nil ? nil : $0
    }
    spec.largeCommunities = list(fields["large-community"], "a large community such as `65001:1:2`") {
      LargeCommunity($0) == nil ? nil : $0
    }
    return spec
  }

  private mutating func list(_ node: Node?, _ what: String, _ read: (String) -> String?) -> [String] {
    guard let node, !reader.isNull(node) else { return [] }
    let items = node.sequence.map { Array($0) } ?? [node]
    return items.compactMap { reader.value($0, what: what, read) }
  }
}
