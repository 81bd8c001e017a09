import Foundation
import NetworkModel
import Testing

@testable import ScenarioFormats

/// Every file of the Internet Topology Zoo (Knight et al., IEEE JSAC 29(9), 2011), when `RHUMB_TOPOLOGY_ZOO` names the
/// folder that holds them.
@Suite struct TopologyZooTests {
  static let folder = ProcessInfo.processInfo.environment["RHUMB_TOPOLOGY_ZOO"] ?? ""

  static let files: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".graphml") }.sorted()
  }()

  @Test(.enabled(if: !files.isEmpty), arguments: files)
  func importsWithEveryNodeAndEdge(file: String) throws {
    let bytes = try FileReader.read("\(Self.folder)/\(file)")
    let text = try #require(String(validating: bytes, as: UTF8.self))
    // Counted in the text, without the XML parser.
    let nodes = text.ranges(of: "<node ").count
    let edges = text.matches(of: #/<edge [^>]*>/#).map { String($0.output) }
    let loops = edges.count { edge in
      let source = edge.firstMatch(of: #/source="([^"]*)"/#)?.output.1
      return source != nil && source == edge.firstMatch(of: #/target="([^"]*)"/#)?.output.1
    }
    guard nodes > 0 else {
      #expect(throws: GraphMLError.self) { try GraphMLText.imported(text) }
      return
    }
    let imported = try GraphMLImporter.importNetwork(
      bytes, file: file, link: LinkSpec("", ""), withStubs: true)
    let network = imported.network
    #expect(network.routers.count == nodes)
    #expect(network.links.count == edges.count - loops)
    #expect(Set(network.routers.map(\.name)).count == nodes)
    #expect(
      network.routers.allSatisfy { router in
        router.name.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 }
      })
    #expect(network.routers.allSatisfy { $0.stubs.count == 1 })
    #expect(network.links.allSatisfy { $0.delay >= .microseconds(100) && $0.delay < .milliseconds(101) })
    #expect(imported.title?.isEmpty == false)
    try ScenarioWriterTests.expectRoundTrip(imported, "\(file)")
    // Addresses for all links are found, beside the stubs.
    #expect(try Topology(network).links.count == network.links.count)
  }
}
