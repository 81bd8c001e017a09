import Kernel

/// The steps by which a link-state protocol takes a topology event, in their order.
package enum ConvergencePhase: Int, Sendable, CaseIterable {
  /// Until the first router knew: carrier lost, or hellos missed for the dead interval.
  case detection
  /// Until the first router had described the change.
  case origination
  /// Until the last router whose routes changed had the news.
  case flooding
  /// Until the last of them had computed.
  case computation
  /// Until the last changed route was in its forwarding table.
  case installation

  package var name: String {
    switch self {
    case .detection: "detection"
    case .origination: "origination"
    case .flooding: "flooding"
    case .computation: "SPF"
    case .installation: "FIB"
    }
  }
}

/// The end of one phase of an event's convergence.
package struct ConvergenceMark: Sendable, Equatable {
  package var phase: ConvergencePhase
  /// Since the event.
  package var time: SimTime
  /// Data packets lost for want of a route, and seen to loop, since the event.
  package var lost: UInt64
  package var looped: UInt64

  package init(phase: ConvergencePhase, time: SimTime, lost: UInt64, looped: UInt64) {
    self.phase = phase
    self.time = time
    self.lost = lost
    self.looped = looped
  }
}

extension ConvergenceEntry {
  /// The phases with their own durations and losses; empty unless a link-state protocol went through them.
  ///
  /// A phase that ended before an earlier one (a router that computed while others were still being told) has no duration.
  package var phases: [ConvergenceMark] {
    guard marks.contains(where: { $0.phase == .origination }) else { return [] }
    var phases: [ConvergenceMark] = []
    var reached = ConvergenceMark(phase: .detection, time: .zero, lost: 0, looped: 0)
    for phase in ConvergencePhase.allCases {
      guard let mark = marks.first(where: { $0.phase == phase }) else { continue }
      let end = ConvergenceMark(
        phase: phase, time: max(reached.time, mark.time), lost: max(reached.lost, mark.lost),
        looped: max(reached.looped, mark.looped))
      phases.append(
        ConvergenceMark(
          phase: phase, time: end.time - reached.time, lost: end.lost - reached.lost,
          looped: end.looped - reached.looped))
      reached = end
    }
    return phases
  }
}
