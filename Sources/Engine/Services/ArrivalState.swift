import Kernel
import NetworkModel

/// Where an arrival process stands.
struct ArrivalState: Sendable {
  let spec: ArrivalProcess
  /// Of a bursty process: its state, and when it leaves it.
  private var state = 0
  private var stateEnds = SimTime.zero
  private var place = 0

  /// Independent gaps with one distribution, and nothing to remember.
  let isRenewal: Bool
  /// The next request comes when a user has the answer to the last one.
  let isClosed: Bool

  init(_ spec: ArrivalProcess) {
    self.spec = spec
    switch spec {
    case .renewal: (isRenewal, isClosed) = (true, false)
    case .closed: (isRenewal, isClosed) = (false, true)
    case .bursty, .diurnal, .trace: (isRenewal, isClosed) = (false, false)
    }
  }

  /// The time of the next request after one at `now`; nil when there is none, or when a user's answer decides.
  mutating func next(
    after now: SimTime, start: SimTime, factor: Double, _ stream: inout RandomStream
  ) -> SimTime? {
    switch spec {
    case .renewal:
      return nil  // Its source draws the gaps.
    case .bursty(let states):
      return burstyNext(states, now, factor, &stream)
    case .diurnal(let low, let high, let period):
      return diurnalNext(low, high, period, now, start, factor, &stream)
    case .closed:
      return nil
    case .trace(let times):
      guard place < times.count else { return nil }
      place += 1
      return start + times[place - 1]
    }
  }

  /// A Markov-modulated Poisson process: the states in turn, each with a rate and an exponential stay. What is left of a
  /// gap when the state ends is drawn anew, which an exponential gap does not notice.
  private mutating func burstyNext(
    _ states: [ArrivalProcess.State], _ now: SimTime, _ factor: Double, _ stream: inout RandomStream
  ) -> SimTime {
    var from = now
    for _ in 0..<100_000 {
      if stateEnds <= from {
        if stateEnds > .zero { state = (state + 1) % states.count }
        stateEnds = from + .seconds(states[state].meanStay.seconds * stream.exponential())
      }
      let rate = states[state].rate * factor
      if rate > 0 {
        let candidate = from + .seconds(stream.exponential() / rate)
        if candidate < stateEnds { return candidate }
      }
      from = stateEnds
    }
    return .never
  }

  /// A Poisson process whose rate swings as a sine between low and high, lowest at its start, by thinning (Lewis and
  /// Shedler 1979).
  private func diurnalNext(
    _ low: Double, _ high: Double, _ period: SimTime, _ now: SimTime, _ start: SimTime, _ factor: Double,
    _ stream: inout RandomStream
  ) -> SimTime {
    var time = now
    for _ in 0..<1_000_000 {
      time = time + .seconds(stream.exponential() / (high * factor))
      let turns = (time - start).seconds / period.seconds
      let phase = (turns - turns.rounded(.down)) * 6.283185307179586
      let rate = low + (high - low) * (1 - ExactMath.cos(phase)) / 2
      if stream.uniform() * high < rate { return time }
    }
    return .never
  }
}

extension RequestSource {
  mutating func nextArrival(after time: SimTime) -> SimTime? {
    if process.isRenewal {
      let gap = gap.sampleTime(&arrivals)
      return time + (rateFactor == 1 ? gap : gap.scaled(by: 1 / rateFactor))
    }
    return process.next(after: time, start: start, factor: rateFactor, &arrivals)
  }
}

extension Simulation {
  mutating func nextArrival(_ source: Int) -> SimTime? { requestSources[source].nextArrival(after: now) }

  /// The first requests of a source.
  mutating func startSource(_ source: Int) {
    let kind = EventKind.requestArrives.rawValue
    let target = UInt32(truncatingIfNeeded: source)
    let start = requestSources[source].start
    switch requestSources[source].process.spec {
    case .closed(let users, let think):
      for _ in 0..<users {
        queue.push(
          at: start + think.sampleTime(&requestSources[source].arrivals), kind: kind, target: target)
      }
    case .renewal, .bursty, .diurnal, .trace:
      let first = requestSources[source].nextArrival(after: start)
      if let first { queue.push(at: first, kind: kind, target: target) }
    }
  }

  /// Of a closed loop: who had an answer, or has given up, thinks and asks again.
  mutating func userIsDone(_ source: Int) {
    guard requestSources[source].process.isClosed,
      case .closed(_, let think) = requestSources[source].process.spec
    else { return }
    let next = now + max(.nanoseconds(1), think.sampleTime(&requestSources[source].arrivals))
    queue.push(
      at: next, kind: EventKind.requestArrives.rawValue, target: UInt32(truncatingIfNeeded: source))
  }
}
