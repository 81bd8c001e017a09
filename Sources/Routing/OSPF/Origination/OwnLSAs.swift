import Kernel
import NetworkModel

/// What a router remembers of the LSAs that it originates itself.
struct OwnLSAs: Sendable {
  /// Groups that are reconciled together: what should be there against what is.
  enum Group: Int, CaseIterable, Sendable {
    case links
    case summaries
    case externals
  }

  /// An LSA as it should be.
  struct Wanted: Sendable {
    let key: LSAKey
    let scope: Int
    let options: LSAOptions
    let body: LSABody
  }

  /// What is announced now, in the order of origination.
  var active: [[Wanted]] = Group.allCases.map { _ in [] }
  /// What a border router tells its areas of each other.
  var summaries: [OSPFSummary] = []
  /// By position of a virtual link's interface: its place in the backbone's router-LSA, as it was when the link was last up.
  var virtualPlaces: [Int: Int] = [:]
  /// For MinLSInterval, which holds for each LSA by itself: a border router's router-LSAs bear one name in all of its areas.
  var originatedAt: [Name: SimTime] = [:]
  /// To be originated anew although they say the same: for refresh, or since an older life's instance came back.
  var renewals: Set<Name> = []
  var nextAttempt = SimTime.never
  /// Changes are gathered until then.
  var gatherUntil: SimTime?

  /// What an LSA is called, and where.
  struct Name: Hashable, Sendable {
    let key: LSAKey
    let scope: Int
  }

  var isWaiting: Bool { nextAttempt != .never || gatherUntil != nil }
}
