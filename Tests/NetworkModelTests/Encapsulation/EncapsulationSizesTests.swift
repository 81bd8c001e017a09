import Testing

@testable import NetworkModel

/// The engine's short way to the same lengths.
@Suite struct EncapsulationSizesTests {
  @Test func agreeWithTheListsOfHeaders() {
    for entry in EncapsulationCatalogue.all where !entry.encapsulation.isPlain {
      let sizes = EncapsulationSizes(entry.encapsulation, deviceMTU: 1420)
      for inner in 28...1420 {
        let around = entry.encapsulation.surroundings(of: inner, deviceMTU: 1420)
        let all = around.before + around.after
        let padding = sizes.padding(inner: inner)
        #expect(all.reduce(0) { $0 + $1.bytes } == sizes.fixed + padding, "\(entry.name) \(inner)")
        let hidden = all.reduce(0) { $0 + ($1.layer == .encryption ? $1.bytes : 0) }
        #expect(entry.encapsulation.protection == .none || hidden == sizes.encryption + padding)
      }
    }
  }

  @Test func publishedPortsAreReadInAllForms() throws {
    let both = try #require(PublishedPort("8080:80"))
    #expect((both.published, both.target, both.transport) == (8080, 80, .tcp))
    let bound = try #require(PublishedPort("127.0.0.1:53:5353/udp"))
    #expect(bound.isLoopback && bound.published == 53 && bound.target == 5353 && bound.transport == .udp)
    #expect(try #require(PublishedPort("80")).published == nil)
    #expect(PublishedPort("80:") == nil)
    #expect(PublishedPort("a:80") == nil)
    #expect(
      try #require(PublishedPort("0.0.0.0:1:2")).collides(with: #require(PublishedPort("10.0.0.1:1:3"))))
    #expect(try !#require(PublishedPort("1:2/udp")).collides(with: #require(PublishedPort("1:2"))))
    #expect(
      try !#require(PublishedPort("10.0.0.2:1:2")).collides(with: #require(PublishedPort("10.0.0.1:1:3"))))
  }
}
