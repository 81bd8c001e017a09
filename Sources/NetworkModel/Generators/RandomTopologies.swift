import Kernel

/// Random networks: Waxman's and Barabási and Albert's.
extension TopologyGenerator {
  /// Waxman, "Routing of multipoint connections", IEEE JSAC 6(9), 1988: nodes on the unit square, a link with
  /// probability alpha·e^(−d/(beta·L)), where L is the square's diagonal. (Waxman writes the two the other way round:
  /// his α is the reach.) A component apart from r1's is joined by a link from its first router to the nearest router
  /// that r1 reaches, so that the result is connected.
  static let waxman = Family(
    name: "waxman", summary: "Random points on a square; near ones are linked more often.",
    parameters: [
      Parameter("nodes", "Number of routers.", 20, 1...3000),
      .fraction("alpha", "Density of links.", 0.4), .fraction("beta", "Reach of links.", 0.2), .stubs,
    ]
  ) { input throws(GeneratorError) in
    let count = input.count("nodes")
    var stream = RandomStream(seed: input.seed, entity: "waxman", purpose: "topology")
    var network = NetworkSpec()
    var places: [(x: Double, y: Double)] = []
    for number in 0..<count {
      places.append((stream.uniform(), stream.uniform()))
      network.routers.append(
        input.router("r\(number + 1)", number: number, x: places[number].x * 10, y: places[number].y * 10))
    }
    func distance(_ a: Int, _ b: Int) -> Double {
      let (dx, dy) = (places[a].x - places[b].x, places[a].y - places[b].y)
      return (dx * dx + dy * dy).squareRoot()
    }
    var components = Components(count)
    let reach = input.number("beta") * 2.0.squareRoot()
    for a in 0..<count {
      for b in (a + 1)..<max(a + 1, count)
      where stream.bernoulli(input.number("alpha") * ExactMath.exp(-distance(a, b) / reach)) {
        network.links.append(input.link("r\(a + 1)", "r\(b + 1)"))
        components.join(a, b)
      }
      // At most 3000 more for the next router: the bound holds to that.
      if Double(network.links.count) > TopologyGenerator.maximumLinks { throw .tooManyLinks(nil) }
    }
    // Each further component hangs on the nearest router of the part that r1 is in.
    for b in 1..<max(1, count) where components.root(b) != components.root(0) {
      let inside = (0..<count).filter { components.root($0) == components.root(0) }
      guard let a = inside.min(by: { distance($0, b) < distance($1, b) }) else { continue }
      network.links.append(input.link("r\(a + 1)", "r\(b + 1)"))
      components.join(a, b)
    }
    return network
  }

  /// Barabási and Albert, "Emergence of scaling in random networks", Science 286, 1999: each new router is linked to m
  /// earlier ones, chosen in proportion to their links. The first m + 1 are a full mesh.
  static let barabasiAlbert = Family(
    name: "barabasi-albert", summary: "Grows by linking new routers to well-linked ones.",
    parameters: [
      Parameter("nodes", "Number of routers.", 20, 1...100_000),
      Parameter("m", "Links of a new router.", 2, 1...50),
      .stubs,
    ]
  ) { input throws(GeneratorError) in
    let (count, m) = (input.count("nodes"), input.count("m"))
    try input.limit(links: Double(count) * Double(m))
    var stream = RandomStream(seed: input.seed, entity: "barabasi-albert", purpose: "topology")
    var network = NetworkSpec()
    var ends: [Int] = []
    for number in 0..<count {
      let place = Circle.point(number, of: count, radius: max(1, Double(count) / 8))
      network.routers.append(input.router("r\(number + 1)", number: number, x: place.x, y: place.y))
      var chosen: [Int] = []
      while chosen.count < min(m, number) {
        let candidate = ends.isEmpty || number <= m ? stream.below(number) : ends[stream.below(ends.count)]
        if !chosen.contains(candidate) { chosen.append(candidate) }
      }
      for other in chosen {
        network.links.append(input.link("r\(other + 1)", "r\(number + 1)"))
        ends += [other, number]
      }
    }
    return network
  }
}

/// Which nodes hang together (union–find with path halving).
struct Components {
  private var parents: [Int]

  init(_ count: Int) { parents = Array(0..<count) }

  mutating func root(_ node: Int) -> Int {
    var current = node
    while parents[current] != current {
      parents[current] = parents[parents[current]]
      current = parents[current]
    }
    return current
  }

  mutating func join(_ a: Int, _ b: Int) {
    let (first, second) = (root(a), root(b))
    if first != second { parents[max(first, second)] = min(first, second) }
  }
}
