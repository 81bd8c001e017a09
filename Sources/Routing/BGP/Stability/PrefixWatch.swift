import Kernel
import NetworkModel

/// Looks on while a network runs, prefix by prefix, and finds those whose routes go round for ever.
///
/// Prefixes that go round with different periods bring the state of the whole network back only after the least common
/// multiple of all, which nobody sees. But what becomes of one prefix depends on its own routes and on the order of its own
/// messages (`PrefixState`). When its state has come again, the steps in between are an order of messages, in which nobody is
/// left out, that leads from the state to itself: taken again and again, it never ends. That is what is proven here; the run itself
/// has to have taken the same steps twice, by whatever number of returns to the state. The times at which it takes them are
/// left out: prefixes that share a link shift each other's packets by microseconds.
///
/// States are compared as in `OscillationWatch`, by Brent's method, counted in UPDATEs that mention the prefix.
struct PrefixWatch: Sendable {
  private struct Kept: Sendable {
    var state: PrefixState
    /// The speaker that had just taken an UPDATE.
    var place: Int
    var time: SimTime
  }

  /// The steps from the state to itself: how many UPDATEs, who took them in order, and how long.
  private struct Return: Sendable {
    var updates = 0
    var trail: UInt64 = 0
    var period = SimTime.zero

    func isSame(as other: Return) -> Bool { updates == other.updates && trail == other.trail }
  }

  /// A state that has come again.
  private struct Suspect: Sendable {
    var since: SimTime
    var returns: [Return]
    var changes: [DisputeWheel.Route] = []
    var participants: Set<Int> = []

    /// The last returns, where they are the same as those before them.
    var round: ArraySlice<Return>? {
      (1...max(1, returns.count / 2)).lazy.filter { $0 * 2 <= returns.count }.compactMap { count in
        let (last, before) = (returns.suffix(count), returns.dropLast(count).suffix(count))
        return zip(last, before).allSatisfy { $0.isSame(as: $1) } ? last : nil
      }.first
    }
  }

  private struct Track: Sendable {
    var count = 0
    /// In UPDATEs of the whole network.
    var lastSeen = 0
    var firstKept = 0
    var sinceKept = 0
    var room = 32
    /// Since the state was there last.
    var way = Return()
    var kept: Kept?
    var suspect: Suspect?
    var proof: OscillationWatch.PrefixProof?
    /// UPDATEs of the whole network in two rounds.
    var span = 0
  }

  /// So many UPDATEs of a prefix pass before anything is kept.
  private static let patience = 150
  /// After so many returns another state is kept.
  private static let mostReturns = 32

  private var tracks: [IPv4Prefix: Track] = [:]
  private var seen = 0
  private var peers: BGPPeers?

  /// - Parameters:
  ///   - place: that of the speaker that has just taken an UPDATE, among all.
  ///   - prefixes: those that the UPDATE mentions.
  /// - Returns: the proofs, when every prefix that still changes has one.
  mutating func look(
    _ prefixes: [IPv4Prefix], at place: Int, now: SimTime, one: BGPProcess, speakers: () -> [BGPProcess]
  ) -> [OscillationWatch.PrefixProof]? {
    seen += 1
    var isNew = false
    for prefix in prefixes {
      var track = tracks.removeValue(forKey: prefix) ?? Track()
      track.count += 1
      track.lastSeen = seen
      if track.count > Self.patience, track.proof == nil {
        look(prefix, &track, at: place, now: now, one: one, speakers: speakers)
        isNew = isNew || track.proof != nil
      }
      tracks[prefix] = track
    }
    return isNew || seen % 64 == 0 ? complete : nil
  }

  private mutating func look(
    _ prefix: IPv4Prefix, _ track: inout Track, at place: Int, now: SimTime, one: BGPProcess,
    speakers: () -> [BGPProcess]
  ) {
    track.sinceKept += 1
    track.way.updates += 1
    track.way.trail = (track.way.trail &* 1_099_511_628_211) ^ UInt64(truncatingIfNeeded: place + 1)
    note(one, place, prefix, &track)
    if let kept = track.kept, kept.place == place,
      kept.state.speakers[place] == PrefixState.Speaker(one, prefix)
    {
      let all = speakers()
      if state(prefix, all) == kept.state { return cameAgain(prefix, &track, kept, now, all) }
    }
    let longest = track.suspect?.returns.lazy.map(\.updates).max() ?? .max
    if track.way.updates / 4 > longest { track.suspect = nil }
    guard track.suspect == nil, track.kept == nil || track.sinceKept >= track.room else { return }
    track.kept = Kept(state: state(prefix, speakers()), place: place, time: now)
    track.firstKept = seen
    track.sinceKept = 0
    track.way = Return()
    track.room = min(track.room * 2, 1 << 20)
  }

  private mutating func state(_ prefix: IPv4Prefix, _ all: [BGPProcess]) -> PrefixState {
    let known = peers ?? BGPPeers(all)
    peers = known
    return PrefixState(prefix, all, known)
  }

  private func cameAgain(
    _ prefix: IPv4Prefix, _ track: inout Track, _ kept: Kept, _ now: SimTime, _ all: [BGPProcess]
  ) {
    track.way.period = now - kept.time
    var suspect = track.suspect ?? Suspect(since: kept.time, returns: [])
    suspect.returns.append(track.way)
    track.suspect = suspect
    track.way = Return()
    track.kept?.time = now
    guard let round = suspect.round else {
      if suspect.returns.count >= Self.mostReturns { (track.suspect, track.kept) = (nil, nil) }
      return
    }
    let names = all.map(\.configuration.name)
    track.proof = OscillationWatch.PrefixProof(
      prefix: prefix, first: suspect.since, period: round.reduce(.zero) { $0 + $1.period },
      updates: round.reduce(0) { $0 + $1.updates },
      participants: suspect.participants.sorted().map { names[$0] },
      wheel: DisputeWheel.find(suspect.changes, all.first?.configuration.settings ?? .rfc))
    track.span = max(1, seen - track.firstKept)
    track.kept = nil
    track.suspect = nil
  }

  /// Once the state has come again: who has chosen another path than in it.
  private func note(_ one: BGPProcess, _ place: Int, _ prefix: IPv4Prefix, _ track: inout Track) {
    guard track.suspect != nil, let kept = track.kept else { return }
    let chosen = one.selected[prefix]
    let now = chosen.map {
      PrefixState.Choice(source: $0.source, identifier: $0.path.identifier, attributes: $0.path.attributes)
    }
    if now != kept.state.speakers[place].chosen { track.suspect?.participants.insert(place) }
    guard let chosen, track.suspect?.changes.count ?? 0 < 1000 else { return }
    let way = [one.configuration.name] + BGPSystem.messengers(chosen.path.provenance, peers?.names ?? [:])
    let choice = BGPSystem.Choice(speaker: one.configuration.name, prefix: prefix, way: way)
    if track.suspect?.changes.contains(where: { $0.choice == choice }) ?? true { return }
    track.suspect?.changes.append(DisputeWheel.Route(choice: choice, path: chosen.path))
  }

  /// Every prefix that has changed of late is proven to go on; those that have come to rest do not count.
  private var complete: [OscillationWatch.PrefixProof]? {
    let alive = tracks.values.filter { $0.proof != nil && seen - $0.lastSeen <= 2 * $0.span }
    guard let window = alive.map(\.span).max() else { return nil }
    for track in tracks.values where track.proof == nil && seen - track.lastSeen <= window { return nil }
    return alive.compactMap(\.proof).sorted { $0.prefix < $1.prefix }
  }
}
