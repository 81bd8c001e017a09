import Metrics
import NetworkModel

extension OSPFText {
  /// Which LSAs are shown in full.
  package struct Selection: Sendable {
    package var type: Int
    package var linkStateID: IPv4Address?
    package var onlyOwn = false

    package init(type: Int) { self.type = type }

    func takes(_ row: OSPFLSARow) -> Bool {
      row.type == type && (linkStateID ?? row.linkStateID) == row.linkStateID
        && (!onlyOwn || row.origin != .received)
    }
  }

  /// The words of FRR for types of LSAs.
  package static let types: [(word: String, type: Int)] = [
    ("router", 1), ("network", 2), ("summary", 3), ("asbr-summary", 4), ("external", 5), ("nssa-external", 7),
  ]

  /// Whole LSAs, as `show ip ospf database router` prints them.
  package static func database(_ table: OSPFTable, _ selection: Selection) -> String {
    var text = "\n       OSPF Router with ID (\(table.identifier))\n\n"
    if selection.type == 5 {
      text += "                AS External Link States \n\n"
      for row in table.externals where selection.takes(row) { text += describe(row) }
      return text
    }
    let heading = headings.first { $0.type == selection.type }?.name ?? ""
    for area in table.areas {
      text += "\n                \(heading) (Area \(describe(area.number, area.kind)))\n\n"
      for row in area.lsas where selection.takes(row) { text += describe(row) }
    }
    return text
  }

  private static func describe(_ row: OSPFLSARow) -> String {
    var text = "  LS age: \(row.age)\n"
    text += "  Options: 0x\(String(row.options, radix: 16))  : \(bits(ofOptions: row.options))\n"
    text += "  LS Flags: 0x\(flags(of: row))\n"
    if case .router(let flags, _) = row.contents { text += "  Flags: \(words(ofRouter: flags))\n" }
    text += "  LS Type: \(name(ofType: row.type))\n"
    text += "  Link State ID: \(row.linkStateID) \(meaning(ofType: row.type))\n"
    text += "  Advertising Router: \(row.advertisingRouter)\n"
    text += "  LS Seq Number: \(hexadecimal(UInt64(row.sequence), digits: 8))\n"
    text += "  Checksum: 0x\(hexadecimal(UInt64(row.checksum), digits: 4))\n"
    text += "  Length: \(row.length)\n\n"
    switch row.contents {
    case .router(_, let links):
      text += "   Number of Links: \(links.count)\n\n"
      for link in links { text += describe(link) }
      text += "\n"
    case .network(let length, let attached):
      text += "  Network Mask: /\(length)\n"
      for router in attached { text += "        Attached Router: \(router)\n\n" }
    case .summary(let length, let metric):
      text += "  Network Mask: /\(length)\n        TOS: 0  Metric: \(metric)\n\n"
    case .external(let length, let isType2, let metric, let forwarding, let tag):
      text += "  Network Mask: /\(length)\n"
      text += "        Metric Type: \(isType2 ? "2 (Larger than any link state path)" : "1")\n"
      text += "        TOS: 0\n        Metric: \(metric)\n"
      text += "        \(row.type == 7 ? "NSSA: " : "")Forward Address: \(forwarding)\n"
      text += "        External Route Tag: \(tag)\n\n"
    case nil: break
    }
    return text
  }

  private static func describe(_ link: OSPFLinkRow) -> String {
    let (what, id, data): (String, String, String) =
      switch link.kind {
      case 1: ("another Router (point-to-point)", "Neighboring Router ID", "Router Interface address")
      case 2: ("a Transit Network", "Designated Router address", "Router Interface address")
      case 3: ("Stub Network", "Net", "Network Mask")
      default: ("a Virtual Link", "Neighboring Router ID", "Router Interface address")
      }
    return """
          Link connected to: \(what)
           (Link ID) \(id): \(link.id)
           (Link Data) \(data): \(link.data)
            Number of TOS metrics: 0
             TOS 0 Metric: \(link.metric)


      """
  }

  /// FRR's marks of where an LSA is from: received, its own, of another's type 7.
  private static func flags(of row: OSPFLSARow) -> String {
    switch row.origin {
    case .received: "6  "
    case .own: row.type <= 2 ? "3  " : "b  "
    case .translated: "2b (Translated from Type-7)"
    }
  }

  /// The Options field from its highest bit (RFC 2328 §A.2, RFC 3101 appendix A).
  private static func bits(ofOptions options: UInt8) -> String {
    let names = ["O", "DC", "EA", "N/P", "MC", "E", "T"]
    let words = names.enumerated().map { place, name in options >> (6 - UInt8(place)) & 1 == 1 ? name : "-" }
    return "*|" + words.joined(separator: "|")
  }

  private static func words(ofRouter flags: UInt8) -> String {
    var words: [String] = []
    if flags & 1 != 0 { words.append("ABR") }
    if flags & 2 != 0 { words.append("ASBR") }
    if flags & 4 != 0 { words.append("VL-endpoint") }
    return (["0x\(String(flags, radix: 16))", ":"] + words).joined(separator: " ")
  }

  private static func name(ofType type: Int) -> String {
    switch type {
    case 1: "router-LSA"
    case 2: "network-LSA"
    case 3, 4: "summary-LSA"
    case 5: "AS-external-LSA"
    default: "NSSA-LSA"
    }
  }

  private static func meaning(ofType type: Int) -> String {
    switch type {
    case 2: "(address of Designated Router)"
    case 3: "(summary Network Number)"
    case 4: "(AS Boundary Router address)"
    case 5: "(External Network Number)"
    case 7: "(External Network Number for NSSA)"
    default: ""
    }
  }
}
