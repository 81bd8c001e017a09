import Kernel
import NetworkModel
import Testing

@testable import Routing

/// Two routers with BFD and a wire of 1 ms between them, stepped by hand.
private struct BFDPair {
  struct Sent {
    let time: SimTime
    let router: Int
    let packet: BFDPacket
  }

  private(set) var now = SimTime.zero
  var processes: [BFDProcess] = []
  private(set) var sent: [Sent] = []
  private(set) var lost: [(time: SimTime, router: Int)] = []
  /// Loses what a router sends when true.
  var isCut = [false, false]
  private var timers: [[RoutingTimer: SimTime]] = [[:], [:]]
  private var queue: [(time: SimTime, order: Int, what: What)] = []
  private var order = 0

  private enum What {
    case timer(Int, RoutingTimer)
    case packet(Int, BFDPacket)
  }

  private static let addresses = [IPv4Address(192, 0, 2, 1), IPv4Address(192, 0, 2, 2)]

  init(_ first: BFDSpec, _ second: BFDSpec, isCut: Bool = false) {
    self.isCut = [isCut, isCut]
    for (router, settings) in [first, second].enumerated() {
      let interface = RoutingInterface(
        index: InterfaceIndex(0), name: "eth0",
        address: InterfaceAddress(Self.addresses[router], length: 24), cost: 1)
      processes.append(
        BFDProcess(
          interfaces: [interface], settings: [interface.index: settings],
          stream: RandomStream(seed: 1, entity: "r\(router)", purpose: "bfd")))
    }
    for router in 0..<2 { hand(.watch(peer(of: router)), to: router) }
  }

  func peer(of router: Int) -> RoutingNeighbor {
    RoutingNeighbor(interface: InterfaceIndex(0), address: Self.addresses[1 - router])
  }

  mutating func hand(_ event: RoutingEvent, to router: Int) {
    var actions: [RoutingAction] = []
    processes[router].handle(event, at: now, actions: &actions)
    for action in actions {
      switch action {
      case .send(.bfd(let packet), _, _, let bytes):
        #expect(bytes == 52)
        sent.append(Sent(time: now, router: router, packet: packet))
        if !isCut[router] { push(at: now + .milliseconds(1), .packet(1 - router, packet)) }
      case .setTimer(let timer, let time):
        timers[router][timer] = time
        push(at: time, .timer(router, timer))
      case .cancelTimer(let timer): timers[router][timer] = nil
      case .loseNeighbor(let neighbor):
        #expect(neighbor == peer(of: router))
        lost.append((now, router))
      default: break
      }
    }
  }

  private mutating func push(at time: SimTime, _ what: What) {
    order += 1
    queue.insert((time, order, what), at: queue.firstIndex { $0.time > time } ?? queue.count)
  }

  mutating func run(until limit: SimTime) {
    while let first = queue.first, first.time <= limit {
      queue.removeFirst()
      now = first.time
      switch first.what {
      case .timer(let router, let timer):
        guard timers[router][timer] == now else { continue }
        timers[router][timer] = nil
        hand(.timerFired(timer), to: router)
      case .packet(let router, let packet):
        let sender = Self.addresses[1 - router]
        hand(.receive(.bfd(packet), on: InterfaceIndex(0), from: sender), to: router)
      }
    }
    now = limit
  }

  func state(_ router: Int) -> BFDState? { processes[router].sessionViews.first?.state }
}

@Suite struct BFDTests {
  private static func spec(_ milliseconds: Int, receive: Int? = nil, multiplier: Int = 3) -> BFDSpec {
    var spec = BFDSpec()
    spec.transmit = .milliseconds(milliseconds)
    spec.receive = .milliseconds(receive ?? milliseconds)
    spec.multiplier = multiplier
    return spec
  }

  @Test func aSessionComesUpInAThreeWayHandshake_RFC5880_6_2() {
    var pair = BFDPair(Self.spec(50), Self.spec(50))
    pair.run(until: .milliseconds(10))
    // Both say Down at once; each hears it and says Init; each hears that and is up: two times 1 ms.
    let states = pair.sent.filter { $0.router == 0 }.map(\.packet.state)
    #expect(Array(states.prefix(3)) == [.down, .initial, .up])
    #expect(pair.state(0) == .up && pair.state(1) == .up)
    #expect(pair.processes[0].sessionViews[0].since == .milliseconds(2))
    // §6.8.7: the other end's discriminator is echoed as soon as it is known.
    #expect(pair.sent.first { $0.router == 0 }?.packet.yourDiscriminator == 0)
    #expect(pair.sent.last { $0.router == 0 }?.packet.yourDiscriminator == 1)
  }

  @Test func packetsAreSlowUntilTheSessionIsUp_RFC5880_6_8_3() {
    var pair = BFDPair(Self.spec(50), Self.spec(50), isCut: true)
    pair.run(until: .seconds(20))
    let times = pair.sent.filter { $0.router == 0 }.map(\.time)
    #expect(pair.sent.allSatisfy { $0.packet.state == .down && $0.packet.desiredTransmit == .seconds(1) })
    // §6.8.7: 75…100 % of a second.
    for (earlier, later) in zip(times, times.dropFirst()) {
      #expect(later - earlier >= .milliseconds(750) && later - earlier <= .seconds(1))
    }
    #expect(times.count >= 20 && times.count <= 27)
  }

  @Test func theIntervalIsTheSlowerOfBothAndJittered_RFC5880_6_8_7() {
    // Router 0 would send every 20 ms, but router 1 takes one in 100 ms.
    var pair = BFDPair(Self.spec(20), Self.spec(40, receive: 100))
    pair.run(until: .seconds(30))
    func gaps(_ router: Int) -> [SimTime] {
      let times = pair.sent.filter { $0.router == router && $0.time > .seconds(1) }.map(\.time)
      return zip(times, times.dropFirst()).map { $1 - $0 }
    }
    #expect(gaps(0).allSatisfy { $0 >= .milliseconds(75) && $0 <= .milliseconds(100) })
    #expect(gaps(1).allSatisfy { $0 >= .milliseconds(30) && $0 <= .milliseconds(40) })
    #expect(Set(gaps(0)).count > 100, "random, not fixed")
  }

  @Test func withAMultiplierOfOneAtMostNineTenthsAreWaited_RFC5880_6_8_7() {
    var pair = BFDPair(Self.spec(50, multiplier: 1), Self.spec(50, multiplier: 1))
    pair.run(until: .seconds(10))
    let times = pair.sent.filter { $0.router == 0 && $0.time > .seconds(1) }.map(\.time)
    for (earlier, later) in zip(times, times.dropFirst()) {
      #expect(later - earlier >= .microseconds(37_500) && later - earlier <= .milliseconds(45))
    }
    #expect(pair.lost.isEmpty, "90 % of 50 ms and a constant delay are within one detection time")
  }

  @Test func theDetectionTimeIsThePeersMultiplierTimesTheSlowerInterval_RFC5880_6_8_4() {
    // Router 0 takes packets every 60 ms at the fastest, router 1 would send every 50 and counts to 4: 4 × 60 ms.
    var pair = BFDPair(Self.spec(50, receive: 60), Self.spec(50, multiplier: 4))
    pair.run(until: .seconds(2))
    #expect(pair.processes[0].sessionViews[0].detectionTime == .milliseconds(240))
    #expect(pair.processes[1].sessionViews[0].detectionTime == .milliseconds(150))
    pair.isCut = [false, true]
    let last = pair.sent.last { $0.router == 1 }?.time ?? .zero
    pair.run(until: .seconds(3))
    // The last packet took a millisecond.
    #expect(pair.lost.first?.router == 0 && pair.lost.first?.time == last + .milliseconds(241))
  }

  @Test func theOtherEndHearsOfItAndGoesDownAsWell_RFC5880_6_8_6() {
    var pair = BFDPair(Self.spec(50), Self.spec(50))
    pair.run(until: .seconds(2))
    pair.isCut = [false, true]
    pair.run(until: .seconds(3))
    // Router 0 hears nothing, says Down, and router 1 hears that a millisecond later.
    #expect(pair.lost.map(\.router) == [0, 1])
    #expect(pair.lost[1].time == pair.lost[0].time + .milliseconds(1))
    // One way is not enough for a session.
    #expect(pair.state(0) == .down)
    pair.isCut = [false, false]
    pair.run(until: .seconds(6))
    #expect(pair.state(0) == .up && pair.state(1) == .up, "it comes back")
    #expect(pair.lost.count == 2)
  }

  @Test func newIntervalsAreToldWithAPollSequence_RFC5880_6_5() {
    var pair = BFDPair(Self.spec(50), Self.spec(50))
    pair.run(until: .seconds(1))
    let own = pair.sent.filter { $0.router == 0 }.map(\.packet)
    #expect(own.first { $0.state == .up }?.isPoll == true)
    #expect(own.contains { $0.isFinal })
    #expect(!own.contains { $0.isPoll && $0.isFinal }, "never both")
    #expect(own.last?.isPoll == false, "answered")
    // A final packet leaves as soon as a poll has come.
    let polls = pair.sent.filter { $0.router == 1 && $0.packet.isPoll }.map { $0.time + .milliseconds(1) }
    let finals = pair.sent.filter { $0.router == 0 && $0.packet.isFinal }.map(\.time)
    #expect(polls == finals)
  }

  @Test func strangersAndWrongDiscriminatorsAreDiscarded_RFC5880_6_8_6() {
    var pair = BFDPair(Self.spec(50), Self.spec(50))
    pair.run(until: .seconds(1))
    func packet(your: UInt32, _ state: BFDState, multiplier: Int = 3) -> BFDPacket {
      BFDPacket(
        state: state, detectMultiplier: multiplier, ownDiscriminator: 1, yourDiscriminator: your,
        desiredTransmit: .milliseconds(50), requiredReceive: .milliseconds(50))
    }
    let peer = pair.peer(of: 0)
    for bad in [
      packet(your: 77, .down), packet(your: 0, .up), packet(your: 1, .down, multiplier: 0),
    ] {
      pair.hand(.receive(.bfd(bad), on: peer.interface, from: peer.address), to: 0)
      #expect(pair.state(0) == .up)
    }
    let stranger = IPv4Address(192, 0, 2, 9)
    pair.hand(.receive(.bfd(packet(your: 1, .down)), on: peer.interface, from: stranger), to: 0)
    #expect(pair.state(0) == .up)
    // The peer itself, having started anew, may speak of no discriminator.
    pair.hand(.receive(.bfd(packet(your: 0, .down)), on: peer.interface, from: peer.address), to: 0)
    #expect(pair.state(0) == .down)
  }

  @Test func carrierEndsASessionWithoutTellingAnyone() {
    var pair = BFDPair(Self.spec(50), Self.spec(50))
    pair.run(until: .seconds(1))
    pair.hand(.interfaceChanged(InterfaceIndex(0), isUp: false), to: 0)
    #expect(pair.state(0) == .down)
    #expect(!pair.lost.contains { $0.router == 0 }, "the protocols have seen the carrier go themselves")
    let before = pair.sent.count { $0.router == 0 }
    pair.run(until: .seconds(2))
    #expect(pair.sent.count { $0.router == 0 } == before, "nothing is sent without carrier")
  }
}
