import Kernel

/// An Internet made by a rule: tiers, preferential attachment (so degrees follow a power law), Gao–Rexford relations.
///
/// A clique of `tier1` ASes peers at the top. Every later AS takes one to four providers among the earlier ones that sell
/// transit, an AS as often as it has customers already (Barabási and Albert 1999); a share `transit` of them sells transit
/// itself. Then `peering` links an AS on average join ASes that are not each other's providers; one end of each is an AS
/// that sells transit. No AS is its own provider in any number of steps: customers come later than their providers.
package enum ASGraphGenerator {
  package struct Parameters: Sendable, Equatable {
    package var ases = 60
    package var tier1 = 4
    package var transit = 0.17
    package var peering = 0.8

    package init() {}
  }

  /// ASes are numbered from 1.
  package static func make(_ parameters: Parameters, seed: UInt64) -> ASGraph {
    var stream = RandomStream(seed: seed, entity: "as-graph", purpose: "topology")
    let count = max(2, parameters.ases)
    let top = max(1, min(parameters.tier1, count))
    let sellers = max(top, min(count, Int(Double(count) * parameters.transit)))
    var links: [ASGraph.Link] = []
    var joined: Set<UInt64> = []
    func key(_ a: Int, _ b: Int) -> UInt64 { UInt64(min(a, b)) << 32 | UInt64(max(a, b)) }
    for a in 1...top {
      for b in stride(from: a + 1, through: top, by: 1) {
        links.append(ASGraph.Link(UInt32(a), UInt32(b), isPeering: true))
        joined.insert(key(a, b))
      }
    }
    // Every seller stands here once, and once more for each customer.
    var bag = Array(1...top)
    for own in stride(from: top + 1, through: count, by: 1) {
      let draw = stream.uniform()
      let wanted = draw < 0.42 ? 1 : draw < 0.78 ? 2 : draw < 0.92 ? 3 : 4
      var providers: [Int] = []
      while providers.count < min(wanted, min(own - 1, sellers)) {
        let provider = bag[stream.below(bag.count)]
        if !providers.contains(provider) { providers.append(provider) }
      }
      for provider in providers.sorted() {
        links.append(ASGraph.Link(UInt32(provider), UInt32(own), isPeering: false))
        joined.insert(key(provider, own))
        bag.append(provider)
      }
      if own <= sellers { bag.append(own) }
    }
    let wanted = Int(Double(count) * parameters.peering)
    var tries = 0
    var made = 0
    while made < wanted && tries < wanted * 20 && sellers > top {
      tries += 1
      let a = top + 1 + stream.below(sellers - top)
      let b = top + 1 + stream.below(count - top)
      if a == b || !joined.insert(key(a, b)).inserted { continue }
      links.append(ASGraph.Link(UInt32(min(a, b)), UInt32(max(a, b)), isPeering: true))
      made += 1
    }
    return ASGraph(links)
  }
}
