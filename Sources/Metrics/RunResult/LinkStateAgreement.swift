/// An invariant of link-state routing: once all is quiet, all routers of an area that can talk to each other have the same
/// database (RFC 2328 §3: "the topology of an area"; §13).
package struct LinkStateAgreement: Sendable, Equatable {
  /// An area, or `domain` for the LSAs that are flooded everywhere.
  package let scope: String
  package let routers: Int
  /// Into how many parts failures have cut it. Parts may differ from each other.
  package let parts: Int
  /// One router of each two that should have the same database and have not.
  package let disagreements: [Disagreement]

  package struct Disagreement: Sendable, Equatable {
    package let router: String
    package let other: String

    package init(router: String, other: String) {
      self.router = router
      self.other = other
    }
  }

  package init(scope: String, routers: Int, parts: Int, disagreements: [Disagreement]) {
    self.scope = scope
    self.routers = routers
    self.parts = parts
    self.disagreements = disagreements
  }

  package var holds: Bool { disagreements.isEmpty }
}
