import NetworkModel

/// An area as one of its routers sees it.
struct OSPFArea: Sendable {
  let number: UInt32
  let numbering: LinkStateNumbering
  /// Whether type 5 LSAs come in (§3.6).
  var takesExternals = true
  /// The tree of the last computation.
  var tree = ShortestPathTree()

  init(number: UInt32, numbering: LinkStateNumbering) {
    self.number = number
    self.numbering = numbering
  }

  /// The E-bit of hellos (§10.5).
  var options: LSAOptions { takesExternals ? .external : [] }
}
