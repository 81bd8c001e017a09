extension ASGraph {
  /// A router for each AS, a link for each relation: for the full protocol. The n-th AS has the n-th router identifier, so
  /// that ties go to the lowest AS number on both levels.
  package func network(link: LinkSpec) -> NetworkSpec {
    var network = NetworkSpec()
    for number in numbers {
      var router = RouterSpec(name: Self.name(of: number))
      router.autonomousSystem = number
      network.routers.append(router)
    }
    for (place, number) in numbers.enumerated() {
      for session in sessions[Int(starts[place])..<Int(starts[place + 1])] {
        // Each link once: from the provider's end, or from the first of two peers.
        let neighbor = numbers[Int(session.neighbor)]
        let isOwn =
          switch session.relation {
          case .customer: true
          case .provider: false
          case .peer: number < neighbor
          }
        guard isOwn else { continue }
        var spec = link
        spec.ends = Pair(Self.name(of: number), Self.name(of: neighbor))
        spec.relation = session.relation == .peer ? .peerPeer : .providerCustomer
        network.links.append(spec)
      }
    }
    return network
  }
}
