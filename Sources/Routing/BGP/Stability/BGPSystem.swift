import Kernel
import NetworkModel

/// All speakers of a network with the UPDATEs under way between them, and no time: sessions are up, nothing is held back, and
/// who is served next is the caller's choice. So orders can be tried, and states compared.
///
/// The speakers are the same `BGPProcess` values that a run has.
package struct BGPSystem: Sendable {
  package struct Speaker: Sendable {
    package let configuration: BGPConfiguration
    package let interfaces: [RoutingInterface]
    /// What other protocols know: next hops resolve by it, and it is announced where the configuration says so.
    package let routes: [RedistributedRoute]

    package init(
      configuration: BGPConfiguration, interfaces: [RoutingInterface], routes: [RedistributedRoute]
    ) {
      self.configuration = configuration
      self.interfaces = interfaces
      self.routes = routes
    }
  }

  struct Pending: Sendable {
    let update: BGPMessage.Update
    let to: Int
    /// The sender's place among the receiver's neighbours.
    let from: Int
  }

  private(set) var processes: [BGPProcess] = []
  /// In the order of sending.
  private(set) var pending: [Pending] = []
  /// By speaker and neighbour: the speaker at the other end, and the place of this one there.
  private var peers: [[(speaker: Int, neighbor: Int)?]] = []
  /// Counts events, in place of a clock.
  private var step = SimTime.zero

  /// All origins have announced their prefixes; their UPDATEs are under way.
  package init(_ speakers: [Speaker]) {
    for speaker in speakers {
      var process = Self.timeless(speaker.configuration, speaker.interfaces)
      for route in speaker.routes { process.resolver.set(route, isPresent: true) }
      processes.append(process)
    }
    connect()
    var actions: [RoutingAction] = []
    for speaker in processes.indices {
      for prefix in processes[speaker].configuration.originated {
        processes[speaker].originate(prefix, true, at: step, &actions)
      }
      announceOthers(speaker, speakers[speaker].routes, &actions)
      finish(speaker, &actions)
    }
  }

  /// What is redistributed: networks of the speaker's interfaces, and routes of other protocols.
  private mutating func announceOthers(
    _ speaker: Int, _ routes: [RedistributedRoute], _ actions: inout [RoutingAction]
  ) {
    let sources = processes[speaker].configuration.redistributed
    if sources.contains(.connected) {
      for prefix in processes[speaker].resolver.connected {
        processes[speaker].redistribute(prefix, true, from: .connected, metric: 0, at: step, &actions)
      }
    }
    for route in routes where sources.contains(route.source) {
      processes[speaker].redistribute(
        route.prefix, true, from: route.source, metric: route.metric, at: step, &actions)
    }
  }

  private static func timeless(_ timed: BGPConfiguration, _ interfaces: [RoutingInterface]) -> BGPProcess {
    var configuration = timed
    configuration.settings.advertisementInterval = .zero
    configuration.settings.internalAdvertisementInterval = .zero
    configuration.settings.originationInterval = .zero
    configuration.settings.hasJitter = false
    configuration.settings.damping = nil
    configuration.settings.processing = nil
    return BGPProcess(
      configuration: configuration, interfaces: interfaces,
      stream: RandomStream(seed: 0, entity: configuration.name, purpose: "bgp"))
  }

  /// Where a run has come to: its tables, its choices, and the UPDATEs under way.
  ///
  /// - Parameter prefix: all others are left out; nil: none is.
  package init(resuming live: [BGPProcess], only prefix: IPv4Prefix?) {
    func isMeant(_ other: IPv4Prefix) -> Bool { prefix == nil || prefix == other }
    for process in live {
      var resumed = Self.timeless(process.configuration, [])
      resumed.resolver = process.resolver
      resumed.own = process.own.filter { isMeant($0.key) }
      resumed.aggregated = process.aggregated.filter { isMeant($0.key) }
      resumed.selected = process.selected.filter { isMeant($0.key) }
      (resumed.arrivals, resumed.pathIdentifiers) = (process.arrivals, process.pathIdentifiers)
      for place in resumed.neighbors.indices {
        let neighbor = process.neighbors[place]
        resumed.neighbors[place].state = neighbor.isEstablished ? .established : .idle
        resumed.neighbors[place].identifier = neighbor.identifier
        resumed.neighbors[place].getsSeveralPaths = neighbor.getsSeveralPaths
        resumed.neighbors[place].received = neighbor.received.only(isMeant)
        resumed.neighbors[place].sent = neighbor.sent.only(isMeant)
        resumed.neighbors[place].sentKeys = neighbor.sentKeys.only(isMeant)
        resumed.neighbors[place].pending = neighbor.pending.filter(isMeant)
      }
      processes.append(resumed)
    }
    let ends = BGPPeers(live)
    peers = ends.ends.map { $0.map { $0.map { ($0.speaker, $0.neighbor) } } }
    for speaker in live.indices {
      for (place, end) in ends.ends[speaker].enumerated() {
        guard let end else { continue }
        for update in ends.updatesUnderWay(from: speaker, to: place, in: live) {
          guard let kept = update.only(isMeant) else { continue }
          pending.append(Pending(update: kept, to: end.speaker, from: end.neighbor))
        }
      }
    }
    var actions: [RoutingAction] = []
    for speaker in processes.indices { finish(speaker, &actions) }
  }

  /// Whether some random order of activations leads to rest.
  package func canRest(orders: Int, steps: Int) -> Bool {
    (1...max(1, orders)).contains { seed in
      var system = self
      var stream = RandomStream(seed: UInt64(seed), entity: "order", purpose: "rest")
      for _ in 0..<steps {
        if system.isQuiet { return true }
        let waiting = system.waiting
        system.activate(waiting[stream.below(waiting.count)])
      }
      return system.isQuiet
    }
  }

  private mutating func connect() {
    for speaker in processes.indices {
      peers.append(
        processes[speaker].neighbors.map { neighbor in
          let own = neighbor.configuration
          for other in processes.indices {
            let place = processes[other].neighbors.firstIndex {
              $0.configuration.localAddress == own.remoteAddress
                && $0.configuration.remoteAddress == own.localAddress
            }
            if let place { return (other, place) }
          }
          return nil
        })
    }
    for speaker in processes.indices {
      for (neighbor, peer) in peers[speaker].enumerated() {
        guard let peer, isReachable(speaker, neighbor), isReachable(peer.speaker, peer.neighbor) else {
          continue
        }
        processes[speaker].neighbors[neighbor].state = .established
        processes[speaker].neighbors[neighbor].identifier = processes[peer.speaker].configuration.identifier
        processes[speaker].neighbors[neighbor].getsSeveralPaths =
          processes[speaker].neighbors[neighbor].configuration.additionalPaths != nil
        if processes[speaker].neighbors[neighbor].configuration.options.originatesDefault ?? false {
          processes[speaker].neighbors[neighbor].pending.insert(IPv4Prefix(.any, length: 0))
        }
      }
    }
  }

  private func isReachable(_ speaker: Int, _ neighbor: Int) -> Bool {
    let address = processes[speaker].neighbors[neighbor].configuration.remoteAddress
    return processes[speaker].resolver.resolve(address) != nil
  }

  package var isQuiet: Bool { pending.isEmpty }

  /// Speakers that something is under way to, in their order.
  package var waiting: [Int] { Set(pending.map(\.to)).sorted() }

  /// One speaker takes all that is there for it, chooses, and tells: an activation.
  package mutating func activate(_ speaker: Int) {
    let messages = pending.filter { $0.to == speaker }
    pending.removeAll { $0.to == speaker }
    step += SimTime(picoseconds: 1)
    var actions: [RoutingAction] = []
    for message in messages {
      processes[speaker].receive(message.update, from: message.from, at: step, &actions)
    }
    finish(speaker, &actions)
  }

  /// A speaker announces a prefix, or takes it back.
  package mutating func originate(_ prefix: IPv4Prefix, by name: String, isPresent: Bool) {
    guard let speaker = processes.firstIndex(where: { $0.configuration.name == name }) else { return }
    var actions: [RoutingAction] = []
    processes[speaker].originate(prefix, isPresent, at: step, &actions)
    finish(speaker, &actions)
  }

  /// UPDATEs under way, of them those between others than the named one.
  package func pendingUpdates(besides name: String) -> (all: Int, others: Int) {
    let others = pending.count { message in
      let receiver = processes[message.to]
      return receiver.configuration.name != name
        && receiver.neighbors[message.from].configuration.name != name
    }
    return (pending.count, others)
  }

  /// The message at a place in `pending`.
  package mutating func deliver(_ choice: Int) {
    let message = pending.remove(at: choice)
    var actions: [RoutingAction] = []
    step += SimTime(picoseconds: 1)
    processes[message.to].receive(message.update, from: message.from, at: step, &actions)
    finish(message.to, &actions)
  }

  /// Everyone takes all that is there for it, chooses, and only then tells: a round of all at once.
  package mutating func deliverRound() {
    let messages = pending
    pending = []
    step += SimTime(picoseconds: 1)
    var actions: [RoutingAction] = []
    for message in messages {
      processes[message.to].receive(message.update, from: message.from, at: step, &actions)
    }
    for speaker in processes.indices { finish(speaker, &actions) }
  }

  /// Sends what a speaker has to tell.
  private mutating func finish(_ speaker: Int, _ actions: inout [RoutingAction]) {
    actions = []
    for neighbor in processes[speaker].neighbors.indices {
      processes[speaker].neighbors[neighbor].connection = BGPConnection(
        identifier: UInt64(neighbor), window: .max)
    }
    processes[speaker].flush(at: step, &actions)
    for action in actions {
      guard case .sendRouted(.bgp(let segment), _, _, _, _) = action,
        case .data(.update(let update)) = segment.content,
        let peer = peers[speaker][Int(segment.connection)]
      else { continue }
      pending.append(Pending(update: update, to: peer.speaker, from: peer.neighbor))
    }
    actions = []
  }

  // MARK: States

  /// Everything on which the future depends, as bytes: tables, choices, and messages in their order.
  var state: [UInt8] {
    var text = ""
    for process in processes {
      text += "|\(process.configuration.identifier)"
      for (prefix, chosen) in process.selected.sorted(by: { $0.key < $1.key }) {
        text += ";\(prefix) \(chosen.source) "
        Self.append(chosen.path.attributes, to: &text)
      }
      for (place, neighbor) in process.neighbors.enumerated() {
        text += "/\(place)"
        for (prefix, identifier, path) in neighbor.received.entries {
          text += ";\(prefix) \(identifier) \(path.rejection == nil) "
          Self.append(path.accepted, to: &text)
        }
        for (prefix, identifier, attributes) in neighbor.sent.entries {
          text += "<\(prefix) \(identifier) "
          Self.append(attributes, to: &text)
        }
      }
    }
    for message in pending {
      text += ">\(message.to) \(message.from) \(message.update.withdrawn) \(message.update.announced) "
      text += "\(message.update.withdrawnIdentifiers) \(message.update.announcedIdentifiers) "
      if let attributes = message.update.attributes { Self.append(attributes, to: &text) }
    }
    return Array(text.utf8)
  }

  private static func append(_ attributes: PathAttributes, to text: inout String) {
    text += "\(attributes.asPath) \(attributes.nextHop) \(attributes.origin) "
    text +=
      "\(attributes.multiExitDiscriminator.map(Int.init) ?? -1) \(attributes.localPreference.map(Int.init) ?? -1) "
    text += "\(attributes.communities) \(attributes.originatorID?.bits ?? 0) \(attributes.clusterList) "
    text += "\(attributes.onlyToCustomer ?? 0) \(attributes.learnedFrom?.rawValue ?? -1)"
  }

  /// What each speaker has chosen, by prefix: speakers on the way, this one first; nothing where there is no route.
  package struct Choice: Sendable, Hashable {
    package let speaker: String
    package let prefix: IPv4Prefix
    package let way: [String]
  }

  /// By the messages that brought the routes, whatever their senders have chosen since.
  package var chosen: [Choice] {
    let names = names
    return processes.flatMap { process in
      process.selected.sorted { $0.key < $1.key }.map { prefix, chosen in
        let way = [process.configuration.name] + Self.messengers(chosen.path.provenance, names)
        return Choice(speaker: process.configuration.name, prefix: prefix, way: way)
      }
    }
  }

  /// The same when nothing is under way: from speaker to speaker by what each has chosen. A message that would say nothing
  /// new is not sent (RFC 4271 §9.2), so that the messages alone tell apart what is one state.
  package var settledChoices: [Choice] {
    let names = names
    return processes.indices.flatMap { speaker in
      processes[speaker].selected.keys.sorted().map { prefix in
        Choice(
          speaker: processes[speaker].configuration.name, prefix: prefix, way: way(of: speaker, prefix, names)
        )
      }
    }
  }

  private func way(of start: Int, _ prefix: IPv4Prefix, _ names: [IPv4Address: String]) -> [String] {
    var way = [processes[start].configuration.name]
    var speaker = start
    while case .neighbor(let neighbor) = processes[speaker].selected[prefix]?.source,
      way.count <= processes.count
    {
      // Of several paths the neighbour has told one that it need not have chosen.
      guard !processes[speaker].neighbors[neighbor].getsSeveralPaths, let peer = peers[speaker][neighbor]
      else {
        return way + Self.messengers(processes[speaker].selected[prefix]?.path.provenance, names)
      }
      speaker = peer.speaker
      way.append(processes[speaker].configuration.name)
    }
    return way
  }

  private var names: [IPv4Address: String] {
    Dictionary(
      processes.map { ($0.configuration.identifier, $0.configuration.name) }, uniquingKeysWith: { a, _ in a })
  }

  static func messengers(_ last: Provenance?, _ names: [IPv4Address: String]) -> [String] {
    var way: [String] = []
    var hop = last
    while let message = hop {
      way.append(names[message.from] ?? message.from.description)
      hop = message.upstream
    }
    return way
  }

  /// The path that a speaker has chosen, as the decision sees it.
  func path(of speaker: Int, _ prefix: IPv4Prefix) -> BGPPath? { processes[speaker].selected[prefix]?.path }
}
