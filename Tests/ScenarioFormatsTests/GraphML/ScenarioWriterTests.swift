import NetworkModel
import Testing

@testable import ScenarioFormats

@Suite struct ScenarioWriterTests {
  /// The scenario that is written reads back as the network that was imported.
  static func expectRoundTrip(_ imported: GraphMLImporter.Imported, _ comment: Comment? = nil) throws {
    let text = ScenarioWriter.text(imported, title: imported.title ?? "untitled")
    let loaded = try ScenarioFile.decode(text, name: "written.yaml")
    #expect(loaded.scenario.network == imported.network, comment)
  }

  @Test func whatIsWrittenReadsBackTheSame() throws {
    var file = GraphMLText()
    file.node("0", ("label", "New York"), ("Latitude", "40.7128"), ("Longitude", "-0.00001"))
    file.node("1", ("label", "No"), ("Latitude", "48.9"), ("Longitude", "2.35"))
    file.node("2", ("label", "\u{7F} \"quoted\" \\ #1: {x} \u{9C} \u{FEFF}東京"))
    for label in ["null", "true", "1e3", "0x10", "1-2", "~", "y", "2011-01-01", "12:30"] {
      file.node("label \(label)", ("label", label))
    }
    file.edge("0", "1", ("LinkSpeedRaw", "9600"))
    file.edge("0", "1", ("LinkLabel", "OC-48"))
    file.edge("1", "label null")
    file.edge("label true", "label 1e3")
    try Self.expectRoundTrip(file.imported(withStubs: true))
  }

  @Test func controlCharactersAreEscaped() {
    #expect(ScenarioWriter.quote("a\"b\\c\td\u{7F}é") == "\"a\\\"b\\\\c d\\u007fé\"")
  }
}
