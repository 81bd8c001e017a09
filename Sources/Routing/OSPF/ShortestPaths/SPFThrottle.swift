import Kernel
import NetworkModel

/// When a router computes after something has changed.
package enum SPFThrottle: Sendable, Equatable, CustomStringConvertible {
  /// RFC 8405: three delays, by how much has happened lately.
  case backOff(
    initial: SimTime, short: SimTime, long: SimTime, timeToLearn: SimTime, holdDown: SimTime)
  /// FRR and Cisco: a first delay, then a hold time that doubles with each computation until nothing has happened for
  /// twice the hold time.
  case doubling(initial: SimTime, hold: SimTime, maximum: SimTime)
  /// BIRD: at the next of evenly spaced times.
  case tick(SimTime)

  /// RFC 8405 §3 gives no values; 50, 200 and 5000 ms, 500 ms to learn and 10 s of hold-down are those of its
  /// appendix's deployments.
  package static let rfc8405 = SPFThrottle.backOff(
    initial: .milliseconds(50), short: .milliseconds(200), long: .seconds(5),
    timeToLearn: .milliseconds(500), holdDown: .seconds(10))
  /// `timers throttle spf 0 50 5000`, ospfd's default.
  package static let frr = SPFThrottle.doubling(
    initial: .zero, hold: .milliseconds(50), maximum: .seconds(5))
  /// `timers throttle spf 50 200 5000`, the default of newer IOS.
  package static let cisco = SPFThrottle.doubling(
    initial: .milliseconds(50), hold: .milliseconds(200), maximum: .seconds(5))

  /// BIRD's `tick`: its default.
  package static let bird = SPFThrottle.tick(.seconds(1))

  package init(profile: SPFThrottleProfile) {
    switch profile {
    case .rfc8405: self = .rfc8405
    case .frr: self = .frr
    case .cisco: self = .cisco
    case .bird: self = .bird
    }
  }

  package var description: String {
    switch self {
    case .backOff(let initial, let short, let long, _, _): "rfc8405 \(initial)/\(short)/\(long)"
    case .doubling(let initial, let hold, let maximum): "doubling \(initial)/\(hold)/\(maximum)"
    case .tick(let period): "every \(period)"
    }
  }
}

/// The throttle of one router: told of every trigger, it says when to compute.
struct SPFScheduler: Sendable {
  private enum Phase { case quiet, shortWait, longWait }

  let throttle: SPFThrottle
  /// When the computation is due; nil: none is.
  private(set) var due: SimTime?
  private var phase = Phase.quiet
  private var learnedBy = SimTime.zero
  private var quietAt = SimTime.zero
  private var lastRun: SimTime?
  private var hold: SimTime = .zero

  init(_ throttle: SPFThrottle) { self.throttle = throttle }

  /// Something has changed. Returns the due time.
  mutating func trigger(at now: SimTime) -> SimTime {
    switch throttle {
    case .backOff(let initial, let short, let long, let timeToLearn, let holdDown):
      // RFC 8405 §5: HOLDDOWN_TIMER and LEARN_TIMER, kept as the times at which they expire.
      if phase != .quiet && now >= quietAt { phase = .quiet }
      if phase == .shortWait && now >= learnedBy { phase = .longWait }
      quietAt = now + holdDown
      if phase == .quiet {
        phase = .shortWait
        learnedBy = now + timeToLearn
        if due == nil { due = now + initial }
      } else if due == nil {
        due = now + (phase == .shortWait ? short : long)
      }
    case .doubling(let initial, let first, let maximum):
      if due != nil { break }
      guard let last = lastRun else {
        hold = first
        due = now + initial
        break
      }
      // ospf_spf_calculate_schedule(): within the hold time it doubles; after it the initial delay is back.
      let elapsed = now - last
      if elapsed < hold {
        hold = min(hold * 2, maximum)
        due = max(now, max(last + hold, now + initial))
      } else {
        hold = first
        due = now + initial
      }
    case .tick(let period):
      if due == nil {
        due = SimTime(picoseconds: (now.picoseconds / period.picoseconds + 1) * period.picoseconds)
      }
    }
    return due ?? now
  }

  mutating func ran(at now: SimTime) {
    due = nil
    lastRun = now
  }
}
