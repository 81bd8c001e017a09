import CGraphviz
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

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
      try draw(text, layout: chosen, format: format)
    }
  }

  private static func draw(
    _ text: String, layout: DrawingLayout, format: DrawingFormat
  ) throws(RenderError) -> [UInt8] {
    // Pixels and pages need the plugins that draw them; text formats must not depend on the fonts installed.
    let isRaster = format == .png || format == .pdf
    guard let context = isRaster ? gvContext() : GraphvizContext.withoutFonts() ?? gvContext() else {
      throw .graphvizUnavailable
    }
    defer { gvFreeContext(context) }
    // Messages are kept for `lastMessage` instead of being printed by the library.
    agseterr(AGMAX)
    // Layouts draw from the C library's generators: without a seed the second drawing of a process differs.
    srand(1)
    srand48(1)
    guard let graph = text.withCString({ agmemread($0) }) else {
      throw .malformedGraph(lastMessage ?? "Graphviz cannot read it")
    }
    defer { agclose(graph) }
    guard gvLayout(context, graph, layout.rawValue) == 0 else { throw .layoutFailed(layout.rawValue) }
    defer { gvFreeLayout(context, graph) }
    var data: UnsafeMutablePointer<CChar>?
    var length: UInt32 = 0
    // The result is garbage when the call fails: the code is looked at first.
    guard gvRenderData(context, graph, format.rawValue, &data, &length) == 0, let data else {
      throw .renderFailed(format.rawValue)
    }
    defer { gvFreeRenderData(data) }
    return Array(UnsafeRawBufferPointer(start: data, count: Int(length)))
  }

  /// What Graphviz complained of last, in one line.
  private static var lastMessage: String? {
    guard let message = aglasterr() else { return nil }
    let words = String(cString: message).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.isEmpty ? nil : words
  }
}
