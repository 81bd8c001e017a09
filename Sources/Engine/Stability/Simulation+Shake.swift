import Kernel
import NetworkModel
import Routing

/// Routers that keep in step for ever do so only because nothing in a simulation is ever late. Two real ones that each like the
/// other's route better (DISAGREE) soon take turns, and rest. In the profile frr, where a run goes round but could come to rest in
/// another order of messages, UPDATEs take a random time for a while: as long as bgpd's queue makes them wait.
extension Simulation {
  /// FRR's bgpd works its queue of routes off at most so often (`bgp_process_queue_init`).
  private static let longestWait = SimTime.milliseconds(50)
  /// About a hundred waits.
  private static let shakingTime = SimTime.seconds(5)
  private static let mostShakes = 4

  /// What goes round now could come to rest: some of the random orders that are tried lead there.
  func isMerelyInStep(_ proof: OscillationWatch.Proof) -> Bool {
    guard scenario.routing.profile == .frr, shakes.count < Self.mostShakes else { return false }
    let live = speakers
    let parts: [IPv4Prefix?] = proof.prefixes.isEmpty ? [nil] : proof.prefixes.map(\.prefix)
    return parts.contains {
      BGPSystem(resuming: live, only: $0).canRest(orders: 20, steps: 100 * live.count)
    }
  }

  mutating func shake() {
    shakes.append(now)
    shakenUntil = now + Self.shakingTime
    oscillationWatch?.disturbed()
    oscillationWatch?.isBlind = true
    setUnrest(.zero...Self.longestWait)
  }

  mutating func settleAgain() {
    guard shakenUntil != nil else { return }
    shakenUntil = nil
    oscillationWatch?.disturbed()
    setUnrest(nil)
  }

  private mutating func setUnrest(_ range: ClosedRange<SimTime>?) {
    for router in routers.indices {
      for place in routers[router].processes.indices {
        guard var process = routers[router].processes[place] as? BGPProcess else { continue }
        process.unrest = range
        routers[router].replace(place, by: process)
      }
    }
  }

  /// What the reader should know of it.
  var shakeNotice: String? {
    guard let first = shakes.first else { return nil }
    return
      "At \(first) BGP went round only because all routers kept in step: real ones do not, and other orders of messages come to "
      + "rest. From there on, for up to \(Self.shakingTime), UPDATEs waited up to \(Self.longestWait) at random, as bgpd's do; which "
      + "of several stable states that leads to depends on the seed (rhumb explore lists them)."
  }
}
