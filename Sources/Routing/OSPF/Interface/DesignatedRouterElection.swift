import NetworkModel

/// The election of a designated router and its backup (RFC 2328 §9.4), as a function of what each router declares.
struct DesignatedRouterElection {
  struct Candidate: Sendable {
    let router: RouterID
    /// Of its interface: what hellos name.
    let address: IPv4Address
    let priority: Int
    /// What it believes itself.
    var designated: IPv4Address
    var backup: IPv4Address

    var declaresItself: Bool { designated == address }
    var declaresItselfBackup: Bool { backup == address }
  }

  struct Outcome: Equatable {
    var designated: IPv4Address
    var backup: IPv4Address
  }

  /// - Parameters:
  ///   - own: the electing router itself, with what it believed before.
  ///   - others: neighbours in state 2-Way or higher.
  static func elect(own: Candidate, others: [Candidate]) -> Outcome {
    let first = round(own: own, others: others)
    // Step 4: a router whose own role changes goes through steps 2 and 3 once more, so that it does not declare itself
    // both.
    let wasDesignated = own.declaresItself
    let wasBackup = own.declaresItselfBackup
    let isDesignated = first.designated == own.address
    let isBackup = first.backup == own.address
    if wasDesignated == isDesignated && wasBackup == isBackup { return first }
    var changed = own
    changed.designated = first.designated
    changed.backup = first.backup
    return round(own: changed, others: others)
  }

  private static func round(own: Candidate, others: [Candidate]) -> Outcome {
    // Step 1: priority 0 is not eligible.
    let eligible = ([own] + others).filter { $0.priority > 0 }
    // Step 2: among those that do not declare themselves designated, first those that declare themselves backup.
    let notDesignated = eligible.filter { !$0.declaresItself }
    let backup =
      best(notDesignated.filter(\.declaresItselfBackup)) ?? best(notDesignated)
    // Step 3: those that declare themselves designated; none: the backup takes over.
    let designated = best(eligible.filter(\.declaresItself)) ?? backup
    return Outcome(designated: designated?.address ?? .any, backup: backup?.address ?? .any)
  }

  /// The highest priority, then the highest router ID.
  private static func best(_ candidates: [Candidate]) -> Candidate? {
    candidates.max { ($0.priority, $0.router) < ($1.priority, $1.router) }
  }
}
