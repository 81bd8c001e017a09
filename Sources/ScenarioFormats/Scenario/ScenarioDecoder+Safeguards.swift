import NetworkModel
import Yams

/// `routing.bgp.rov`, `aspa`, `roles` and `leaks`.
extension ScenarioDecoder {
  mutating func decodeSafeguards(_ fields: [String: Node], into bgp: inout BGPSpec) {
    if let node = fields["rov"], !reader.isNull(node) {
      let inner = reader.fields(of: node, as: .rov)
      var spec = BGPOriginValidationSpec()
      if let adopters = adopters(inner["adopters"]) { spec.adopters = adopters }
      if let list = inner["roas"] {
        spec.payloads = reader.items(of: list, what: "ROAs").compactMap { payload($0) }
      }
      bgp.originValidation = spec
    }
    if let node = fields["aspa"], !reader.isNull(node) {
      let inner = reader.fields(of: node, as: .aspa)
      var spec = BGPProviderAuthorizationSpec()
      if let adopters = adopters(inner["adopters"]) { spec.adopters = adopters }
      if let records = inner["providers"] { spec.records = self.records(records) }
      bgp.providerAuthorization = spec
    }
    bgp.damping = damping(fields["damping"])
    bgp.roles = adopters(fields["roles"])
    bgp.leaks = speakers(fields["leaks"])
  }

  private mutating func speakers(_ node: Node?) -> [String] {
    var names: [String] = []
    for item in reader.items(of: node, what: "routers") {
      if let text = reader.text(item, what: "a router"), let name = speakerName(text, at: item) {
        names.append(name)
      }
    }
    return names
  }

  private mutating func adopters(_ node: Node?) -> BGPAdopters? {
    guard let node else { return nil }
    if node.sequence != nil {
      return .routers(speakers(node))
    }
    return reader.value(node, what: "`all`, a share such as `50%`, or a list of routers") { text in
      switch text {
      case "all", "true", "yes", "on": .share(1)
      case "false", "no", "off": .share(0)
      default: QuantityParser.ratio(text).map { .share($0) }
      }
    }
  }

  private mutating func payload(_ node: Node) -> BGPOriginValidationSpec.Payload? {
    let fields = reader.fields(of: node, as: .roa)
    guard let prefix = reader.prefix(fields["prefix"], what: "a prefix"),
      let origin = reader.integer(fields["origin"], in: 1...4_294_967_295, what: "the origin AS")
    else { return nil }
    let length = reader.integer(fields["max-length"], in: prefix.length...32, what: "the longest length")
    return BGPOriginValidationSpec.Payload(prefix: prefix, maximumLength: length, origin: UInt32(origin))
  }

  private mutating func records(_ node: Node) -> [(number: UInt32, providers: [UInt32])] {
    reader.entries(of: node, what: "providers by AS").compactMap { key, name, value in
      guard let number = UInt32(name), number > 0 else {
        reader.error("expected an AS number, found `\(name)`", at: key)
        return nil
      }
      let providers = reader.items(of: value, what: "AS numbers").compactMap {
        reader.integer($0, in: 1...4_294_967_295, what: "an AS number").map { UInt32($0) }
      }
      return (number, providers)
    }
  }
}
