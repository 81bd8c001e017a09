/// Title, subtitle and legend as one table above the drawing.
enum DOTHeading {
  /// The graph's label; nil: there is nothing to say.
  static func label(_ drawing: Drawing) -> String? {
    var rows = ""
    if !drawing.title.isEmpty { rows += "<TR><TD><B>\(DOTText.html(drawing.title))</B></TD></TR>" }
    if !drawing.subtitle.isEmpty {
      rows += "<TR><TD><FONT POINT-SIZE=\"12\" COLOR=\"\(DOTWriter.soft)\">"
      rows += "\(DOTText.html(drawing.subtitle))</FONT></TD></TR>"
    }
    if drawing.hasLegend, let legend = legend(drawing) { rows += "<TR><TD>\(legend)</TD></TR>" }
    if rows.isEmpty { return nil }
    return "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"2\">\(rows)</TABLE>>"
  }

  /// Only what the drawing shows is explained.
  private static func legend(_ drawing: Drawing) -> String? {
    var cells = ""
    func entry(_ sample: String, _ words: String) {
      cells += "<TD>\(sample)</TD><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"11\" COLOR=\"\(DOTWriter.soft)\">"
      cells += "\(words)   </FONT></TD>"
    }
    let isOverlay = drawing.edges.contains { $0.isNextHopForward || $0.isNextHopBackward }
    if drawing.edges.contains(where: { $0.utilization != nil && $0.state == .up && !isHop($0) }) {
      for (share, words) in [(0.0, "idle"), (0.3, "30%"), (0.6, "60%"), (0.95, "95% busy")] {
        let height = Int(UtilizationColor.width(share).rounded())
        entry(bars(1, width: 22, height: height, UtilizationColor.hexadecimal(share)), words)
      }
    }
    if drawing.edges.contains(where: { $0.state == .down }) || drawing.nodes.contains(where: { !$0.isUp }) {
      entry(bars(3, width: 6, height: 2, DOTWriter.down), "down")
    }
    if drawing.edges.contains(where: { $0.state == .blocked }) {
      entry(bars(5, width: 2, height: 2, DOTWriter.line), "blocked")
    }
    if isOverlay { entry(bars(1, width: 22, height: 3, DOTWriter.hop), "next hop") }
    if cells.isEmpty { return nil }
    return
      "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\"><TR>\(cells)</TR></TABLE>"
  }

  private static func isHop(_ edge: DrawingEdge) -> Bool { edge.isNextHopForward || edge.isNextHopBackward }

  /// A piece of line made of filled cells, which look the same whatever fonts there are.
  private static func bars(_ count: Int, width: Int, height: Int, _ color: String) -> String {
    let bar = "<TD FIXEDSIZE=\"TRUE\" WIDTH=\"\(width)\" HEIGHT=\"\(height)\" BGCOLOR=\"\(color)\"></TD>"
    let row = String(repeating: bar, count: count)
    return
      "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"0\"><TR>\(row)</TR></TABLE>"
  }
}
