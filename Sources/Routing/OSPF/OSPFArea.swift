import NetworkModel

/// An area as one of its routers sees it.
struct OSPFArea: Sendable {
  let number: UInt32
  let numbering: LinkStateNumbering
  let spec: OSPFAreaSpec
  /// The tree of the last computation.
  var tree = ShortestPathTree()
  /// Ranges that have something in them, with the largest cost of it (RFC 2328 §12.4.3).
  var activeRanges: [(range: OSPFRangeSpec, cost: UInt32)] = []

  init(number: UInt32, numbering: LinkStateNumbering, spec: OSPFAreaSpec) {
    self.number = number
    self.numbering = numbering
    self.spec = spec
    takesExternals = spec.kind.takesExternals
  }

  var isBackbone: Bool { number == OSPF.backbone }

  /// Whether type 5 LSAs come in (§3.6).
  let takesExternals: Bool

  /// The E- and N-bits of hellos (§10.5, RFC 3101 §2.4).
  var options: LSAOptions {
    if spec.kind.isNSSA { return .nssa }
    return takesExternals ? .external : []
  }
}
