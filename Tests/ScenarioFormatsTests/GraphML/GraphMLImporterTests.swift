import Kernel
import NetworkModel
import Testing

@testable import ScenarioFormats

@Suite struct GraphMLImporterTests {
  // MARK: Names

  @Test func routersAreNamedAfterTheirLabels() throws {
    var file = GraphMLText()
    file.graph = [("Network", "Small Net"), ("label", "small")]
    file.node("0", ("label", "New York"))
    file.node("1", ("label", "Zürich &amp; Genève"))
    file.node("2", ("label", "oslo"))
    file.edge("0", "1")
    file.edge("1", "2")
    let imported = try file.imported()
    #expect(imported.title == "small")
    #expect(imported.network.routers.map(\.name) == ["new-york", "zurich-geneve", "oslo"])
    #expect(imported.network.routers.map(\.label) == ["New York", "Zürich & Genève", nil])
    #expect(imported.network.links.map(\.name) == ["new-york -- zurich-geneve", "zurich-geneve -- oslo"])
  }

  @Test func equalLabelsGetNumbersThatAreFree() throws {
    var file = GraphMLText()
    for (id, label) in ["Oslo", "Oslo", "Oslo-2", "OSLO", "oslo 3"].enumerated() {
      file.node("\(id)", ("label", label))
    }
    let names = try file.imported().network.routers.map(\.name)
    #expect(names == ["oslo", "oslo-2", "oslo-2-2", "oslo-3", "oslo-3-2"])
  }

  /// Fifty thousand nodes with one label: each name must be found at once, not by counting up from two.
  @Test(.timeLimit(.minutes(1))) func manyEqualLabelsTakeNoTime() throws {
    var text = "<graphml><key attr.name=\"label\" id=\"l\"/><graph>"
    for id in 0..<50_000 { text += "<node id=\"\(id)\"><data key=\"l\">pop</data></node>" }
    text += "</graph></graphml>"
    #expect(try GraphMLText.imported(text).network.routers.last?.name == "pop-50000")
  }

  @Test func nodesWithoutALabelAreNamedByTheirIdentifier() throws {
    var file = GraphMLText()
    file.node("7")
    file.node("n8", ("label", "None"))
    file.node("a::b", ("label", ""))
    file.node("9", ("label", "東京"))
    let routers = try file.imported().network.routers
    #expect(routers.map(\.name) == ["n7", "n8", "a-b", "node"])
    #expect(routers.last?.label == "東京")
  }

  // MARK: Edges

  @Test func parallelEdgesStayAndLoopsGoWithANote() throws {
    var file = GraphMLText()
    file.node("0", ("label", "a"))
    file.node("1", ("label", "b"))
    file.edge("0", "1")
    file.edge("1", "0")
    file.edge("1", "1")
    let imported = try file.imported()
    #expect(imported.network.links.map(\.name) == ["a -- b", "b -- a"])
    #expect(imported.notes.contains("1 edge from a node to itself was left out"))
  }

  @Test func partsHyperedgesAndForeignNodesAreNoted() throws {
    var file = GraphMLText()
    file.node("0", ("label", "a"), ("Internal", "0"))
    file.node("1", ("label", "b"), ("hyperedge", "1"))
    file.node("2", ("label", "c"))
    file.edge("0", "1")
    let edge = "<hyperedge><data key=\"graph-label\">not the title</data></hyperedge></graph>"
    let imported = try GraphMLText.imported(file.text.replacing("</graph>", with: edge))
    #expect(
      imported.notes == [
        "1 hyperedge was left out", "1 node stands for a link of several ends",
        "1 node lies outside the network (Internal 0)", "3 of 3 nodes have no coordinates",
        "the network falls into 2 parts that are not linked",
      ])
    #expect(imported.title == nil)
  }

  @Test func edgesMayStandBeforeTheirNodes() throws {
    let text = "<graphml><graph><edge source='b' target='a'/><node id='a'/><node id='b'/></graph></graphml>"
    #expect(try GraphMLText.imported(text).network.links.map(\.name) == ["b -- a"])
  }

  // MARK: Stubs and defaults

  @Test func stubsAreGivenWhenWanted() throws {
    var file = GraphMLText()
    file.node("0")
    file.node("1")
    let stubs = try file.imported(withStubs: true).network.routers.map { $0.stubs.map(\.description) }
    #expect(stubs == [["192.168.1.0/24"], ["192.168.2.0/24"]])
    #expect(try file.imported().network.routers.allSatisfy(\.stubs.isEmpty))
  }

  @Test func whatTheFileDoesNotSayIsTheDefault() throws {
    var link = LinkSpec("", "")
    link.bandwidth = .megabits(34)
    link.delay = .milliseconds(3)
    link.mtu = 9000
    var file = GraphMLText()
    file.node("0", ("label", "a"), ("Latitude", "10.0"), ("Longitude", "20.0"))
    file.node("1", ("label", "b"), ("Latitude", "10.0"))
    file.edge("0", "1", ("LinkLabel", "Blue Line"))
    let imported = try file.imported(link: link)
    var expected = link
    expected.ends = Pair("a", "b")
    #expect(imported.network.links == [expected])
    #expect(imported.notes == ["1 of 2 nodes have no coordinates"])
  }

  // MARK: Delay

  /// Great-circle distances known from maps: Paris–New York 5837 km, London–Sydney 16,994 km; 200 km a millisecond.
  @Test(arguments: [
    (48.8566, 2.3522, 40.7128, -74.0060, 29.186), (51.5074, -0.1278, -33.8688, 151.2093, 84.97),
    (0, 0, 0, 180, 100.075), (90, 0, -90, 0, 100.075), (0, -179.5, 0, 179.5, 0.556),
  ])
  func delayIsGreatCircleDistanceAtTwoThirdsOfLight(
    latitudeA: Double, longitudeA: Double, latitudeB: Double, longitudeB: Double, milliseconds: Double
  ) {
    let a = GeoPosition(longitude: longitudeA, latitude: latitudeA)
    let b = GeoPosition(longitude: longitudeB, latitude: latitudeB)
    let delay = GraphMLImporter.delay(a, b)
    #expect(abs(delay.seconds * 1000 - milliseconds) < 0.003 * milliseconds)
    #expect(delay == GraphMLImporter.delay(b, a))
  }

  @Test func delayIsAtLeastAHundredMicroseconds() {
    let oslo = GeoPosition(longitude: 10.75, latitude: 59.91)
    #expect(GraphMLImporter.delay(oslo, oslo) == .microseconds(100))
  }

  /// Coordinates that are none: not numbers, not finite, not on the globe.
  @Test(arguments: ["nan", "inf", "-91", "x", "", "None", "1e999"])
  func wrongCoordinatesCountAsMissing(latitude: String) throws {
    var file = GraphMLText()
    file.node("0", ("Latitude", latitude), ("Longitude", "20"))
    #expect(try file.imported().network.routers.first?.position == nil)
  }
}
