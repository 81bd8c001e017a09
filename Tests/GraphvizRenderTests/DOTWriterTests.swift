import Testing

@testable import GraphvizRender

@Suite struct DOTWriterTests {
  private static func written(_ drawing: Drawing, _ layout: DrawingLayout = .dot) -> String {
    DOTWriter.text(drawing, layout: layout)
  }

  private static func line(_ start: String, of text: String) -> String {
    text.split(separator: "\n").map { $0.drop { $0 == " " } }.first { $0.hasPrefix(start) }.map(String.init)
      ?? ""
  }

  @Test func twoRoutersAndALinkAreWrittenLikeThis() {
    let font = "Helvetica,Arial,DejaVu Sans,sans-serif"
    let small = drawing("", [node("r1", .router), node("r2", .router)], [edge("r1", "r2", utilization: 1)])
    #expect(
      Self.written(small) == """
        graph network {
          graph [bgcolor="#ffffff", pad=0.3, size="80,80", fontname="\(font)", fontcolor="#22303c", fontsize=18, \
        labelloc=t, labeljust=c, outputorder=edgesfirst, forcelabels=true, nodesep=0.45, ranksep=0.75, splines=true]
          node [fontname="\(font)", fontsize=13, fontcolor="#22303c", color="#22303c", penwidth=1.2, margin="0.12,0.06"]
          edge [fontname="\(font)", fontsize=10, fontcolor="#5d6b79", color="#8a97a5", penwidth=1.4]
          "r1" [label="r1", shape=ellipse, style="filled", fillcolor="#dbe9f6"]
          "r2" [label="r2", shape=ellipse, style="filled", fillcolor="#dbe9f6"]
          "r1" -- "r2" [color="#800e1a", penwidth=5.4]
        }

        """)
  }

  @Test func everyKindHasAShapeOfItsOwn() {
    let text = Self.written(everything())
    #expect(Self.line("\"r1\" [", of: text).contains("shape=ellipse"))
    #expect(Self.line("\"client\" [", of: text).contains("shape=box"))
    #expect(Self.line("\"front\" [", of: text).contains("shape=hexagon"))
    #expect(Self.line("\"web-1\" [", of: text).contains("shape=component"))
    #expect(Self.line("\"lb\" [", of: text).contains("shape=invtrapezium"))
  }

  @Test func downIsDashedAndBlockedIsDottedAndBothAreSaidInWords() {
    let text = Self.written(everything())
    let down = Self.line("\"front\" -- \"web-2\"", of: text)
    #expect(down.contains("style=dashed") && down.contains("#c0392b") && down.contains(">down<"))
    let blocked = Self.line("\"r1\" -- \"h1\"", of: text)
    #expect(blocked.contains("style=dotted") && blocked.contains("backup<BR/>blocked"))
    #expect(Self.line("\"web-2\" [", of: text).contains("style=\"filled,dashed\""))
  }

  @Test func membersStandInsideTheirHostsCluster() throws {
    let text = Self.written(everything())
    let start = try #require(text.firstRange(of: "subgraph \"cluster_h1\" {"))
    let inside = text[start.upperBound...].prefix { $0 != "}" }
    for member in ["h1", "front", "web-1", "web-2"] { #expect(inside.contains("\"\(member)\" [")) }
    #expect(!inside.contains("\"client\" ["))
  }

  @Test func nextHopsAreArrowsTheWayTheyLead() {
    var overlay = chain(2)
    overlay.edges[0].utilization = 0.9
    overlay.edges[0].isNextHopForward = true
    #expect(Self.written(overlay).contains("dir=forward"))
    overlay.edges[0].isNextHopBackward = true
    #expect(Self.written(overlay).contains("dir=both"))
    overlay.edges[0].isNextHopForward = false
    #expect(Self.written(overlay).contains("dir=back,"))
    #expect(!Self.written(overlay).contains(UtilizationColor.hexadecimal(0.9)))
    // A link that is down leads nowhere, whatever a stale table says.
    overlay.edges[0].state = .down
    #expect(!Self.written(overlay).contains("dir="))
  }

  @Test func legendExplainsWhatIsDrawnAndNothingElse() throws {
    let all = try #require(DOTHeading.label(everything()))
    for word in ["Everything", "at 60s", "idle", "95% busy", ">down ", ">blocked ", ">next hop "] {
      #expect(all.contains(word), "\(word)")
    }
    var plain = chain(2)
    plain.hasLegend = true
    #expect(DOTHeading.label(plain) == nil)
    plain.title = "Two"
    #expect(try !#require(DOTHeading.label(plain)).contains("idle"))
  }

  @Test func parallelLinksAndSelfLoopsAreAllWritten() {
    let both = drawing("", [node("a", .router)], [edge("a", "a"), edge("a", "a")])
    #expect(Self.written(both).components("\"a\" -- \"a\"") == 2)
  }

  @Test func detailsAndLinkLabelsAreLeftOutOfLargeDrawings() {
    var large = grid(13)
    large.nodes[0].details = ["10.255.0.1"]
    let text = Self.written(large, .neato)
    #expect(!text.contains("10.255.0.1") && !text.contains("1ms"))
    #expect(Self.written(grid(3), .neato).contains("1ms"))
  }
}

extension String {
  fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
