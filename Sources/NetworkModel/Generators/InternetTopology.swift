extension TopologyGenerator {
  package static let asGraphName = "as-graph"

  static let asGraph = Family(
    name: asGraphName, summary: "An Internet of ASes: a clique at the top, customers, providers, peers.",
    parameters: {
      var peering = Parameter("peering", "Peer links an AS, on average.", 0.8, 0...20)
      peering.isWhole = false
      return [
        Parameter("ases", "Number of ASes.", 60, 2...1_000_000),
        Parameter("tier1", "ASes in the clique at the top.", 4, 1...100),
        .fraction("transit", "Share of the ASes that sell transit.", 0.17), peering, .stubs,
      ]
    }()
  ) { input throws(GeneratorError) in
    try input.limit(links: input.number("ases") * (2 + input.number("peering")))
    var network = asGraph(input.values, seed: input.seed).network(link: input.link)
    let count = network.routers.count
    for position in network.routers.indices {
      let place = Circle.point(position, of: count, radius: max(1, Double(count) / 8))
      network.routers[position].position = GeoPosition(longitude: place.x, latitude: place.y)
      if input.hasStubs {
        network.routers[position].stubs = StubNetworks.network(position).map { [$0] } ?? []
      }
    }
    return network
  }

  /// The same as a graph, for runs on the level of ASes.
  package static func asGraph(_ values: [String: Double], seed: UInt64) -> ASGraph {
    var parameters = ASGraphGenerator.Parameters()
    if let value = values["ases"] { parameters.ases = Int(value) }
    if let value = values["tier1"] { parameters.tier1 = Int(value) }
    if let value = values["transit"] { parameters.transit = value }
    if let value = values["peering"] { parameters.peering = value }
    return ASGraphGenerator.make(parameters, seed: seed)
  }
}
