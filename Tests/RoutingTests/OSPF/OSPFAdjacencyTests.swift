import Kernel
import NetworkModel
import Testing

@testable import Routing

/// Clauses 15–17, 21: hellos, and how two routers on a point-to-point link become fully adjacent.
@Suite struct OSPFAdjacencyTests {
  private static func pair(_ adjust: @escaping (inout RoutingInterface) -> Void = { _ in }) -> OSPFWire {
    OSPFWire([(1, false, [.init(router: 1), .init(router: 2, adjust: adjust)])])
  }

  @Test func helloEveryTenSecondsAndDeadAfterForty_RFC2328_C_3() throws {
    #expect(OSPFConfiguration.rfc.hello == .seconds(10))
    #expect(OSPFConfiguration.rfc.dead == .seconds(40))
    var wire = Self.pair()
    wire.run(until: .seconds(35))
    let hellos = wire.sent.filter { if case .hello = $0.message.body { $0.router == 1 } else { false } }
    #expect(hellos.map(\.time) == [0, 10, 20, 30].map(SimTime.seconds))
    try #require(hellos.count == 4)
    guard case .hello(let first) = hellos[0].message.body, case .hello(let second) = hellos[1].message.body
    else {
      Issue.record("no hellos")
      return
    }
    #expect(first.neighbors.isEmpty && second.neighbors == [OSPFWire.identifier(2)])
    #expect(first.interval == .seconds(10) && first.dead == .seconds(40))
  }

  @Test func neighborsGoFromDownToFull_RFC2328_10_1() {
    var wire = Self.pair()
    #expect(wire.state(1, of: 2) == nil)
    wire.run(until: .seconds(5))
    #expect(wire.state(1, of: 2) == .initial)
    wire.run(until: .seconds(11))
    #expect(wire.state(1, of: 2) == .full && wire.state(2, of: 1) == .full)
    // Both have both router-LSAs, with the link to the other one.
    for router in [1, 2] {
      guard case .router(_, let links)? = wire.routerLSA(1, at: router)?.lsa.body else {
        Issue.record("router \(router) lacks the LSA of router 1")
        return
      }
      #expect(links.contains { $0.kind == .pointToPoint && $0.id == OSPFWire.identifier(2) })
    }
  }

  @Test func silenceForTheDeadIntervalTearsTheAdjacencyDown_RFC2328_10_3() {
    var wire = Self.pair()
    wire.run(until: .seconds(60))
    #expect(wire.state(1, of: 2) == .full)
    wire.loses = { sent, _ in sent.router == 2 }
    // The last hello was sent at 60 s and came 1 ms later.
    wire.run(until: .seconds(100))
    #expect(wire.state(1, of: 2) == .full)
    wire.run(until: .milliseconds(100_001))
    #expect(wire.state(1, of: 2) == .down)
    // Router 2 hears that it is not heard any more.
    wire.run(until: .seconds(111))
    #expect(wire.state(2, of: 1) == .initial)
  }

  @Test(arguments: [HelloMismatch.hello, .dead, .area])
  func differentHellosMakeNoNeighbors_RFC2328_10_5(_ reason: HelloMismatch) {
    var wire = Self.pair { interface in
      switch reason {
      case .hello: interface.ospf.hello = .seconds(5)
      case .dead: interface.ospf.dead = .seconds(30)
      default: interface.area = 7
      }
      if reason == .hello { interface.ospf.dead = .seconds(40) }
    }
    wire.run(until: .seconds(60))
    #expect(wire.state(1, of: 2) == nil && wire.state(2, of: 1) == nil)
    #expect(wire.interface(1, on: 1)?.refused.first?.reason == reason)
  }

  @Test func theMaskCountsOnBroadcastNetworksOnly_RFC2328_10_5() {
    for isBroadcast in [true, false] {
      var wire = OSPFWire([
        (
          1, isBroadcast,
          [
            .init(router: 1),
            .init(router: 2) { interface in
              let changed = RoutingInterface(
                index: interface.index, name: interface.name,
                address: InterfaceAddress(interface.address.address, length: 25), cost: 10)
              interface = changed
              interface.givenCost = 10
              interface.isBroadcast = isBroadcast
            },
          ]
        )
      ])
      wire.run(until: .seconds(90))
      #expect(wire.state(1, of: 2) == (isBroadcast ? nil : .full))
      #expect(wire.interface(1, on: 1)?.refused.first?.reason == (isBroadcast ? .mask : nil))
    }
  }

  @Test func aNeighborWithALargerMTUStaysInExStart_RFC2328_10_6() {
    var wire = Self.pair { $0.mtu = 9000 }
    // They have heard each other at 10 s; from then on nothing but time goes by.
    for seconds in [11, 60, 120] {
      wire.run(until: .seconds(seconds))
      #expect(wire.state(1, of: 2) == .exStart)
    }
    #expect(wire.routers[1]?.interfaces[0].neighbors[0].mtuMismatch == 9000)
    #expect(wire.state(2, of: 1) != .full)
    #expect(wire.routers[1]?.isSettled(at: wire.now) == true, "it will stay so")
  }

  @Test func theHigherIdentifierIsMaster_RFC2328_10_8() {
    var wire = Self.pair()
    wire.run(until: .seconds(11))
    #expect(wire.routers[1]?.interfaces[0].neighbors[0].isMaster == false)
    #expect(wire.routers[2]?.interfaces[0].neighbors[0].isMaster == true)
    let descriptions = wire.sent.compactMap { sent -> (Int, DatabaseDescription)? in
      if case .description(let body) = sent.message.body { (sent.router, body) } else { nil }
    }
    // Both begin as masters; from then on the slave answers with the master's numbers.
    #expect(descriptions.prefix(2).allSatisfy { $0.1.isInitial && $0.1.isMaster && $0.1.headers.isEmpty })
    let later = descriptions.dropFirst(2)
    #expect(later.allSatisfy { $0.1.isMaster == ($0.0 == 2) && !$0.1.isInitial })
    let numbers = Set(descriptions.filter { $0.0 == 2 }.map(\.1.sequence))
    #expect(later.filter { $0.0 == 1 }.allSatisfy { numbers.contains($0.1.sequence) })
  }

  @Test func theExchangeSurvivesLoss_RFC2328_10_8() {
    for seed in 1...20 as ClosedRange<UInt64> {
      var stream = RandomStream(seed: seed, entity: "wire", purpose: "loss")
      let draws = (0..<4000).map { _ in stream.bernoulli(0.2) }
      final class Counter: @unchecked Sendable { var value = 0 }
      let counter = Counter()
      var wire = Self.pair()
      wire.loses = { sent, _ in
        if case .hello = sent.message.body { return false }
        counter.value += 1
        return draws[counter.value % draws.count]
      }
      wire.run(until: .seconds(120))
      #expect(wire.state(1, of: 2) == .full && wire.state(2, of: 1) == .full, "seed \(seed)")
      #expect(
        wire.routers[1]?.databases[0].digest(at: wire.now)
          == wire.routers[2]?.databases[0].digest(at: wire.now))
    }
  }
}
