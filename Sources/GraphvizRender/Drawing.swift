/// A picture of a network, before it is laid out: what there is, and how it stands.
package struct Drawing: Sendable {
  package var title = ""
  package var subtitle = ""
  package var nodes: [DrawingNode] = []
  package var edges: [DrawingEdge] = []
  package var clusters: [DrawingCluster] = []
  /// A key to colours and dashes is drawn.
  package var hasLegend = false

  package init() {}
}

/// A host with what runs on it.
package struct DrawingCluster: Sendable {
  package var name: String
  package var label: String

  package init(name: String, label: String) {
    self.name = name
    self.label = label
  }
}

package struct DrawingNode: Sendable {
  package enum Kind: Sendable {
    case router
    case host
    case bridge
    case container
    case balancer
  }

  package var name: String
  package var label: String
  package var kind: Kind
  /// Small lines under the name: loopback, AS, stub networks.
  package var details: [String] = []
  /// The cluster that it stands in.
  package var cluster: String?
  package var isUp = true
  /// The destination of an overlay.
  package var isEmphasized = false
  /// Any unit; y grows upwards.
  package var position: (x: Double, y: Double)?

  package init(name: String, label: String, kind: Kind) {
    self.name = name
    self.label = label
    self.kind = kind
  }
}

package struct DrawingEdge: Sendable {
  package enum State: Sendable {
    case up
    case down
    /// A spanning tree keeps it closed.
    case blocked
  }

  package var from: String
  package var to: String
  package var label = ""
  /// Of the busier direction, 0…1; nil: not known, as before a run.
  package var utilization: Double?
  package var state = State.up
  /// Where the next hops of an overlay lead: along this edge, against it, or both.
  package var isNextHopForward = false
  package var isNextHopBackward = false

  package init(from: String, to: String) {
    self.from = from
    self.to = to
  }

  /// The label with the state in words, so that it does not depend on colour.
  var words: String {
    switch state {
    case .up: label
    case .down: label.isEmpty ? "down" : "\(label)\ndown"
    case .blocked: label.isEmpty ? "blocked" : "\(label)\nblocked"
    }
  }
}

package enum DrawingFormat: String, Sendable, CaseIterable {
  case svg
  case png
  case pdf
  case dot
  case json
}

/// Graphviz's layout engines. All give the same bytes for the same drawing, in any process, but `fdp`: on more than some
/// thirty nodes its result depends on where its records lie in memory (2.43). It is never chosen by itself.
package enum DrawingLayout: String, Sendable, CaseIterable {
  case dot
  case neato
  case fdp
  case sfdp
  case circo
  case twopi
}

/// Why nothing was drawn.
package enum RenderError: Error, CustomStringConvertible {
  case graphvizUnavailable
  case malformedGraph(String)
  case layoutFailed(String)
  case renderFailed(String)
  case tooLarge(format: String, nodes: Int)

  package var description: String {
    switch self {
    case .graphvizUnavailable: "Graphviz could not be started"
    case .malformedGraph(let message): "the drawing could not be built: \(message)"
    case .layoutFailed(let layout): "Graphviz could not lay the drawing out with \(layout)"
    case .renderFailed(let format): "Graphviz could not write \(format); is that plugin installed?"
    case .tooLarge(let format, let nodes):
      "\(nodes) nodes are too many for \(format) (its memory grows with the area); draw .svg or .dot"
    }
  }
}
