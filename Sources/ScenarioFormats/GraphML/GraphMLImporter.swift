import Kernel
import NetworkModel

/// Makes a network of a GraphML file as the Internet Topology Zoo has them (Knight et al., IEEE JSAC 29(9), 2011).
///
/// Nodes become routers named after their labels, edges become links. The delay comes from the great-circle distance
/// where both ends have coordinates, the bandwidth from the speed attributes or the label, else the defaults hold.
package enum GraphMLImporter {
  package struct Imported: Sendable {
    package let network: NetworkSpec
    package let title: String?
    /// What was left out or made up, in words.
    package let notes: [String]
  }

  /// - Parameters:
  ///   - link: values for links that the file says nothing about.
  ///   - withStubs: gives every router a network of its own, so that there is something to route to.
  package static func importNetwork(
    _ bytes: [UInt8], file: String, link: LinkSpec, withStubs: Bool
  ) throws(GraphMLError) -> Imported {
    let document = try GraphMLDocument.parse(bytes)
    if document.nodes.isEmpty { throw GraphMLError(line: 0, column: 0, message: "the graph has no nodes") }
    var network = NetworkSpec()
    var nameByID: [String: String] = [:]
    var names = UniqueNames()
    for (number, node) in document.nodes.enumerated() {
      guard nameByID[node.id] == nil else {
        throw GraphMLError(line: node.line, column: 1, message: "two nodes have the id \(node.id)")
      }
      let label = node.values["label"].flatMap { $0.isEmpty || $0 == "None" ? nil : $0 }
      let startsWithLetter = node.id.first?.isLetter ?? false
      let name = names.take(identifier(label ?? (startsWithLetter ? node.id : "n\(node.id)")))
      nameByID[node.id] = name
      var router = RouterSpec(name: name)
      if let label, label != name { router.label = label }
      router.position = position(node.values)
      if withStubs, let stub = StubNetworks.network(number) { router.stubs = [stub] }
      network.routers.append(router)
    }
    let positions = Dictionary(
      network.routers.map { ($0.name, $0.position) }, uniquingKeysWith: { first, _ in first })
    var loops = 0
    for edge in document.edges {
      guard let first = nameByID[edge.source], let second = nameByID[edge.target] else {
        throw GraphMLError(
          line: edge.line, column: 1,
          message: "an edge joins \(edge.source) and \(edge.target), but not both are nodes")
      }
      if first == second {
        loops += 1
        continue
      }
      var spec = link
      spec.ends = Pair(first, second)
      if let bandwidth = LinkSpeed.read(edge.values) { spec.bandwidth = bandwidth }
      if let a = positions[first] ?? nil, let b = positions[second] ?? nil { spec.delay = delay(a, b) }
      network.links.append(spec)
    }
    var notes = remarks(document, network, loops: loops)
    if withStubs && network.routers.count > StubNetworks.count {
      notes.append("only the first \(StubNetworks.count) nodes have a stub network")
    }
    return Imported(
      network: network, title: document.graph["label"] ?? document.graph["Network"], notes: notes)
  }

  private static func remarks(_ document: GraphMLDocument, _ network: NetworkSpec, loops: Int) -> [String] {
    func count(_ number: Int, _ one: String, _ many: String) -> String {
      "\(number) \(number == 1 ? one : many)"
    }
    var notes: [String] = []
    if loops > 0 {
      notes.append(
        count(loops, "edge from a node to itself was", "edges from nodes to themselves were") + " left out")
    }
    if document.hyperedges > 0 {
      notes.append(count(document.hyperedges, "hyperedge was", "hyperedges were") + " left out")
    }
    // The Topology Zoo draws a link of more than two ends as a node, and marks what belongs to other networks.
    let joints = document.nodes.count { $0.values["hyperedge"] == "1" }
    if joints > 0 {
      notes.append(count(joints, "node stands", "nodes stand") + " for a link of several ends")
    }
    let foreign = document.nodes.count { $0.values["Internal"] == "0" }
    if foreign > 0 {
      notes.append(count(foreign, "node lies", "nodes lie") + " outside the network (Internal 0)")
    }
    let missing = network.routers.count { $0.position == nil }
    if missing > 0 { notes.append("\(missing) of \(network.routers.count) nodes have no coordinates") }
    let parts = componentCount(network)
    if parts > 1 { notes.append("the network falls into \(parts) parts that are not linked") }
    return notes
  }

  private static func position(_ values: [String: String]) -> GeoPosition? {
    guard let longitude = values["Longitude"].flatMap(Double.init), longitude.isFinite,
      let latitude = values["Latitude"].flatMap(Double.init), latitude.isFinite,
      abs(latitude) <= 90, abs(longitude) <= 360
    else { return nil }
    return GeoPosition(longitude: longitude, latitude: latitude)
  }

  /// Lower-case letters, digits and dashes: `New York` is `new-york`.
  static func identifier(_ label: String) -> String {
    let folded: [Character: Character] = [
      "ä": "a", "à": "a", "á": "a", "â": "a", "ã": "a", "å": "a", "ç": "c", "č": "c", "ć": "c", "é": "e",
      "è": "e", "ê": "e", "ë": "e", "ě": "e", "í": "i", "î": "i", "ï": "i", "ł": "l", "ñ": "n", "ń": "n",
      "ó": "o", "ö": "o", "ô": "o", "ø": "o", "ř": "r", "š": "s", "ś": "s", "ü": "u", "ú": "u", "ů": "u",
      "ý": "y", "ž": "z", "ź": "z", "ż": "z", "ß": "s",
    ]
    var name = ""
    for character in label.lowercased().prefix(60) {
      let plain = folded[character] ?? character
      if plain.isASCII && (plain.isLetter || plain.isNumber) {
        name.append(plain)
      } else if !name.hasSuffix("-") && !name.isEmpty {
        name.append("-")
      }
    }
    while name.hasSuffix("-") { name.removeLast() }
    return name.isEmpty ? "node" : name
  }

  /// Light in fibre covers about 200 km a millisecond; at least 0.1 ms for equipment and patching.
  static func delay(_ a: GeoPosition, _ b: GeoPosition) -> SimTime {
    let radians = 3.141592653589793 / 180
    let (latitudeA, latitudeB) = (a.latitude * radians, b.latitude * radians)
    let sinLatitude = ExactMath.sin((latitudeB - latitudeA) / 2)
    let sinLongitude = ExactMath.sin((b.longitude - a.longitude) * radians / 2)
    let haversine =
      sinLatitude * sinLatitude
      + ExactMath.cos(latitudeA) * ExactMath.cos(latitudeB) * sinLongitude * sinLongitude
    let kilometres = 2 * 6371 * ExactMath.arcsin(min(1, max(0, haversine)).squareRoot())
    let microseconds = (kilometres / 200 * 1000).rounded()
    return max(.microseconds(100), .microseconds(Int(microseconds)))
  }

  private static func componentCount(_ network: NetworkSpec) -> Int {
    let numbers = Dictionary(
      network.routers.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    var parents = Array(0..<network.routers.count)
    func root(_ node: Int) -> Int {
      var current = node
      while parents[current] != current {
        parents[current] = parents[parents[current]]
        current = parents[current]
      }
      return current
    }
    for link in network.links {
      guard let a = numbers[link.ends.first], let b = numbers[link.ends.second] else { continue }
      parents[max(root(a), root(b))] = min(root(a), root(b))
    }
    return parents.indices.count { root($0) == $0 }
  }
}
