import Kernel
import NetworkModel

/// Looks on while a network runs, and finds out when it has come to the same state again: then, since nothing in it is left to
/// chance, it goes round for ever.
///
/// The state is that of all speakers, with the UPDATEs under way between them and how long each has been. It is compared as
/// Brent's cycle detection has it ("An improved Monte Carlo factorization algorithm", BIT 20, 1980): one state is kept, and
/// replaced after 1, 2, 4 … UPDATEs, so that any period is found within about three times its length. A state that comes again
/// must come once more after the same time; in this second round it is noted who changes.
package struct OscillationWatch: Sendable {
  /// What was found.
  package struct Proof: Sendable, Equatable {
    /// When the state was first seen, and how much later it came again.
    package var first: SimTime
    package var period: SimTime
    /// Within a period.
    package var updates: Int
    package var participants: [String]
    package var wheel: DisputeWheel?
    /// Where it is the states of single prefixes that come again: those. Empty where it is the state of all, with all times.
    package var prefixes: [PrefixProof] = []
  }

  /// The same of one prefix, without times.
  package struct PrefixProof: Sendable, Equatable {
    package var prefix: IPv4Prefix
    package var first: SimTime
    /// As long as its second round took.
    package var period: SimTime
    package var updates: Int
    package var participants: [String]
    package var wheel: DisputeWheel?
  }

  private struct Kept {
    var speakers: [BGPProcess]
    var time: SimTime
    /// The one that had just taken an UPDATE.
    var place: Int
    var one: BGPProcess
  }

  /// A state that has come again once.
  private struct Suspect {
    var period: SimTime
    var updates: Int
    /// Since then.
    var count = 0
    var changes: [(choice: BGPSystem.Choice, path: BGPPath)] = []
    var participants: Set<String> = []
  }

  /// So many UPDATEs are taken before anything is kept: networks that come to rest do so within few.
  private static let patience = 200
  private static let changeLimit = 20_000

  package private(set) var proof: Proof?
  private var seen = 0
  private var kept: Kept?
  private var sinceKept = 0
  private var room = 64
  private var suspect: Suspect?
  /// Nil where something links prefixes.
  private var prefixWatch: PrefixWatch?
  /// Chance has been let in for a while.
  package var isBlind = false

  /// - Parameter areIndependent: nothing links one prefix with another (`PrefixState`).
  package init(areIndependent: Bool = false) { prefixWatch = areIndependent ? PrefixWatch() : nil }

  /// Something came from outside: an event of the scenario. What was seen before, and proven, counts no more.
  package mutating func disturbed() { self = OscillationWatch(areIndependent: prefixWatch != nil) }

  /// Single prefixes are worth a look.
  package var isDueByPrefix: Bool { seen > Self.patience && proof == nil && !isBlind && prefixWatch != nil }

  /// One more UPDATE was taken by the speaker of the place among all: the prefixes that it mentions.
  package mutating func look(
    _ prefixes: [IPv4Prefix], at place: Int, now: SimTime, one: BGPProcess, speakers: () -> [BGPProcess]
  ) {
    guard proof == nil, !isBlind,
      let found = prefixWatch?.look(prefixes, at: place, now: now, one: one, speakers: speakers),
      let first = found.map(\.first).min(), let period = found.map(\.period).max(), period > .zero
    else { return }
    let names = speakers().map(\.configuration.name)
    let participants = Set(found.flatMap(\.participants))
    let updates = found.reduce(0) { sum, one in
      sum + one.updates * Int(period.picoseconds / max(1, one.period.picoseconds))
    }
    proof = Proof(
      first: first, period: period, updates: updates, participants: names.filter(participants.contains),
      wheel: found.lazy.compactMap(\.wheel).first, prefixes: found)
  }

  /// One more UPDATE was taken by the speaker of the place; true: its state is worth a look.
  package mutating func isDue(at place: Int) -> Bool {
    seen += 1
    guard proof == nil, !isBlind, seen > Self.patience else { return false }
    sinceKept += 1
    return suspect != nil || sinceKept >= room || kept == nil || kept?.place == place
  }

  /// - Parameters:
  ///   - place: that of the speaker that has just taken an UPDATE.
  ///   - speakers: all, in an order that does not change.
  /// - Complexity: O(size of one speaker's tables) an UPDATE in a network that keeps changing; now and then O(all tables).
  package mutating func look(at place: Int, now: SimTime, one: BGPProcess, speakers: () -> [BGPProcess]) {
    note(one)
    if let kept, kept.place == place, one.isInState(of: kept.one, at: now, then: kept.time) {
      let all = speakers()
      let isAgain =
        all.count == kept.speakers.count
        && zip(all, kept.speakers).allSatisfy { $0.isInState(of: $1, at: now, then: kept.time) }
      if isAgain { return cameAgain(now, kept, all) }
    }
    let isOverdue = suspect.map { $0.count > $0.updates } ?? false
    if isOverdue { suspect = nil }
    guard suspect == nil, kept == nil || sinceKept >= room else { return }
    kept = Kept(speakers: speakers(), time: now, place: place, one: one)
    sinceKept = 0
    room = min(room * 2, 1 << 24)
  }

  private mutating func cameAgain(_ now: SimTime, _ kept: Kept, _ all: [BGPProcess]) {
    guard let found = suspect, now - kept.time == found.period * 2, found.count == found.updates else {
      suspect = Suspect(period: now - kept.time, updates: sinceKept)
      return
    }
    proof = Proof(
      first: kept.time, period: found.period, updates: found.updates,
      participants: all.map(\.configuration.name).filter(found.participants.contains),
      wheel: DisputeWheel.find(
        found.changes.map { DisputeWheel.Route(choice: $0.choice, path: $0.path) },
        all.first?.configuration.settings ?? .rfc))
    self.kept = nil
    suspect = nil
  }

  /// In the round of a suspect: what the speaker has chosen, where it is not what it had chosen at the start of the round.
  private mutating func note(_ one: BGPProcess) {
    guard var round = suspect, let kept else { return }
    suspect = nil
    round.count += 1
    if let before = kept.speakers.first(where: { $0.configuration.name == one.configuration.name }) {
      let prefixes = Set(one.selected.keys).union(before.selected.keys).sorted()
      for prefix in prefixes where round.changes.count < Self.changeLimit {
        let (old, new) = (before.selected[prefix], one.selected[prefix])
        if let old, let new, old.isSame(as: new) { continue }
        round.participants.insert(one.configuration.name)
        let names = Dictionary(
          kept.speakers.map { ($0.configuration.identifier, $0.configuration.name) },
          uniquingKeysWith: { a, _ in a })
        for path in [old?.path, new?.path].compactMap({ $0 }) {
          let way = [one.configuration.name] + BGPSystem.messengers(path.provenance, names)
          let choice = BGPSystem.Choice(speaker: one.configuration.name, prefix: prefix, way: way)
          if !round.changes.contains(where: { $0.choice == choice }) { round.changes.append((choice, path)) }
        }
      }
    }
    suspect = round
  }
}
