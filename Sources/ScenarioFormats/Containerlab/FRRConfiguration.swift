import NetworkModel

/// What rhumb takes of a router's FRR configuration (`frr.conf`): addresses, OSPF's areas, costs and identifier, BGP's AS and
/// networks. Every other line is listed.
struct FRRConfiguration: Sendable {
  struct Interface: Sendable {
    var address: InterfaceAddress?
    var area: UInt32?
    var cost: Int?
  }

  var interfaces: [String: Interface] = [:]
  var routerID: IPv4Address?
  var autonomousSystem: UInt32?
  /// `network PREFIX area A` of OSPF.
  var areas: [(prefix: IPv4Prefix, area: UInt32)] = []
  var originated: [IPv4Prefix] = []
  /// `ospf`, `bgp`, `rip`, in the order of the file.
  var protocols: [String] = []

  /// Lines that say nothing about the network.
  private static let silent = [
    "!", "#", "exit", "end", "frr version", "frr defaults", "hostname", "line vty", "service integrated",
    "log ",
    "password", "enable", "building configuration", "current configuration", "exit-address-family",
    "address-family ipv4 unicast",
  ]

  init(_ text: String, file: Int, _ log: inout ImportLog) {
    var section: [String] = []
    for (number, line) in DocumentReader.lines(of: text).enumerated() {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }).map(String.init)
      guard let first = words.first else { continue }
      let plain = words.joined(separator: " ")
      if first == "interface" || first == "router" {
        section = words
        if first == "router", words.count > 1 { open(words) }
        continue
      }
      if Self.silent.contains(where: { plain.lowercased().hasPrefix($0) }) { continue }
      if !take(words, in: section) {
        log.notModelled(
          "`\(plain.prefix(80))`", section.isEmpty ? "FRR" : section.joined(separator: " "),
          at: SourcePlace(file: file, line: number + 1, column: 1))
      }
    }
  }

  private mutating func open(_ words: [String]) {
    if ["ospf", "bgp", "rip"].contains(words[1]) && !protocols.contains(words[1]) {
      protocols.append(words[1])
    }
    if words[1] == "bgp", words.count > 2 { autonomousSystem = UInt32(words[2]) }
  }

  private mutating func take(_ words: [String], in section: [String]) -> Bool {
    let kind = section.first ?? ""
    if kind == "interface", section.count > 1 { return takeInterface(words, section[1]) }
    guard kind == "router", section.count > 1 else { return false }
    switch (section[1], words.count) {
    case ("ospf", 4) where words[0] == "network" && words[2] == "area":
      guard let prefix = IPv4Prefix(words[1]), let area = Self.area(words[3]) else { return false }
      areas.append((prefix, area))
    case ("ospf", 3) where words[0] == "ospf" && words[1] == "router-id",
      ("bgp", 3) where words[0] == "bgp" && words[1] == "router-id":
      routerID = IPv4Address(words[2])
    case ("bgp", 2) where words[0] == "network":
      guard let prefix = IPv4Prefix(words[1]) else { return false }
      originated.append(prefix)
    // Sessions follow from the links and the AS numbers.
    case ("bgp", 4) where words[0] == "neighbor" && words[2] == "remote-as": break
    // All interfaces with networks of their own are announced; nobody listens on stubs.
    case ("ospf", 2) where words[0] == "passive-interface": break
    case ("rip", 2) where words[0] == "network": break
    default: return false
    }
    return true
  }

  private mutating func takeInterface(_ words: [String], _ name: String) -> Bool {
    var interface = interfaces[name] ?? Interface()
    defer { interfaces[name] = interface }
    switch words.count {
    case 3 where words[0] == "ip" && words[1] == "address":
      guard interface.address == nil, let address = InterfaceAddress(words[2]) else { return false }
      interface.address = address
    case 4 where words[0] == "ip" && words[1] == "ospf" && words[2] == "area":
      interface.area = Self.area(words[3])
    case 4 where words[0] == "ip" && words[1] == "ospf" && words[2] == "cost":
      interface.cost = Int(words[3]).flatMap { (1...65535).contains($0) ? $0 : nil }
    default: return false
    }
    return true
  }

  /// `0` or `0.0.0.0`.
  private static func area(_ text: String) -> UInt32? { UInt32(text) ?? IPv4Address(text)?.bits }

  /// The area of an address: its interface's, else the longest `network` that it is in.
  func area(of address: IPv4Address) -> UInt32? {
    areas.filter { $0.prefix.contains(address) }.max { $0.prefix.length < $1.prefix.length }?.area
  }
}
