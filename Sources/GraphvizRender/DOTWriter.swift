/// Writes a drawing in Graphviz's language. All that makes rhumb's pictures look as they do is here, in `DOTHeading` and
/// in `UtilizationColor`.
enum DOTWriter {
  /// Dark grey-blue for names and outlines.
  static let ink = "#22303c"
  /// For what is said beside the names.
  static let soft = "#5d6b79"
  static let line = "#8a97a5"
  static let down = "#c0392b"
  static let hop = "#0b6e4f"
  static let font = "Helvetica,Arial,DejaVu Sans,sans-serif"

  /// - Parameters:
  ///   - usesPositions: nodes are pinned where the drawing has them (for neato).
  ///   - scale: inches a unit of the positions.
  static func text(
    _ drawing: Drawing, layout: DrawingLayout, usesPositions: Bool = false,
    scale: (x: Double, y: Double) = (1, 1)
  ) -> String {
    let isLarge = LayoutChoice.isLarge(drawing)
    let isFromLeft = layout == .dot && LayoutChoice.isLong(drawing)
    var text = "graph network {\n"
    text += "  graph [\(graphAttributes(drawing, layout, usesPositions, isFromLeft: isFromLeft))]\n"
    text += "  node [fontname=\"\(font)\", fontsize=13, fontcolor=\"\(ink)\", color=\"\(ink)\", "
    text += "penwidth=1.2, margin=\"0.12,0.06\"]\n"
    text += "  edge [fontname=\"\(font)\", fontsize=10, fontcolor=\"\(soft)\", color=\"\(line)\", "
    text += "penwidth=1.4"
    if layout == .neato && !usesPositions { text += ", len=\(rounded(LayoutChoice.linkLength(drawing)))" }
    text += "]\n"
    for node in drawing.nodes where node.cluster == nil {
      text += "  " + statement(node, usesPositions, scale, isLarge: isLarge)
    }
    for cluster in drawing.clusters {
      text += "  subgraph \(DOTText.identifier("cluster_" + cluster.name)) {\n"
      text += "    graph [label=\(DOTText.label(cluster.label)), labeljust=l, fontname=\"\(font)\", "
      text += "fontsize=13, fontcolor=\"\(ink)\", style=\"rounded,filled\", color=\"#b9c4ce\", "
      text += "fillcolor=\"#f3f6f9\", penwidth=1.2, margin=14]\n"
      let members = drawing.nodes.filter { $0.cluster == cluster.name }
      // From left to right, dot sets the members of a cluster from the bottom up (2.43).
      for node in isFromLeft ? members.reversed() : members {
        text += "    " + statement(node, usesPositions, scale, isLarge: isLarge)
      }
      text += "  }\n"
    }
    for edge in drawing.edges { text += "  " + statement(edge, isLarge: isLarge) }
    return text + "}\n"
  }

  private static func graphAttributes(
    _ drawing: Drawing, _ layout: DrawingLayout, _ usesPositions: Bool, isFromLeft: Bool
  ) -> String {
    // No more than 80 inches: a picture of 7,680 pixels can still be opened.
    var attributes = [
      "bgcolor=\"#ffffff\"", "pad=0.3", "size=\"80,80\"", "fontname=\"\(font)\"", "fontcolor=\"\(ink)\"",
      "fontsize=18", "labelloc=t", "labeljust=c", "outputorder=edgesfirst", "forcelabels=true",
    ]
    let splines = LayoutChoice.drawsCurves(drawing, layout) ? "true" : "line"
    switch layout {
    case .dot:
      attributes += ["nodesep=0.45", "ranksep=0.75", "splines=\(splines)"]
      if isFromLeft { attributes.append("rankdir=LR") }
    case .neato, .fdp:
      attributes += ["overlap=false", "splines=\(splines)", "sep=\"+12\"", "esep=\"+6\"", "start=7"]
      // Overlaps are removed without first blowing up and afterwards shrinking the whole.
      attributes += [
        "overlap_scaling=0", "overlap_shrink=false", "K=\(rounded(LayoutChoice.linkLength(drawing)))",
      ]
      // The first link lies level, so that a grid stands upright.
      if !usesPositions { attributes.append("normalize=true") }
    case .sfdp: attributes += ["overlap=prism", "splines=line", "start=7"]
    case .circo, .twopi: attributes += ["overlap=false", "splines=\(splines)"]
    }
    if let heading = DOTHeading.label(drawing) { attributes.append("label=\(heading)") }
    return attributes.joined(separator: ", ")
  }

  // MARK: Nodes

  private static func statement(
    _ node: DrawingNode, _ usesPositions: Bool, _ scale: (x: Double, y: Double), isLarge: Bool
  ) -> String {
    var attributes = ["label=\(label(node, isLarge: isLarge))", look(node)]
    if usesPositions, let position = node.position {
      attributes.append("pos=\"\(rounded(position.x * scale.x)),\(rounded(position.y * scale.y))!\"")
    }
    return "\(DOTText.identifier(node.name)) [\(attributes.joined(separator: ", "))]\n"
  }

  private static func label(_ node: DrawingNode, isLarge: Bool) -> String {
    if node.details.isEmpty || isLarge { return DOTText.label(node.label) }
    let lines = node.details.prefix(3).map {
      "<BR/><FONT POINT-SIZE=\"9\" COLOR=\"\(soft)\">\(DOTText.html($0))</FONT>"
    }
    return "<\(DOTText.html(node.label))\(lines.joined())>"
  }

  private static func look(_ node: DrawingNode) -> String {
    let (shape, style, fill): (String, String, String)
    switch node.kind {
    case .router: (shape, style, fill) = ("ellipse", "filled", "#dbe9f6")
    case .host: (shape, style, fill) = ("box", "filled", "#eef1f4")
    case .bridge: (shape, style, fill) = ("hexagon", "filled", "#e6e0f2")
    case .container: (shape, style, fill) = ("component", "filled", "#e2f1e3")
    case .balancer: (shape, style, fill) = ("invtrapezium", "filled", "#fdf0d5")
    }
    if !node.isUp {
      return
        "shape=\(shape), style=\"\(style),dashed\", fillcolor=\"#fbeae8\", color=\"\(down)\", fontcolor=\"\(down)\""
    }
    if node.isEmphasized {
      return "shape=\(shape), style=\"\(style),bold\", fillcolor=\"#c9ecdc\", color=\"\(hop)\", penwidth=2.6"
    }
    return "shape=\(shape), style=\"\(style)\", fillcolor=\"\(fill)\""
  }

  // MARK: Edges

  private static func statement(_ edge: DrawingEdge, isLarge: Bool) -> String {
    var attributes: [String] = []
    let isHop = edge.isNextHopForward || edge.isNextHopBackward
    switch edge.state {
    case .down: attributes += ["color=\"\(down)\"", "style=dashed", "fontcolor=\"\(down)\""]
    case .blocked: attributes += ["style=dotted", "penwidth=1.8"]
    case .up:
      if let utilization = edge.utilization, !isHop {
        attributes.append("color=\"\(UtilizationColor.hexadecimal(utilization))\"")
        attributes.append("penwidth=\(rounded(UtilizationColor.width(utilization)))")
      }
    }
    if isHop && edge.state == .up {
      let direction =
        edge.isNextHopForward && edge.isNextHopBackward ? "both" : edge.isNextHopForward ? "forward" : "back"
      attributes += ["color=\"\(hop)\"", "penwidth=2.6", "dir=\(direction)", "arrowsize=0.9"]
    }
    let label = edge.words
    if !label.isEmpty && !isLarge { attributes.append("label=\(edgeLabel(label))") }
    let list = attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]"
    return "\(DOTText.identifier(edge.from)) -- \(DOTText.identifier(edge.to))\(list)\n"
  }

  /// A little off its own line, and on white where it lies over others.
  private static func edgeLabel(_ text: String) -> String {
    let table = "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING"
    return "<\(table)=\"3\"><TR><TD>\(table)=\"0\" BGCOLOR=\"#ffffff\"><TR><TD>"
      + "\(DOTText.html(text))</TD></TR></TABLE></TD></TR></TABLE>>"
  }

  private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
