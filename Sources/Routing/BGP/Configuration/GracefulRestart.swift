import Kernel
import NetworkModel

/// What a speaker does about restarts: its own, and those of its neighbours (RFC 4724).
package struct GracefulRestart: Sendable, Equatable {
  /// It asks its neighbours to keep its routes while it restarts; else it only keeps theirs.
  package var restarts = true
  /// Its router goes on forwarding meanwhile.
  package var keepsForwarding = true
  /// Told to the neighbours: so long they wait for the session. FRR's `restart-time`.
  package var restartTime = SimTime.seconds(120)
  /// So long it keeps stale routes of others at the most. FRR's `stalepath-time`.
  package var staleTime = SimTime.seconds(360)
  /// So long it waits for its neighbours' End-of-RIB before it chooses. FRR's `select-defer-time`.
  package var deferralTime = SimTime.seconds(360)
  /// Sessions that end by a NOTIFICATION or the hold timer count as well (RFC 8538).
  package var includesNotifications = false

  /// FRR's default: it waits for others, and asks nobody to wait for it; with RFC 8538 since version 8.3.
  package static let helper: GracefulRestart = {
    var settings = GracefulRestart()
    settings.restarts = false
    settings.includesNotifications = true
    return settings
  }()

  package init() {}

  /// Nil: the speaker knows nothing of graceful restarts.
  package init?(_ spec: BGPGracefulRestartSpec?, profile: TimerProfile) {
    switch spec?.mode ?? (profile == .frr ? .helper : .off) {
    case .off: return nil
    case .helper: restarts = false
    case .restart: restarts = true
    }
    includesNotifications = spec?.includesNotifications ?? (profile == .frr)
    if let value = spec?.keepsForwarding { keepsForwarding = value }
    if let value = spec?.restartTime { restartTime = value }
    if let value = spec?.staleTime { staleTime = value }
    if let value = spec?.deferralTime { deferralTime = value }
  }
}

extension GracefulRestart: CustomStringConvertible {
  package var description: String {
    if !restarts { return "helper, stale \(staleTime)" }
    return "restart \(restartTime), stale \(staleTime), defer \(deferralTime)"
      + (keepsForwarding ? "" : ", without forwarding")
  }
}
