/// Writes a drawing in Graphviz's language. All that makes rhumb's pictures look as they do is in this file.
enum DOTWriter {
  private static let ink = "#22303c"
  private static let soft = "#6b7a89"
  private static let line = "#8a97a5"
  private static let down = "#c0392b"
  private static let hop = "#0b6e4f"
  private static let font = "Helvetica,Arial,DejaVu Sans,sans-serif"

  /// - Parameters:
  ///   - usesPositions: nodes are pinned where the drawing has them (for neato).
  ///   - scale: inches a unit of the positions.
  static func text(
    _ drawing: Drawing, layout: DrawingLayout, usesPositions: Bool, scale: (x: Double, y: Double)
  ) -> String {
    let isLarge = drawing.nodes.count > 150
    var text = "graph network {\n"
    text += "  graph [\(graphAttributes(drawing, layout, isLarge: isLarge))]\n"
    text +=
      "  node [fontname=\"\(font)\", fontsize=13, fontcolor=\"\(ink)\", color=\"\(ink)\", penwidth=1.2, margin=\"0.12,0.06\"]\n"
    text +=
      "  edge [fontname=\"\(font)\", fontsize=10, fontcolor=\"\(soft)\", color=\"\(line)\", penwidth=1.4]\n"
    for node in drawing.nodes where node.cluster == nil {
      text += "  " + statement(node, usesPositions, scale, isLarge: isLarge)
    }
    for cluster in drawing.clusters {
      text += "  subgraph \(quote("cluster_" + cluster.name)) {\n"
      text +=
        "    graph [label=\(quote(cluster.label)), labeljust=l, fontname=\"\(font)\", fontsize=13, fontcolor=\"\(ink)\", "
      text += "style=\"rounded,filled\", color=\"#b9c4ce\", fillcolor=\"#f3f6f9\", penwidth=1.2, margin=14]\n"
      for node in drawing.nodes where node.cluster == cluster.name {
        text += "    " + statement(node, usesPositions, scale, isLarge: isLarge)
      }
      text += "  }\n"
    }
    for edge in drawing.edges { text += "  " + statement(edge, isLarge: isLarge) }
    return text + "}\n"
  }

  private static func graphAttributes(_ drawing: Drawing, _ layout: DrawingLayout, isLarge: Bool) -> String {
    var attributes = [
      "bgcolor=\"#ffffff\"", "pad=0.3", "fontname=\"\(font)\"", "fontcolor=\"\(ink)\"", "fontsize=18",
      "labelloc=t", "labeljust=c", "outputorder=edgesfirst", "forcelabels=true",
    ]
    switch layout {
    case .dot: attributes += ["nodesep=0.45", "ranksep=0.75", "splines=\(isLarge ? "line" : "true")"]
    case .neato, .fdp:
      attributes += ["overlap=false", "splines=true", "sep=\"+12\"", "esep=\"+6\"", "start=7", "K=1.1"]
    case .sfdp: attributes += ["overlap=prism", "splines=line", "start=7"]
    case .circo, .twopi: attributes += ["overlap=false", "splines=true"]
    }
    if !drawing.title.isEmpty || drawing.hasLegend { attributes.append("label=\(heading(drawing))") }
    return attributes.joined(separator: ", ")
  }

  /// Title, subtitle and legend as one table above the drawing.
  private static func heading(_ drawing: Drawing) -> String {
    var rows = ""
    if !drawing.title.isEmpty { rows += "<TR><TD><B>\(html(drawing.title))</B></TD></TR>" }
    if !drawing.subtitle.isEmpty {
      rows += "<TR><TD><FONT POINT-SIZE=\"12\" COLOR=\"\(soft)\">\(html(drawing.subtitle))</FONT></TD></TR>"
    }
    if drawing.hasLegend { rows += "<TR><TD>\(legend(drawing))</TD></TR>" }
    return "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"2\">\(rows)</TABLE>>"
  }

  private static func legend(_ drawing: Drawing) -> String {
    var cells = ""
    func sample(_ color: String, _ words: String, _ sign: String = "━━") {
      cells += "<TD><FONT POINT-SIZE=\"11\" COLOR=\"\(color)\">\(sign)</FONT></TD>"
      cells += "<TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"11\" COLOR=\"\(soft)\">\(words)  </FONT></TD>"
    }
    if drawing.edges.contains(where: { $0.utilization != nil }) {
      for (share, words) in [(0.02, "idle"), (0.3, "30%"), (0.6, "60%"), (0.95, "95% busy")] {
        sample(UtilizationColor.hexadecimal(share), words)
      }
    }
    if drawing.edges.contains(where: { $0.state == .down }) || drawing.nodes.contains(where: { !$0.isUp }) {
      sample(down, "down", "╍╍")
    }
    if drawing.edges.contains(where: { $0.state == .blocked }) { sample(line, "blocked", "┈┈") }
    if drawing.edges.contains(where: { $0.isNextHopForward || $0.isNextHopBackward }) {
      sample(hop, "next hop", "━►")
    }
    if cells.isEmpty { return " " }
    return
      "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\"><TR>\(cells)</TR></TABLE>"
  }

  // MARK: Nodes

  private static func statement(
    _ node: DrawingNode, _ usesPositions: Bool, _ scale: (x: Double, y: Double), isLarge: Bool
  ) -> String {
    var attributes = ["label=\(label(node, isLarge: isLarge))", look(node)]
    if usesPositions, let position = node.position {
      attributes.append("pos=\"\(rounded(position.x * scale.x)),\(rounded(position.y * scale.y))!\"")
    }
    return "\(quote(node.name)) [\(attributes.joined(separator: ", "))]\n"
  }

  private static func label(_ node: DrawingNode, isLarge: Bool) -> String {
    if node.details.isEmpty || isLarge { return quote(node.label) }
    let lines = node.details.prefix(3).map {
      "<BR/><FONT POINT-SIZE=\"9\" COLOR=\"\(soft)\">\(html($0))</FONT>"
    }
    return "<\(html(node.label))\(lines.joined())>"
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
        attributes.append("penwidth=\(rounded(1.4 + 3.6 * min(1, max(0, utilization))))")
      }
    }
    if isHop && edge.state == .up {
      let direction =
        edge.isNextHopForward && edge.isNextHopBackward ? "both" : edge.isNextHopForward ? "forward" : "back"
      attributes += ["color=\"\(hop)\"", "penwidth=2.6", "dir=\(direction)", "arrowsize=0.9"]
    }
    var label = edge.label
    if edge.state == .down { label += label.isEmpty ? "down" : "\ndown" }
    if edge.state == .blocked { label += label.isEmpty ? "blocked" : "\nblocked" }
    if !label.isEmpty && !isLarge { attributes.append("label=\(edgeLabel(label))") }
    let list = attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]"
    return "\(quote(edge.from)) -- \(quote(edge.to))\(list)\n"
  }

  /// On white, so that it can be read where it lies on a line.
  private static func edgeLabel(_ text: String) -> String {
    "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\" BGCOLOR=\"#ffffff\">"
      + "<TR><TD>\(html(text))</TD></TR></TABLE>>"
  }

  // MARK: Text

  /// A quoted string of the DOT language. Labels are escape strings, so a backslash is doubled.
  static func quote(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\u{0}"..<"\u{20}": quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  static func html(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n": escaped += "<BR/>"
      case "\u{0}"..<"\u{20}": escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped.isEmpty ? " " : escaped
  }

  private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}

/// From grey-blue through amber to red: lightness falls all the way, so that it reads without colour vision too.
enum UtilizationColor {
  private static let stops: [(at: Double, color: (Double, Double, Double))] = [
    (0, (168, 184, 199)), (0.3, (92, 148, 196)), (0.6, (219, 146, 38)), (0.85, (205, 70, 38)),
    (1, (140, 16, 24)),
  ]

  static func hexadecimal(_ share: Double) -> String {
    let value = min(1, max(0, share.isFinite ? share : 0))
    let upper = stops.firstIndex { $0.at >= value } ?? stops.count - 1
    let (high, low) = (stops[upper], stops[max(0, upper - 1)])
    let span = high.at - low.at
    let part = span > 0 ? (value - low.at) / span : 0
    func mix(_ a: Double, _ b: Double) -> String {
      let digits = String(Int((a + (b - a) * part).rounded()), radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }
    return "#" + mix(low.color.0, high.color.0) + mix(low.color.1, high.color.1)
      + mix(low.color.2, high.color.2)
  }
}
