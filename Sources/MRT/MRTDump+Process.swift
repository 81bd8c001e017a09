import Kernel
import NetworkModel
import Routing

extension MRTDump {
  /// What a speaker has of all its neighbours, behind its import policy, as FRR's `dump bgp routes-mrt` writes it. Its own
  /// routes are those of a first peer without an address.
  ///
  /// - Parameter time: simulated seconds stand for seconds since 1970.
  package init(of process: BGPProcess, at time: SimTime) {
    self.init()
    let configuration = process.configuration
    collector = configuration.identifier
    viewName = configuration.name
    self.time = Self.seconds(time)
    peers = [
      Peer(identifier: configuration.identifier, address: .any, number: configuration.autonomousSystem)
    ]
    let sessions = process.sessions
    for (neighbor, session) in zip(configuration.neighbors, sessions) {
      peers.append(
        Peer(identifier: session.identifier, address: neighbor.remoteAddress, number: neighbor.remoteAS))
    }
    for entry in process.table {
      var counts: [Int: UInt32] = [:]
      var group: [Route] = []
      for path in entry.paths {
        var peer = 0
        if case .neighbor(let index) = path.source { peer = index + 1 }
        counts[peer, default: 0] += 1
        var route = Route(
          peer: peer, prefix: entry.prefix, originated: Self.seconds(path.received),
          attributes: path.attributes)
        route.pathIdentifier = counts[peer]
        group.append(route)
      }
      // Path identifiers only where a peer has several paths.
      if counts.values.allSatisfy({ $0 == 1 }) {
        for index in group.indices { group[index].pathIdentifier = nil }
      }
      routes += group
    }
  }

  private static func seconds(_ time: SimTime) -> UInt32 {
    UInt32(clamping: time.picoseconds / 1_000_000_000_000)
  }
}
