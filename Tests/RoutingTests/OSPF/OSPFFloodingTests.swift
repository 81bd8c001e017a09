import Kernel
import NetworkModel
import Testing

@testable import Routing

/// Clauses 22–26: LSAs, their order, their age, and how they spread.
@Suite struct OSPFFloodingTests {
  /// 1 — 2 — 3 in a row.
  private static func line(_ configuration: OSPFConfiguration = OSPFWire.plain) -> OSPFWire {
    OSPFWire(
      [(1, false, [.init(router: 1), .init(router: 2)]), (2, false, [.init(router: 2), .init(router: 3)])],
      configuration: configuration)
  }

  @Test func theArchitecturalConstants_RFC2328_B() {
    #expect(OSPFConfiguration.rfc.refresh == .seconds(1800))
    #expect(OSPF.maxAge == 3600 && OSPF.maxAgeDifference == 900)
    #expect(OSPFConfiguration.rfc.minimumOrigination == .seconds(5))
    #expect(OSPFConfiguration.rfc.minimumArrival == .seconds(1))
    #expect(OSPFConfiguration.rfc.retransmit == .seconds(5) && OSPFConfiguration.rfc.transmitDelay == 1)
    #expect(OSPF.initialSequence == Int32(bitPattern: 0x8000_0001))
  }

  @Test func everyHopAddsTheTransmissionDelayToTheAge_RFC2328_13_3() {
    var wire = Self.line()
    wire.run(until: .seconds(60))
    let ages = (1...3).map { wire.routerLSA(1, at: $0)?.age ?? -1 }
    #expect(ages[1] == ages[0] + 1 && ages[2] == ages[0] + 2)
  }

  @Test func routersRefreshTheirLSAsAtThirtyMinutes_RFC2328_12_4() throws {
    var wire = Self.line()
    wire.run(until: .seconds(60))
    let before = try #require(wire.routerLSA(1, at: 1))
    let due = SimTime.seconds(60 + 1800 - before.age)
    wire.run(until: due - .seconds(2))
    #expect(wire.routerLSA(1, at: 1)?.lsa.sequence == before.lsa.sequence)
    wire.run(until: due + .seconds(2))
    for router in 1...3 {
      let after = try #require(wire.routerLSA(1, at: router))
      #expect(after.lsa.sequence == before.lsa.sequence + 1 && after.lsa.body == before.lsa.body)
      #expect(after.age <= 5)
    }
  }

  @Test func anLSAOfALostRouterAgesOutAfterAnHour_RFC2328_14() throws {
    var wire = Self.line()
    wire.run(until: .seconds(60))
    wire.setCarrier(1, on: 1, isUp: false)
    wire.setCarrier(2, on: 1, isUp: false)
    let age = try #require(wire.routerLSA(1, at: 3)?.age)
    let end = SimTime.seconds(60 + 3600 - age)
    wire.run(until: end - .seconds(2))
    #expect((wire.routerLSA(1, at: 3)?.age ?? 0) >= 3597)
    wire.run(until: end + .seconds(10))
    #expect(wire.routerLSA(1, at: 3) == nil && wire.routerLSA(1, at: 2) == nil)
    #expect(wire.routerLSA(1, at: 1) != nil, "its own is refreshed")
  }

  @Test func oneLSAIsOriginatedEveryFiveSecondsAtMost_RFC2328_B() throws {
    var wire = Self.line()
    wire.run(until: .seconds(60))
    let start = try #require(wire.routerLSA(2, at: 2)?.lsa.sequence)
    // Carrier flaps ten times within a second.
    for turn in 0..<20 {
      wire.setCarrier(2, on: 1, isUp: turn % 2 == 1)
      wire.run(until: .seconds(60) + .milliseconds(50 * (turn + 1)))
    }
    #expect(wire.routerLSA(2, at: 2)?.lsa.sequence == start + 1)
    wire.run(until: .milliseconds(64_999))
    #expect(wire.routerLSA(2, at: 2)?.lsa.sequence == start + 1)
    // What has changed meanwhile is told when the interval is over: the link is there, the neighbour not yet.
    wire.run(until: .seconds(65))
    #expect(wire.routerLSA(2, at: 2)?.lsa.sequence == start + 2)
  }

  @Test func anInstanceThatComesTooEarlyIsIgnored_RFC2328_13_5a() throws {
    var wire = Self.line()
    wire.run(until: .seconds(60))
    let known = try #require(wire.routerLSA(3, at: 1)?.lsa)
    func instance(_ ahead: Int32) -> LSAInstance {
      let lsa = LSA(
        known.key, sequence: known.sequence + ahead, options: known.options,
        body: .router(flags: [], links: []), numbering: wire.routers[1]!.areas[0].numbering)
      return LSAInstance(lsa, age: 1)
    }
    let (first, second) = (instance(10), instance(11))
    wire.inject(.update([first]), from: 2, to: 1, on: 1)
    #expect(wire.routerLSA(3, at: 1)?.lsa.sequence == known.sequence + 10)
    wire.run(until: .seconds(60) + .milliseconds(900))
    wire.inject(.update([second]), from: 2, to: 1, on: 1)
    #expect(wire.routerLSA(3, at: 1)?.lsa.sequence == known.sequence + 10)
    wire.run(until: .seconds(61))
    wire.inject(.update([second]), from: 2, to: 1, on: 1)
    #expect(wire.routerLSA(3, at: 1)?.lsa.sequence == known.sequence + 11)
  }

  @Test func whatIsNotAcknowledgedIsSentAgainEveryFiveSeconds_RFC2328_13_6() {
    var wire = Self.line()
    wire.run(until: .seconds(60))
    // Router 1 hears everything but acknowledges nothing.
    wire.loses = { sent, _ in
      if case .acknowledgement = sent.message.body { sent.router == 1 } else { false }
    }
    wire.setCarrier(3, on: 2, isUp: false)
    wire.setCarrier(2, on: 2, isUp: false)
    wire.run(until: .seconds(78))
    let updates = wire.sent.filter {
      if case .update = $0.message.body {
        $0.router == 2 && $0.segment == 1 && $0.time >= .seconds(60)
      } else {
        false
      }
    }
    #expect(updates.map(\.time) == [60, 65, 70, 75].map(SimTime.seconds))
  }

  @Test func acknowledgementsWaitForCompany_RFC2328_13_5() {
    var wire = Self.line()
    wire.run(until: .seconds(60))
    wire.setCarrier(3, on: 2, isUp: false)
    wire.setCarrier(2, on: 2, isUp: false)
    wire.run(until: .seconds(63))
    let acknowledgements = wire.sent.filter {
      if case .acknowledgement = $0.message.body { $0.router == 1 && $0.time > .seconds(60) } else { false }
    }
    #expect(acknowledgements.map(\.time) == [.milliseconds(61_001)])
    let receiver = wire.routers[2]
    #expect(receiver.map { $0.hasUnacknowledged($0.interfaces[0].neighbors[0]) } == false)
  }

  @Test func theNewerInstanceIsFoundBySequenceChecksumAndAge_RFC2328_13_1() {
    let numbering = LinkStateNumbering()
    let key = LSAKey(.router, OSPFWire.identifier(1), by: OSPFWire.identifier(1))
    func instance(_ sequence: Int32, age: Int, links: Int = 0) -> LSAInstance {
      let body = LSABody.router(
        flags: [],
        links: (0..<links).map {
          RouterLink(.stub, id: IPv4Address(10, 0, UInt8($0), 0), data: .broadcast, metric: 1)
        })
      return LSAInstance(
        LSA(key, sequence: sequence, options: .external, body: body, numbering: numbering), age: age)
    }
    let base = instance(7, age: 100)
    #expect(instance(8, age: 3000).compare(to: base) == .newer)
    #expect(instance(6, age: 0).compare(to: base) == .older)
    // Signed: 0x80000001 is the oldest there is.
    #expect(instance(OSPF.initialSequence, age: 0).compare(to: instance(1, age: 0)) == .older)
    let other = instance(7, age: 100, links: 1)
    #expect(other.lsa.checksum != base.lsa.checksum)
    #expect(other.compare(to: base) == (other.lsa.checksum > base.lsa.checksum ? .newer : .older))
    #expect(instance(7, age: 3600).compare(to: base) == .newer)
    #expect(base.compare(to: instance(7, age: 3600)) == .older)
    #expect(instance(7, age: 1000).compare(to: base) == .same, "900 s are not more than MaxAgeDiff")
    #expect(instance(7, age: 1001).compare(to: base) == .older)
    #expect(base.compare(to: instance(7, age: 1001)) == .newer)
    // The numbering keeps the LSAs.
    withExtendedLifetime(numbering) {}
  }

  @Test func checksumsVerify_RFC905_B() {
    // A receiver sums over everything with the checksum in place: both sums must be zero.
    let key = LSAKey(.external, IPv4Address(203, 0, 113, 0), by: IPv4Address(10, 0, 0, 1))
    let body = LSABody.external(ExternalReach(length: 24, isType2: true, metric: 20))
    let checksum = LSAEncoding.checksum(key, sequence: OSPF.initialSequence, options: .external, body: body)
    var bytes: [UInt8] = [2, 5, 203, 0, 113, 0, 10, 0, 0, 1, 0x80, 0, 0, 1]
    bytes += [UInt8(checksum >> 8), UInt8(checksum & 255), 0, 36]
    bytes += [255, 255, 255, 0, 0x80, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0]
    var (c0, c1) = (0, 0)
    for byte in bytes {
      c0 = (c0 + Int(byte)) % 255
      c1 = (c1 + c0) % 255
    }
    #expect(c0 == 0 && c1 == 0)
  }

  @Test func sequenceNumbersBeginAtTheBottom_RFC2328_12_1_6() {
    let wire = Self.line()
    #expect(wire.routerLSA(1, at: 1)?.lsa.sequence == OSPF.initialSequence)
  }

  @Test func sequenceNumbersWrapThroughPrematureAgeing_RFC2328_12_1_6() throws {
    var wire = Self.line()
    wire.run(until: .seconds(60))
    let known = try #require(wire.routerLSA(1, at: 1)?.lsa)
    // Somebody holds an instance of router 1's LSA with the last number there is.
    let last = LSA(
      known.key, sequence: OSPF.maximumSequence, options: known.options, body: known.body,
      numbering: wire.routers[1]!.areas[0].numbering)
    wire.inject(.update([LSAInstance(last, age: 1)]), from: 2, to: 1, on: 1)
    #expect(wire.routerLSA(1, at: 1)?.isMaxAge == true)
    wire.run(until: .seconds(90))
    for router in 1...3 {
      let now = wire.routerLSA(1, at: router)
      #expect(now?.lsa.body == known.body && now?.lsa.sequence == OSPF.initialSequence, "router \(router)")
    }
  }

  @Test func anLSAFromAnEarlierLifeIsOutdone_RFC2328_13_4() throws {
    var wire = Self.line()
    wire.run(until: .seconds(60))
    let known = try #require(wire.routerLSA(1, at: 1)?.lsa)
    let older = LSA(
      known.key, sequence: known.sequence + 40, options: known.options, body: .router(flags: [], links: []),
      numbering: wire.routers[1]!.areas[0].numbering)
    wire.inject(.update([LSAInstance(older, age: 9)]), from: 2, to: 1, on: 1)
    wire.run(until: .seconds(80))
    #expect(wire.routerLSA(1, at: 3)?.lsa.sequence == known.sequence + 41)
    #expect(wire.routerLSA(1, at: 3)?.lsa.body == known.body)
  }

  @Test func databasesAreEqualWhenAllIsQuiet() {
    var wire = Self.line()
    wire.run(until: .seconds(60))
    let digests = (1...3).compactMap { wire.routers[$0]?.databases[0].digest(at: wire.now) }
    #expect(digests.count == 3 && Set(digests).count == 1)
    #expect((1...3).allSatisfy { wire.routers[$0]?.isSettled(at: wire.now) ?? false })
  }
}
