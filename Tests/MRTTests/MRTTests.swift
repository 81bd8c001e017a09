import Engine
import Foundation
import Kernel
import MRT
import NetworkModel
import ScenarioFormats
import Testing

@testable import Routing

@Suite struct MRTTests {
  private static func attributes(_ path: [UInt32]) -> PathAttributes {
    var attributes = PathAttributes()
    attributes.asPath = ASPath(path)
    attributes.nextHop = IPv4Address(192, 0, 2, 1)
    return attributes
  }

  private static var dump: MRTDump {
    var dump = MRTDump()
    dump.collector = IPv4Address(10, 0, 0, 9)
    dump.viewName = "v"
    dump.time = 100
    dump.peers = [
      .init(identifier: IPv4Address(1, 1, 1, 1), address: IPv4Address(192, 0, 2, 1), number: 65001)
    ]
    dump.routes = [
      .init(
        peer: 0, prefix: IPv4Prefix(IPv4Address(10, 128, 0, 0), length: 9), originated: 7,
        attributes: attributes([65001, 70000]))
    ]
    return dump
  }

  /// Octet by octet by the figures of §2, §4.3.1, §4.3.2 and RFC 4271 §4.3.
  @Test func tableIsWrittenAsItsFiguresSay_RFC6396_4_3() {
    let expected: [UInt8] = [
      0, 0, 0, 100, 0, 13, 0, 1, 0, 0, 0, 22,  // header: time, TABLE_DUMP_V2, PEER_INDEX_TABLE, length
      10, 0, 0, 9, 0, 1, 118, 0, 1,  // collector, view name, one peer
      2, 1, 1, 1, 1, 192, 0, 2, 1, 0, 0, 0xFD, 0xE9,  // 4-octet AS and IPv4, identifier, address, AS
      0, 0, 0, 100, 0, 13, 0, 2, 0, 0, 0, 41,  // RIB_IPV4_UNICAST
      0, 0, 0, 0, 9, 10, 128, 0, 1,  // sequence, prefix, one entry
      0, 0, 0, 0, 0, 7, 0, 24,  // peer, time, length of the attributes
      0x40, 1, 1, 0,  // ORIGIN IGP
      0x40, 2, 10, 2, 2, 0, 0, 0xFD, 0xE9, 0, 1, 0x11, 0x70,  // AS_PATH
      0x40, 3, 4, 192, 0, 2, 1,  // NEXT_HOP
    ]
    #expect(Self.dump.encoded == expected)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    var dump = Self.dump
    dump.routes[0].attributes.asPath.segments.append(.init(.set, [3, 5]))
    dump.routes[0].attributes.asPath.prepend(64512, as: .confederationSequence)
    dump.routes[0].attributes.asPath.segments.append(.init(.sequence, Array(1...255)))
    dump.routes[0].attributes.multiExitDiscriminator = 9
    dump.routes[0].attributes.localPreference = 200
    dump.routes[0].attributes.atomicAggregate = true
    dump.routes[0].attributes.aggregator = .init(number: 70000, address: IPv4Address(9, 9, 9, 9))
    dump.routes[0].attributes.communities = [.blackhole, .noExport]
    dump.routes[0].attributes.largeCommunities = [LargeCommunity(1, 2, 3)]
    dump.routes[0].attributes.originatorID = IPv4Address(4, 4, 4, 4)
    dump.routes[0].attributes.clusterList = [IPv4Address(5, 5, 5, 5), IPv4Address(6, 6, 6, 6)]
    dump.routes[0].attributes.onlyToCustomer = 65001
    #expect(try MRTReader.read(dump.encoded) == dump)
    dump.routes.append(dump.routes[0])
    (dump.routes[0].pathIdentifier, dump.routes[1].pathIdentifier) = (1, 2)
    #expect(try MRTReader.read(dump.encoded) == dump)
  }

  /// Every cut and every changed octet is an error or a dump, never a trap.
  @Test func brokenFilesAreErrors() {
    let bytes = Self.dump.encoded
    for count in 0..<bytes.count {
      // At the seam between two records a shorter file is whole.
      let isWhole = count == 0 || count == 34
      #expect(((try? MRTReader.read(Array(bytes.prefix(count)))) != nil) == isWhole)
    }
    var stream = RandomStream(seed: 1, entity: "mrt", purpose: "mutation")
    for _ in 0..<3000 {
      var broken = bytes
      for _ in 0...stream.below(3) { broken[stream.below(broken.count)] = UInt8(stream.below(256)) }
      if let dump = try? MRTReader.read(broken) { _ = try? MRTScenario(dump, title: "t") }
    }
  }

  @Test func routesNeedAPeerTable_RFC6396_4_3_1() {
    let bytes = Array(Self.dump.encoded.dropFirst(34))
    #expect {
      try MRTReader.read(bytes)
    } throws: {
      "\($0)".contains("PEER_INDEX_TABLE")
    }
  }

  /// A table that rhumb writes, made a scenario again, gives its collector the same paths.
  @Test func exportAndImportAgree() throws {
    let source = try Self.simulation(
      """
      title: t
      duration: 2min
      network:
        routers: {c: {as: 65009}, p: {as: 65001, stubs: [10.1.0.0/16]}, q: {as: 65002}, o: {as: 65003, stubs: [10.2.0.0/16]}}
        links: [c -- p, c -- q, p -- o, q -- o, p -- q]
      routing:
        protocol: bgp
        bgp:
          mrai: 0s
          rules:
          - {on: q, neighbor: c, direction: out, match: {prefix: 10.2.0.0/16}, set: {med: 7, prepend: 2, community: "65002:5"}}
          - {on: c, neighbor: q, direction: in, set: {local-preference: 150}}
      """)
    let speaker = Self.process("c", source)
    let dump = MRTDump(of: try #require(speaker), at: .seconds(120))
    let read = try MRTReader.read(dump.encoded)
    #expect(read == dump)
    let made = try MRTScenario(read, title: "t")
    #expect(made.notes.isEmpty)
    let collector = Self.process("collector", try Self.simulation(made.text))
    let again = MRTDump(of: try #require(collector), at: .seconds(1))
    func lines(_ dump: MRTDump) -> [String] {
      dump.routes.map { route in
        let a = route.attributes
        return "\(route.prefix) \(dump.peers[route.peer].number) \(a.asPath) \(a.origin) \(a.communities) "
          + "\(a.multiExitDiscriminator ?? 0) \(a.localPreference ?? 100)"
      }.sorted()
    }
    #expect(lines(again) == lines(dump))
    #expect(lines(dump).count == 4)
  }

  /// AS sets and large communities, and several paths of one peer, whose identifiers RFC 8050 §4 has.
  @Test func setsAndSeveralPathsOfAPeerAreImported_RFC8050_4() throws {
    var dump = Self.dump
    dump.peers.append(
      .init(identifier: IPv4Address(2, 2, 2, 2), address: IPv4Address(192, 0, 2, 2), number: 65002))
    let prefix = dump.routes[0].prefix
    func add(
      _ peer: Int, _ path: [UInt32], identifier: UInt32?, _ change: (inout PathAttributes) -> Void = { _ in }
    ) {
      var attributes = Self.attributes(path)
      change(&attributes)
      var route = MRTDump.Route(peer: peer, prefix: prefix, originated: 7, attributes: attributes)
      route.pathIdentifier = identifier
      dump.routes.append(route)
    }
    dump.routes = []
    add(0, [65001, 70000], identifier: 1) { $0.multiExitDiscriminator = 5 }
    add(0, [65001, 65007, 70000], identifier: 2) { $0.localPreference = 150 }
    add(0, [65001], identifier: 3) { $0.asPath.segments.append(.init(.set, [65010, 65011])) }
    add(1, [65002], identifier: 1) {
      $0.asPath.segments.append(.init(.set, [65010, 65012]))
      $0.largeCommunities = [LargeCommunity(65002, 1, 2)]
      $0.origin = .incomplete
    }
    let read = try MRTReader.read(dump.encoded)
    #expect(read.routes.count == 4)
    let made = try MRTScenario(read, title: "t")
    #expect(made.notes.isEmpty)
    let collector = try #require(Self.process("collector", try Self.simulation(made.text)))
    let paths = try #require(collector.table.first { $0.prefix == prefix }).paths.map(\.attributes)
    let lines = paths.map { a in
      "\(a.asPath) \(a.origin) \(a.largeCommunities) \(a.multiExitDiscriminator ?? 0) \(a.localPreference ?? 100)"
    }
    #expect(
      lines.sorted() == [
        "65001 65007 70000 IGP [] 0 150", "65001 70000 IGP [] 5 100", "65001 {65010,65011} IGP [] 0 100",
        "65002 {65010,65012} incomplete [65002:1:2] 0 100",
      ])
  }

  @Test func pathsAreReadAsTheyAreWritten() {
    #expect(
      BGPAnnouncementSpec.path("65001 65002 {65004,65003}") == [
        .sequence([65001, 65002]), .set([65003, 65004]),
      ])
    #expect(BGPAnnouncementSpec.path("{1} 2") == [.set([1]), .sequence([2])])
    #expect(BGPAnnouncementSpec.path("") == [])
    #expect(BGPAnnouncementSpec.path(Array(repeating: "7", count: 256).joined(separator: " "))?.count == 2)
    for text in ["1 x", "{1", "{}", "1}", "{1,x}", "99999999999"] {
      #expect(BGPAnnouncementSpec.path(text) == nil)
    }
  }

  private static func simulation(_ text: String) throws -> Simulation {
    let scenario = try ScenarioFile.load(Array(text.utf8), from: "t.yaml", overrides: []).scenario
    var simulation = try Simulation.prepare(scenario)
    simulation.run(until: .seconds(100))
    return simulation
  }

  private static func process(_ name: String, _ simulation: borrowing Simulation) -> BGPProcess? {
    simulation.topology.node(named: name).flatMap { simulation.bgpProcess(of: $0) }
  }
}
