import Testing

@testable import GraphvizRender

@Suite struct GraphvizRendererTests {
  @Test(arguments: DrawingFormat.allCases)
  func everyFormatBeginsAsItShould(_ format: DrawingFormat) throws {
    let magic: [UInt8] =
      switch format {
      case .svg: Array("<?xml".utf8)
      case .png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      case .pdf: Array("%PDF-".utf8)
      case .dot: Array("graph network {".utf8)
      case .json: Array("{".utf8)
      }
    for drawing in [Drawing(), drawing("", [node("only", .router)]), everything()] {
      #expect(try GraphvizRenderer.render(drawing, format: format).starts(with: magic))
    }
  }

  @Test(arguments: DrawingLayout.allCases)
  func everyLayoutDrawsEverythingTheSameWayTwice(_ layout: DrawingLayout) throws {
    for drawing in [everything(), grid(6)] {
      let first = try GraphvizRenderer.render(drawing, format: .svg, layout: layout)
      let second = try GraphvizRenderer.render(drawing, format: .svg, layout: layout)
      // Deviation: fdp follows the addresses of its records; `DrawingLayout` says so.
      #expect(second == first || layout == .fdp)
      #expect(first.count > 4000)
    }
  }

  @Test func SVGHoldsShapesDashesAndColours() throws {
    let svg = text(try GraphvizRenderer.render(everything(), format: .svg))
    #expect(svg.contains("stroke-dasharray=\"5,2\""), "down is dashed")
    #expect(svg.contains("stroke-dasharray=\"1,5\""), "blocked is dotted")
    #expect(svg.contains("<ellipse fill=\"#dbe9f6\""), "a router is an ellipse")
    #expect(svg.contains("stroke=\"\(UtilizationColor.hexadecimal(0.95))\""), "a busy link is red")
    #expect(svg.contains("stroke=\"#0b6e4f\" stroke-width=\"2.6\""), "a next hop is a bold arrow")
    #expect(svg.contains("class=\"cluster\""), "the host is a cluster")
    #expect(svg.contains("fill=\"#ffffff\" stroke=\"transparent\""), "the background is white")
    #expect(svg.contains("1Gbps 1ms") && svg.contains("10.255.0.1"))
  }

  /// By Graphviz's own table for Helvetica, ten times the letter i at 13 points are 10 × 0.222 × 13 = 28.9 points, and a
  /// node is that, twice its margin and at least 0.75 inches: with m (0.833) it is 108.3 + 17.3 = 125.5 points wide.
  @Test func textIsMeasuredWithoutTheFontsOfTheMachine() throws {
    let wide = drawing("", [node(String(repeating: "m", count: 10), .host)])
    let svg = text(try GraphvizRenderer.render(wide, format: .svg))
    let points = try #require(svg.split(separator: "points=\"").last?.prefix { $0 != "\"" })
    let across = points.split(separator: " ").compactMap {
      $0.split(separator: ",").first.flatMap { Double($0) }
    }
    let width = try #require(across.max()) - (try #require(across.min()))
    #expect(abs(width - 125.5) < 1.5, "\(width) points")
  }

  @Test func namesComeOutAsTheyWentIn() throws {
    let odd = [
      "a\"b\\", "<b>&amp;</b>", #"\N\G\E\L"#, "two\nlines", "Zürich 網路 🌐", "", "nul\u{0}l", "\u{FFFE}",
      "--{}[];",
    ]
    var names = drawing(#"\G <title> & "more""#, odd.map { node($0, .router, details: [#"\N <&>"#]) })
    names.subtitle = "a\\nb"
    names.edges =
      zip(odd, odd.dropFirst()).map { edge($0, $1, #"\E <x> &lt;"#) } + [edge("a\"b\\", "a\"b\\", "loop")]
    names.clusters = [DrawingCluster(name: "c\"\\", label: #"\G & <c>"#)]
    names.nodes[0].cluster = "c\"\\"
    for layout in DrawingLayout.allCases {
      let svg = text(try GraphvizRenderer.render(names, format: .svg, layout: layout))
      #expect(svg.contains(">\\N &lt;&amp;&gt;<"), "details")
      #expect(svg.contains(">\\E &lt;x&gt; &amp;lt;<"), "labels of links")
      #expect(svg.contains(">\\G &lt;title&gt; &amp; &quot;more&quot;<"), "the title")
      #expect(svg.contains(">a\\nb<"), "the subtitle")
    }
    names.nodes = odd.map { node($0, .router) }
    let svg = text(try GraphvizRenderer.render(names, format: .svg))
    #expect(svg.contains(">\\N\\G\\E\\L</text>") && svg.contains(">&lt;b&gt;&amp;amp;&lt;/b&gt;</text>"))
    #expect(svg.contains(">Zürich 網路 🌐</text>"))
    for format in DrawingFormat.allCases { _ = try GraphvizRenderer.render(names, format: format) }
  }

  @Test func linksToUnknownNodesAndRepeatedNodesDoNoHarm() throws {
    let strange = drawing(
      "", [node("a", .host), node("a", .router)], [edge("a", "nowhere"), edge("x", "x")])
    #expect(try GraphvizRenderer.render(strange, format: .svg).count > 500)
  }

  @Test func givenPositionsAreKept() throws {
    var map = chain(3)
    map.nodes[0].position = (-122, 47)
    map.nodes[1].position = (-105, 40)
    map.nodes[2].position = (-74, 41)
    let svg = text(try GraphvizRenderer.render(map, format: .svg))
    let centres = svg.split(separator: "cx=\"").dropFirst().compactMap { Double($0.prefix { $0 != "\"" }) }
    #expect(centres.count == 3 && centres == centres.sorted(), "west is left")
    let heights = svg.split(separator: "cy=\"").dropFirst().compactMap { Double($0.prefix { $0 != "\"" }) }
    #expect(heights.first == heights.min(), "north is up")
  }

  /// Curved lines around 289 nodes took two minutes.
  @Test(.timeLimit(.minutes(1))) func largeNetworksAreDrawnInTime() throws {
    #expect(try GraphvizRenderer.render(grid(17), format: .svg).count > 100_000)
    #expect(try GraphvizRenderer.render(grid(44), format: .svg).count > 1_000_000)
    #expect(try GraphvizRenderer.render(chain(300), format: .png).count > 10_000)
  }

  @Test func pixelsAreRefusedBeyondTheLimit() {
    let huge = chain(2001)
    #expect(throws: RenderError.self) { try GraphvizRenderer.render(huge, format: .png) }
    #expect(throws: RenderError.self) { try GraphvizRenderer.render(huge, format: .pdf) }
    #expect(throws: Never.self) { try GraphvizRenderer.render(huge, format: .dot) }
  }

  @Test func rendersFromManyTasksAtOnceAreEachWhole() async throws {
    let expected = try GraphvizRenderer.render(everything(), format: .svg)
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<16 { group.addTask { try GraphvizRenderer.render(everything(), format: .svg) } }
      for try await bytes in group { #expect(bytes == expected) }
    }
  }

  @Test func errorsSayWhatToDo() {
    #expect("\(RenderError.tooLarge(format: "png", nodes: 5000))".contains("draw .svg or .dot"))
    #expect("\(RenderError.renderFailed("pdf"))".contains("pdf"))
  }
}
