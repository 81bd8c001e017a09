import NetworkModel
import Testing

@testable import ScenarioFormats

@Suite struct KeyReferenceTests {
  private static func paths(_ path: String) -> [String] { KeyReference.entries(under: path).map(\.path) }

  @Test func keysStandWithTheirFormsAndWhatTheyMean() {
    #expect(
      KeyReference.text(KeyReference.entries(under: "routing.fib")) == """
        routing.fib  How long routers take to forward by a new route.
          delay      From a route's selection to its installation.  [such as 10ms]
          per-route  For each route, one after the other.  [such as 10ms]

        """)
  }

  /// A path as `--set` takes it names its key.
  @Test(arguments: ["network.links[].delay", "network.links[0].delay", "network.links.delay"])
  func itemsOfListsMayBeNamedOrNot(path: String) { #expect(Self.paths(path) == ["network.links[].delay"]) }

  @Test(arguments: ["network.routers.<name>.as", "network.routers.r1.as", "network.routers.as"])
  func namesMayBeGivenOrNot(path: String) { #expect(Self.paths(path) == ["network.routers.<name>.as"]) }

  @Test func whatIsNotThereIsNotFound() { #expect(Self.paths("routing.ripp").isEmpty) }

  @Test func allSectionsAreThere() {
    let sections = KeyReference.all.map(\.path).filter { !$0.contains(".") && !$0.contains("[") }
    #expect(sections == ObjectSchema.root.keyNames)
    #expect(KeyReference.all.count > 500)
  }

  @Test func defaultsOfLinksAreAsTheSummariesSay() {
    func summary(_ key: String) -> String {
      KeyReference.entries(under: "network.links[].\(key)").first?.summary ?? ""
    }
    let link = LinkSpec("a", "b")
    #expect(summary("bandwidth").hasSuffix("by default \(link.bandwidth)."))
    #expect(summary("delay").hasSuffix("by default \(link.delay)."))
    #expect(summary("queue").hasSuffix("by default \(link.queue)."))
    #expect(summary("mtu").hasSuffix("by default \(link.mtu)."))
  }
}
