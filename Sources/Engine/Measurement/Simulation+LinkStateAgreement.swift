import Metrics
import NetworkModel
import Routing

extension Simulation {
  /// Whether the databases of OSPF's areas are identical; nil while routing has not settled, when they need not be.
  ///
  /// Routers are held against each other that full adjacencies join: what failures have cut apart may differ.
  package func linkStateAgreement() -> [LinkStateAgreement]? {
    guard isQuiet else { return nil }
    var members: [LinkStateScope: [Member]] = [:]
    for (position, node) in topology.nodes.enumerated() where nodes[position].isUp {
      guard let process = ospfProcess(of: NodeIndex(position)) else { continue }
      for view in process.scopeViews(at: now) {
        members[view.scope, default: []].append(
          Member(name: node.name, identifier: process.routerID, view: view))
      }
    }
    return members.sorted { $0.key < $1.key }.map { Self.agreement($0.key, $0.value) }
  }

  private struct Member {
    let name: String
    let identifier: RouterID
    let view: LinkStateScopeView
  }

  private static func agreement(_ scope: LinkStateScope, _ members: [Member]) -> LinkStateAgreement {
    let places = Dictionary(
      members.enumerated().map { ($1.identifier, $0) }, uniquingKeysWith: { first, _ in first })
    // Parts by their first router, by walking along adjacencies that both ends have.
    var part = [Int?](repeating: nil, count: members.count)
    var disagreements: [LinkStateAgreement.Disagreement] = []
    var parts = 0
    for start in members.indices where part[start] == nil {
      parts += 1
      part[start] = start
      var pending = [start]
      while let place = pending.popLast() {
        if members[place].view.digest != members[start].view.digest {
          disagreements.append(
            LinkStateAgreement.Disagreement(router: members[place].name, other: members[start].name))
        }
        for neighbor in members[place].view.adjacent {
          guard let other = places[neighbor], part[other] == nil,
            members[other].view.adjacent.contains(members[place].identifier)
          else { continue }
          part[other] = start
          pending.append(other)
        }
      }
    }
    return LinkStateAgreement(
      scope: scope.description, routers: members.count, parts: parts, disagreements: disagreements)
  }

  /// What a reader is told when the invariant does not hold.
  func agreementNotices(_ agreements: [LinkStateAgreement]) -> [String] {
    agreements.flatMap { agreement in
      agreement.disagreements.prefix(3).map { found in
        let scope = agreement.scope == "domain" ? "external routes" : "area \(agreement.scope)"
        return
          "The link-state databases of \(found.router) and \(found.other) differ (\(scope)) although all is quiet: "
          + "this is a fault in rhumb."
      }
    }
  }
}
