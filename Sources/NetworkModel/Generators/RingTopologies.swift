import Kernel

/// Random networks of one degree, alone and as OSPF areas around a backbone.
extension TopologyGenerator {
  private static let rings = Parameter(
    "rings", "Random rings through all routers: half the degree.", 2, 1...10)

  /// The union of random Hamiltonian cycles. Such graphs are contiguous to random regular ones: what holds nearly always for
  /// the one does for the other (Kim and Wormald, "Random matchings which induce Hamilton cycles and Hamiltonian
  /// decompositions of random regular graphs", J. Combinatorial Theory B 81, 2001). Connected by construction. Rings of very few
  /// routers may share an edge, which is then a pair of parallel links.
  static let randomRings = Family(
    name: "random-rings", summary: "Random rings through all routers: a random network of one degree.",
    parameters: [Parameter("nodes", "Number of routers.", 20, 3...100_000), rings, .stubs]
  ) { input throws(GeneratorError) in
    let (count, rings) = (input.count("nodes"), input.count("rings"))
    try input.limit(links: Double(count * rings))
    var stream = RandomStream(seed: input.seed, entity: "random-rings", purpose: "topology")
    var network = NetworkSpec()
    for number in 0..<count {
      let place = Circle.point(number, of: count, radius: Double(count) / 6)
      network.routers.append(input.router("r\(number + 1)", number: number, x: place.x, y: place.y))
    }
    let names = network.routers.map(\.name)
    network.links = ringLinks(names, rings, input, &stream)
    return network
  }

  /// A backbone and areas behind it, each a random network of one degree. An area's borders are routers of the backbone, which
  /// the areas share out in turn; the links to them lie in the area.
  static let areas = Family(
    name: "areas", summary: "OSPF areas around a backbone, each a random network of one degree.",
    parameters: [
      Parameter("areas", "Number of areas with the backbone.", 4, 1...1000),
      Parameter("routers", "Routers of each area.", 10, 3...10_000), rings,
      Parameter("borders", "Border routers of each area.", 2, 1...3), .stubs,
    ]
  ) { input throws(GeneratorError) in
    let (areas, routers) = (input.count("areas"), input.count("routers"))
    let (rings, borders) = (input.count("rings"), input.count("borders"))
    try input.limit(links: Double(areas) * Double(routers * rings + borders))
    var stream = RandomStream(seed: input.seed, entity: "areas", purpose: "topology")
    var network = NetworkSpec()
    let radius = Double(routers) / 6
    for area in 0..<areas {
      let middle =
        area == 0
        ? (x: 0, y: 0) : Circle.point(area - 1, of: areas - 1, radius: radius * max(3, Double(areas) * 0.7))
      var names: [String] = []
      for number in 0..<routers {
        let place = Circle.point(number, of: routers, radius: radius)
        names.append("a\(area)r\(number + 1)")
        var router = input.router(
          names[number], number: area * routers + number, x: middle.x + place.x, y: middle.y + place.y)
        router.area = UInt32(area)
        network.routers.append(router)
      }
      network.links += ringLinks(names, rings, input, &stream)
      if area == 0 { continue }
      for border in 0..<borders {
        let other = ((area - 1) * borders + border) % routers
        network.links.append(input.link("a0r\(other + 1)", names[border]))
      }
    }
    return network
  }

  private static func ringLinks(
    _ names: [String], _ rings: Int, _ input: GeneratorInput, _ stream: inout RandomStream
  ) -> [LinkSpec] {
    let count = names.count
    var links: [LinkSpec] = []
    var joined: Set<Edge> = []
    for _ in 0..<rings {
      var order = Array(0..<count)
      // Fisher and Yates.
      for place in order.indices.dropLast() { order.swapAt(place, place + stream.below(count - place)) }
      // Where a ring would double a link, the router behind it changes places with another one.
      for _ in 0..<100 {
        let doubled = order.indices.filter { joined.contains(Edge(order[$0], order[($0 + 1) % count])) }
        if doubled.isEmpty { break }
        for place in doubled { order.swapAt((place + 1) % count, stream.below(count)) }
      }
      for (place, router) in order.enumerated() {
        let next = order[(place + 1) % count]
        joined.insert(Edge(router, next))
        links.append(input.link(names[router], names[next]))
      }
    }
    return links
  }

  /// Two routers in either order.
  private struct Edge: Hashable {
    let low: Int
    let high: Int

    init(_ a: Int, _ b: Int) {
      low = min(a, b)
      high = max(a, b)
    }
  }
}
