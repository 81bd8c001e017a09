import Testing

@testable import GraphvizRender

@Suite struct RendererTests {
  private static func pair(_ first: String, _ second: String) -> Drawing {
    var drawing = Drawing()
    drawing.title = "t"
    drawing.nodes = [
      DrawingNode(name: first, label: first, kind: .router),
      DrawingNode(name: second, label: second, kind: .host),
    ]
    drawing.edges = [DrawingEdge(from: first, to: second)]
    return drawing
  }

  private static func text(_ drawing: Drawing, _ format: DrawingFormat) throws -> String {
    String(decoding: try GraphvizRenderer.render(drawing, format: format), as: UTF8.self)
  }

  @Test(arguments: [
    (DrawingFormat.svg, Array("<?xml".utf8)), (.png, [0x89, 0x50, 0x4E, 0x47]), (.pdf, Array("%PDF".utf8)),
    (.dot, Array("graph".utf8)), (.json, Array("{".utf8)),
  ])
  func everyFormatBeginsAsItShould(format: DrawingFormat, head: [UInt8]) throws {
    let bytes = try GraphvizRenderer.render(Self.pair("a", "b"), format: format)
    #expect(Array(bytes.prefix(head.count)) == head)
  }

  @Test(arguments: DrawingLayout.allCases) func everyLayoutDrawsBothNodes(layout: DrawingLayout) throws {
    let bytes = try GraphvizRenderer.render(Self.pair("alpha", "beta"), format: .svg, layout: layout)
    let svg = String(decoding: bytes, as: UTF8.self)
    #expect(svg.contains(">alpha<") && svg.contains(">beta<"))
  }

  @Test(arguments: [
    "a\"b", "back\\slash", "<tag> & co", "zwei\nZeilen", "日本語", "é", "node", "graph", "\\N", "",
  ])
  func oddNamesAreDrawn(name: String) throws {
    var drawing = Self.pair(name, "other")
    drawing.nodes[0].details = [name]
    drawing.edges[0].label = name
    drawing.clusters = [DrawingCluster(name: name, label: name)]
    #expect(try Self.text(drawing, .svg).contains("</svg>"))
  }

  @Test func parallelLinksAndLoopsAreAllDrawn() throws {
    var drawing = Self.pair("a", "b")
    drawing.edges += [
      DrawingEdge(from: "a", to: "b"), DrawingEdge(from: "b", to: "a"), DrawingEdge(from: "a", to: "a"),
    ]
    let svg = try Self.text(drawing, .svg)
    #expect(svg.split(separator: "class=\"edge\"").count - 1 == 4)
  }

  @Test func whatIsDownIsDashedAndWhatIsBlockedDotted() throws {
    var drawing = Self.pair("a", "b")
    drawing.edges[0].state = .down
    #expect(try Self.text(drawing, .dot).contains("style=dashed"))
    drawing.edges[0].state = .blocked
    #expect(try Self.text(drawing, .dot).contains("style=dotted"))
  }

  @Test func nextHopsAreArrowsInTheirDirection() throws {
    var drawing = Self.pair("a", "b")
    drawing.edges[0].isNextHopForward = true
    #expect(try Self.text(drawing, .dot).contains("dir=forward"))
    drawing.edges[0].isNextHopBackward = true
    #expect(try Self.text(drawing, .dot).contains("dir=both"))
  }

  @Test func theSameDrawingGivesTheSameBytes() throws {
    var drawing = Drawing()
    for number in 0..<30 {
      drawing.nodes.append(DrawingNode(name: "n\(number)", label: "n\(number)", kind: .router))
      if number > 0 { drawing.edges.append(DrawingEdge(from: "n\(number / 2)", to: "n\(number)")) }
    }
    #expect(try Self.text(drawing, .svg) == Self.text(drawing, .svg))
  }

  @Test func nothingAtAllIsDrawnToo() throws {
    #expect(try Self.text(Drawing(), .svg).contains("</svg>"))
  }

  @Test func tooManyNodesForPixelsAreRefused() {
    var drawing = Drawing()
    drawing.nodes = (0..<2001).map { DrawingNode(name: "n\($0)", label: "", kind: .host) }
    #expect(throws: RenderError.self) { try GraphvizRenderer.render(drawing, format: .png) }
  }

  @Test func utilizationGetsDarkerAllTheWay() {
    func lightness(_ color: String) -> Int {
      let digits = color.dropFirst()
      let values = [0, 2, 4].map { Int(digits.dropFirst($0).prefix(2), radix: 16) ?? 0 }
      return 299 * values[0] + 587 * values[1] + 114 * values[2]
    }
    let steps = stride(from: 0.0, through: 1, by: 0.25).map { lightness(UtilizationColor.hexadecimal($0)) }
    #expect(steps.first ?? 0 > steps.last ?? 0)
    #expect(UtilizationColor.hexadecimal(.nan) == UtilizationColor.hexadecimal(0))
    #expect(UtilizationColor.hexadecimal(7) == UtilizationColor.hexadecimal(1))
  }
}
