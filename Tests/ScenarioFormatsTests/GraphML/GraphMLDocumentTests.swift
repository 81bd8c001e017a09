import Foundation
import Testing

@testable import ScenarioFormats

@Suite struct GraphMLDocumentTests {
  private static func fault(_ bytes: [UInt8]) -> GraphMLError? {
    #expect(throws: GraphMLError.self) {
      _ = try GraphMLImporter.importNetwork(bytes, file: "x", link: .init("", ""), withStubs: true)
    }
  }

  private static func fault(_ text: String) -> GraphMLError? { fault(Array(text.utf8)) }

  // MARK: What is read

  @Test func attributesAreKeyedByTheirNameAndElement() throws {
    let text = """
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
        <key id="d0" for="node" attr.name="label"/><key id="d1" for="edge" attr.name="label"/>
        <graph><data key="nowhere">kept</data>
          <node id="a"><data key="d0"> one </data><port name="p"/></node><node id="b"/>
          <edge source="a" target="b"><data key="d1">two</data></edge>
        </graph>
      </graphml>
      """
    let document = try GraphMLDocument.parse(Array(text.utf8))
    #expect(document.graph == ["nowhere": "kept"])
    #expect(document.nodes.map(\.values) == [["label": "one"], [:]])
    #expect(document.edges.map(\.values) == [["label": "two"]])
    #expect(document.nodes.map(\.line) == [4, 4])
    #expect(document.edges.map(\.line) == [5])
  }

  @Test func predefinedEntitiesAndSectionsAreText() throws {
    let text =
      "<graphml><key id='l' attr.name='label'/><graph><node id='&#x41;'>"
      + "<data key='l'>a &lt; b &amp; c <![CDATA[<d>]]></data></node></graph></graphml>"
    let document = try GraphMLDocument.parse(Array(text.utf8))
    #expect(document.nodes.first?.id == "A")
    #expect(document.nodes.first?.values["label"] == "a < b & c <d>")
  }

  @Test func aPrefixedNamespaceIsTheSame() throws {
    let text =
      "<g:graphml xmlns:g='http://graphml.graphdrawing.org/xmlns'><g:graph><g:node id='1'/></g:graph></g:graphml>"
    #expect(try GraphMLDocument.parse(Array(text.utf8)).nodes.map(\.id) == ["1"])
  }

  // MARK: What is refused

  @Test(arguments: [
    ("", 1, "the file is empty"),
    ("<graphml>\n  <graph>\n    <node id='1'></nodes>\n  </graph>\n</graphml>", 3, "well-formed"),
    ("<graphml><graph><node id='1'/>", 1, "well-formed"),
    ("not XML at all", 1, "well-formed"),
    ("{\"nodes\": []}", 1, "well-formed"),
    ("<svg xmlns='http://www.w3.org/2000/svg'/>", 1, "no GraphML"),
    ("<graphml><graph/></graphml>", 0, "no nodes"),
    ("<graphml>\n<graph>\n<node/></graph></graphml>", 3, "no id"),
    ("<graphml><graph><node id='1'/>\n<edge source='1'/></graph></graphml>", 2, "no source or target"),
    ("<graphml><graph><node id='1'/>\n<edge source='1' target='2'/></graph></graphml>", 2, "joins 1 and 2"),
    ("<graphml><graph><node id='1'/>\n<node id='1'/></graph></graphml>", 2, "two nodes have the id 1"),
    ("<graphml><graph><node id='&nbsp;'/></graph></graphml>", 1, "well-formed"),
  ])
  func faultsAreLocated(text: String, line: Int, message: String) {
    let fault = Self.fault(text)
    #expect(fault?.line == line)
    #expect(fault?.message.contains(message) == true, "\(String(describing: fault))")
  }

  /// The XML bomb of a billion laughs, plain, behind a long comment, and in UTF-16.
  @Test func declaredEntitiesAreRefused() throws {
    let bomb = """
      <!DOCTYPE graphml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
      <graphml><graph><node id="1"><data key="k">&b;</data></node></graph></graphml>
      """
    #expect(Self.fault(bomb)?.message.contains("document type declaration") == true)
    let hidden = Self.fault("<!-- " + String(repeating: "x", count: 10_000) + " -->\n  " + bomb)
    #expect(hidden?.line == 2 && hidden?.column == 3)
    let wide = try #require(bomb.data(using: .utf16))
    #expect(Self.fault(Array(wide))?.message.contains("document type declaration") == true)
  }

  @Test func externalFilesAreNotRead() {
    let text = """
      <!DOCTYPE graphml SYSTEM "file:///etc/passwd">
      <graphml><graph><node id="1"/></graph></graphml>
      """
    #expect(Self.fault(text)?.line == 1)
  }

  @Test func deepNestingIsRefused() {
    let text = String(repeating: "<a>", count: 100_000)
    #expect(Self.fault("<graphml>" + text)?.message.contains("nested too deeply") == true)
  }

  /// Random damage to a good file: an import or a typed error, never a trap.
  @Test(arguments: 1...4 as ClosedRange<UInt64>) func damagedFilesNeverTrap(seed: UInt64) {
    var file = GraphMLText()
    file.node("0", ("label", "New York"), ("Latitude", "40.7"), ("Longitude", "-74.0"))
    file.node("1", ("label", "Paris"), ("Latitude", "48.9"), ("Longitude", "2.35"))
    file.edge("0", "1", ("LinkSpeedRaw", "1e9"), ("LinkLabel", "2x10 Gbps"))
    let good = Array(file.text.utf8)
    var generator = Damage(state: seed)
    for _ in 0..<1000 {
      var bytes = good
      for _ in 0...Int(generator.next() % 4) {
        let place = Int(generator.next() % UInt64(bytes.count))
        switch generator.next() % 4 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 20)], at: place)
        default: bytes.removeLast(min(bytes.count - 1, Int(generator.next() % 200)))
        }
      }
      _ = try? GraphMLImporter.importNetwork(bytes, file: "x", link: .init("", ""), withStubs: true)
    }
  }

  private struct Damage: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
  }
}
