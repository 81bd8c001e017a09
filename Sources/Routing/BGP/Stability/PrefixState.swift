import NetworkModel

/// What a network's speakers hold of one prefix, with the UPDATEs under way that mention it, in their order; without any time.
///
/// Where nothing links prefixes (no aggregate, no interval between UPDATEs of a session, no limit on a session's prefixes), what
/// becomes of a prefix depends on its own state and on the order in which its own messages arrive, and on nothing else.
struct PrefixState: Sendable, Equatable {
  struct Choice: Sendable, Equatable {
    let source: BGPPath.Source
    let identifier: UInt32
    let attributes: PathAttributes
  }

  struct Received: Sendable, Equatable {
    let identifier: UInt32
    let attributes: PathAttributes
    let rejection: PathRejection?
    let weight: UInt32
  }

  struct Told: Sendable, Equatable {
    let identifier: UInt32
    /// Nil: taken back.
    let attributes: PathAttributes?
  }

  struct Speaker: Sendable, Equatable {
    let chosen: Choice?
    /// By neighbour.
    let received: [[Received]]
    let told: [[Told]]
    /// How often each session has come up, and the state of next hops.
    let sessions: [Int]
    let resolutions: Int

    init(_ process: BGPProcess, _ prefix: IPv4Prefix) {
      chosen = process.selected[prefix].map {
        Choice(source: $0.source, identifier: $0.path.identifier, attributes: $0.path.attributes)
      }
      received = process.neighbors.map { neighbor in
        neighbor.received.paths(of: prefix).map {
          Received(
            identifier: $0.identifier, attributes: $0.value.accepted, rejection: $0.value.rejection,
            weight: $0.value.weight)
        }
      }
      told = process.neighbors.map { neighbor in
        neighbor.sent.paths(of: prefix).map { Told(identifier: $0.identifier, attributes: $0.value) }
      }
      sessions = process.neighbors.map { $0.isEstablished ? $0.timesEstablished : -1 }
      resolutions = process.resolver.changes
    }
  }

  var speakers: [Speaker]
  /// By speaker and neighbour, in the order of sending.
  var underWay: [[[Told]]]

  init(_ prefix: IPv4Prefix, _ processes: [BGPProcess], _ peers: BGPPeers) {
    speakers = processes.map { Speaker($0, prefix) }
    underWay = processes.indices.map { speaker in
      processes[speaker].neighbors.indices.map { neighbor in
        peers.updatesUnderWay(from: speaker, to: neighbor, in: processes).flatMap {
          Self.told(prefix, in: $0)
        }
      }
    }
  }

  private static func told(_ prefix: IPv4Prefix, in update: BGPMessage.Update) -> [Told] {
    func identifier(_ position: Int, _ identifiers: [UInt32]) -> UInt32 {
      identifiers.indices.contains(position) ? identifiers[position] : 0
    }
    var result: [Told] = []
    for (position, other) in update.withdrawn.enumerated() where other == prefix {
      result.append(Told(identifier: identifier(position, update.withdrawnIdentifiers), attributes: nil))
    }
    for (position, other) in update.announced.enumerated() where other == prefix {
      result.append(
        Told(
          identifier: identifier(position, update.announcedIdentifiers), attributes: update.attributes))
    }
    return result
  }
}

/// Which sessions of a network's speakers belong together.
struct BGPPeers: Sendable {
  struct End: Sendable, Hashable {
    let speaker: Int
    let neighbor: Int
  }

  /// By speaker and neighbour; nil: nobody is there.
  let ends: [[End?]]
  /// By BGP identifier.
  let names: [IPv4Address: String]

  init(_ processes: [BGPProcess]) {
    var known: [Pair<IPv4Address>: End] = [:]
    for (speaker, process) in processes.enumerated() {
      for (place, neighbor) in process.neighbors.enumerated() {
        let pair = Pair(neighbor.configuration.localAddress, neighbor.configuration.remoteAddress)
        if known[pair] == nil { known[pair] = End(speaker: speaker, neighbor: place) }
      }
    }
    names = Dictionary(
      processes.map { ($0.configuration.identifier, $0.configuration.name) }, uniquingKeysWith: { a, _ in a })
    ends = processes.map { process in
      process.neighbors.map {
        known[Pair($0.configuration.remoteAddress, $0.configuration.localAddress)]
      }
    }
  }

  /// Those that the other end has not taken yet.
  func updatesUnderWay(from speaker: Int, to neighbor: Int, in processes: [BGPProcess]) -> [BGPMessage.Update]
  {
    guard let end = ends[speaker][neighbor],
      let connection = processes[speaker].neighbors[neighbor].connection,
      let other = processes[end.speaker].neighbors[end.neighbor].connection
    else { return [] }
    return connection.updates(notTakenBy: other)
  }
}
