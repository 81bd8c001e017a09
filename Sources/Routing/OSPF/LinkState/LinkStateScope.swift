import Kernel
import NetworkModel

/// Where an LSA is flooded (RFC 2328 §13.3): in one area, or in the whole domain but its stub areas.
package enum LinkStateScope: Hashable, Comparable, Sendable, CustomStringConvertible {
  case area(UInt32)
  case domain

  package var description: String {
    switch self {
    case .area(let number): String(number)
    case .domain: "domain"
    }
  }
}

/// A router's database of one scope, for comparison with others.
package struct LinkStateScopeView: Sendable {
  package let scope: LinkStateScope
  package let digest: UInt64
  /// Neighbours in state Full, over which the scope is flooded.
  package let adjacent: Set<RouterID>
}

extension OSPFProcess {
  package func scopeViews(at now: SimTime) -> [LinkStateScopeView] {
    var views: [LinkStateScopeView] = []
    for area in areas.indices {
      views.append(
        LinkStateScopeView(
          scope: .area(areas[area].number), digest: databases[area].digest(at: now),
          adjacent: fullNeighbors { $0.area == area }))
    }
    if areas.contains(where: \.takesExternals) {
      views.append(
        LinkStateScopeView(
          scope: .domain, digest: databases[wideScope].digest(at: now),
          adjacent: fullNeighbors(\.takesExternals)))
    }
    return views
  }

  private func fullNeighbors(_ isMeant: (OSPFInterface) -> Bool) -> Set<RouterID> {
    Set(interfaces.filter(isMeant).flatMap { $0.neighbors.filter { $0.state == .full }.map(\.router) })
  }
}
