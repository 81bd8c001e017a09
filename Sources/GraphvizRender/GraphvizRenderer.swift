import CGraphviz
import Synchronization

/// Lays drawings out and renders them through libgvc, in process.
///
/// Graphviz keeps global state even across contexts, so one lock serves the whole process.
package enum GraphvizRenderer {
  private static let lock = Mutex(())

  /// More nodes than this are refused for pictures made of pixels or pages.
  private static let maximumRasterNodes = 2000

  /// - Parameter layout: nil chooses: given positions where all nodes have one, `dot` for trees and fabrics of hosts,
  ///   `neato` for meshes of routers, `sfdp` for the large.
  package static func render(
    _ drawing: Drawing, format: DrawingFormat, layout: DrawingLayout? = nil
  ) throws(RenderError) -> [UInt8] {
    if (format == .png || format == .pdf) && drawing.nodes.count > maximumRasterNodes {
      throw .tooLarge(format: format.rawValue, nodes: drawing.nodes.count)
    }
    let isPlaced = layout == nil && LayoutChoice.hasUsablePositions(drawing)
    let chosen = layout ?? (isPlaced ? .neato : LayoutChoice.layout(for: drawing))
    let scale = isPlaced ? LayoutChoice.scale(drawing) : (1, 1)
    let text = DOTWriter.text(drawing, layout: chosen, usesPositions: isPlaced, scale: scale)
    if format == .dot { return Array(text.utf8) }
    return try lock.withLock { (_) throws(RenderError) in
      try draw(text, chosen.rawValue, format.rawValue)
    }
  }

  private static func draw(_ text: String, _ layout: String, _ format: String) throws(RenderError) -> [UInt8]
  {
    guard let context = gvContext() else { throw .graphvizUnavailable }
    defer { gvFreeContext(context) }
    agseterr(AGERR)
    guard let graph = text.withCString({ agmemread($0) }) else {
      throw .malformedGraph("Graphviz cannot read it")
    }
    defer { agclose(graph) }
    guard gvLayout(context, graph, layout) == 0 else { throw .layoutFailed(layout) }
    defer { gvFreeLayout(context, graph) }
    var data: UnsafeMutablePointer<CChar>?
    var length: UInt32 = 0
    // The result is garbage when the call fails: the code is looked at first.
    guard gvRenderData(context, graph, format, &data, &length) == 0, let data else {
      throw .renderFailed(format)
    }
    defer { gvFreeRenderData(data) }
    return Array(UnsafeRawBufferPointer(start: data, count: Int(length)))
  }
}

/// Which layout suits a drawing, and how far apart its given positions are drawn.
enum LayoutChoice {
  static func hasUsablePositions(_ drawing: Drawing) -> Bool {
    guard drawing.nodes.count > 1, drawing.clusters.isEmpty else { return false }
    guard drawing.nodes.allSatisfy({ $0.position != nil }) else { return false }
    // Two nodes in one place cannot be read.
    let places = Set(drawing.nodes.compactMap { $0.position.map { "\($0.x) \($0.y)" } })
    return places.count == drawing.nodes.count
  }

  static func layout(for drawing: Drawing) -> DrawingLayout {
    if drawing.nodes.count > 300 { return .sfdp }
    if !drawing.clusters.isEmpty || drawing.edges.count < drawing.nodes.count { return .dot }
    let leaves = drawing.nodes.count { $0.kind == .host || $0.kind == .container }
    return leaves * 2 > drawing.nodes.count ? .dot : .neato
  }

  /// Such that near neighbours are about an inch and a half apart, and the whole stays within a page or two.
  static func scale(_ drawing: Drawing) -> (x: Double, y: Double) {
    let places = drawing.nodes.compactMap(\.position)
    let width = span(places.map(\.x))
    let height = span(places.map(\.y))
    let wanted = 2.2 * Double(places.count).squareRoot() + 1.5
    guard max(width, height) > 0 else { return (1, 1) }
    let scale = wanted / max(width, height * 1.3)
    // Maps that are very flat are stretched a little.
    let stretch = height > 0 && width / height > 2.4 ? 1.35 : 1.0
    return (scale, scale * stretch)
  }

  private static func span(_ values: [Double]) -> Double { (values.max() ?? 0) - (values.min() ?? 0) }
}
