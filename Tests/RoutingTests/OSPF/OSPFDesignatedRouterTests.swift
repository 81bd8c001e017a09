import Kernel
import NetworkModel
import Testing

@testable import Routing

/// Clauses 18–20: broadcast networks.
@Suite struct OSPFDesignatedRouterTests {
  private static func lan(_ priorities: [Int]) -> OSPFWire {
    OSPFWire([
      (
        1, true,
        priorities.enumerated().map { position, priority in
          .init(router: position + 1) { $0.ospf.priority = priority }
        }
      )
    ])
  }

  private static func roles(_ wire: OSPFWire, _ count: Int) -> [OSPFInterface.State] {
    (1...count).compactMap { wire.interface($0, on: 1)?.state }
  }

  @Test func theWaitTimerIsTheDeadInterval_RFC2328_9_1() {
    var wire = Self.lan([1, 1])
    wire.run(until: .milliseconds(39_999))
    #expect(Self.roles(wire, 2) == [.waiting, .waiting])
    // At 40 s router 2 becomes both backup and, for want of another, designated; its next hello says so, and router 1
    // becomes backup.
    wire.run(until: .seconds(40))
    #expect(Self.roles(wire, 2) == [.other, .designated])
    wire.run(until: .seconds(51))
    #expect(Self.roles(wire, 2) == [.backup, .designated])
  }

  @Test func whoComesLaterWaitsOnlyUntilItHearsOfABackup_RFC2328_9_2() {
    var wire = Self.lan([1, 1, 1])
    wire.setCarrier(1, on: 1, isUp: false)
    wire.run(until: .seconds(85))
    #expect(Self.roles(wire, 3) == [.down, .backup, .designated])
    wire.setCarrier(1, on: 1, isUp: true)
    wire.run(until: .milliseconds(85_500))
    #expect(wire.interface(1, on: 1)?.state == .waiting)
    // BackupSeen: the hellos of 90 s name both, and the own identifier. Without them it would wait to 125 s.
    wire.run(until: .seconds(91))
    #expect(Self.roles(wire, 3) == [.other, .backup, .designated])
  }

  @Test func priorityThenIdentifierElects_RFC2328_9_4() {
    var wire = Self.lan([1, 7, 1, 3, 0])
    wire.run(until: .seconds(90))
    #expect(Self.roles(wire, 5) == [.other, .designated, .other, .backup, .other])
    var equal = Self.lan([1, 1, 1])
    equal.run(until: .seconds(90))
    #expect(Self.roles(equal, 3) == [.other, .backup, .designated])
  }

  @Test func aBetterRouterThatComesLaterDoesNotPreempt_RFC2328_9_4() {
    var wire = Self.lan([1, 1, 9])
    // Router 3 is not there at first.
    wire.setCarrier(3, on: 1, isUp: false)
    wire.run(until: .seconds(90))
    #expect(Self.roles(wire, 3) == [.backup, .designated, .down])
    wire.setCarrier(3, on: 1, isUp: true)
    wire.run(until: .seconds(200))
    #expect(Self.roles(wire, 3) == [.backup, .designated, .other])
    // When the designated router goes, its backup follows, and the newcomer becomes backup.
    wire.setCarrier(2, on: 1, isUp: false)
    wire.run(until: .seconds(300))
    #expect(Self.roles(wire, 3) == [.designated, .down, .backup])
  }

  @Test func othersStayInTwoWay_RFC2328_10_4() {
    var wire = Self.lan([1, 1, 1, 1])
    wire.run(until: .seconds(90))
    #expect(wire.state(1, of: 2) == .twoWay && wire.state(2, of: 1) == .twoWay)
    #expect(wire.state(1, of: 3) == .full && wire.state(1, of: 4) == .full && wire.state(3, of: 4) == .full)
  }

  @Test func theDesignatedRouterDescribesTheNetwork_RFC2328_12_4_2() throws {
    var wire = Self.lan([1, 1, 1])
    wire.run(until: .seconds(90))
    let key = LSAKey(.network, OSPFWire.address(3, on: 1), by: OSPFWire.identifier(3))
    for router in 1...3 {
      let body = wire.lsa(key, at: router)?.lsa.body
      #expect(body == .network(length: 24, attached: [1, 2, 3].map(OSPFWire.identifier)))
      let links = try #require(wire.routerLSA(1, at: router)?.lsa.links)
      #expect(
        links == [
          RouterLink(.transit, id: OSPFWire.address(3, on: 1), data: OSPFWire.address(1, on: 1), metric: 10)
        ])
    }
  }

  @Test func theOldNetworkIsFlushedWhenTheDesignatedRouterChanges_RFC2328_12_4_2() throws {
    var wire = Self.lan([1, 1, 1])
    wire.run(until: .seconds(90))
    wire.setCarrier(3, on: 1, isUp: false)
    wire.run(until: .seconds(200))
    #expect(Self.roles(wire, 3) == [.backup, .designated, .down])
    let new = LSAKey(.network, OSPFWire.address(2, on: 1), by: OSPFWire.identifier(2))
    #expect(
      wire.lsa(new, at: 1)?.lsa.body == .network(length: 24, attached: [1, 2].map(OSPFWire.identifier)))
    // Router 3 is alone: nobody can flush its LSA in its place, but nothing refers to it any more.
    let links = try #require(wire.routerLSA(1, at: 1)?.lsa.links)
    #expect(links.map(\.id) == [OSPFWire.address(2, on: 1)])
  }

  @Test func anElectionIsAFunctionOfWhatIsDeclared_RFC2328_9_4() {
    func candidate(_ number: Int, _ priority: Int, dr: Int = 0, bdr: Int = 0)
      -> DesignatedRouterElection.Candidate
    {
      func address(_ n: Int) -> IPv4Address { n == 0 ? .any : OSPFWire.address(n, on: 1) }
      return .init(
        router: OSPFWire.identifier(number), address: address(number), priority: priority,
        designated: address(dr), backup: address(bdr))
    }
    typealias Outcome = DesignatedRouterElection.Outcome
    func outcome(_ designated: Int, _ backup: Int) -> Outcome {
      Outcome(
        designated: designated == 0 ? .any : OSPFWire.address(designated, on: 1),
        backup: backup == 0 ? .any : OSPFWire.address(backup, on: 1))
    }
    // Nobody eligible.
    #expect(DesignatedRouterElection.elect(own: candidate(1, 0), others: [candidate(2, 0)]) == outcome(0, 0))
    // Alone.
    #expect(DesignatedRouterElection.elect(own: candidate(1, 1), others: []) == outcome(1, 0))
    // Two that both declare themselves designated, after a partition: the higher priority stays.
    #expect(
      DesignatedRouterElection.elect(
        own: candidate(1, 5, dr: 1, bdr: 3), others: [candidate(2, 1, dr: 2), candidate(3, 1, dr: 1, bdr: 3)])
        == outcome(1, 3))
    // The backup declares itself; the designated router is gone: it takes over, step 4 finds a new backup.
    #expect(
      DesignatedRouterElection.elect(
        own: candidate(3, 1, dr: 9, bdr: 3),
        others: [candidate(1, 1, dr: 9, bdr: 3), candidate(2, 1, dr: 9, bdr: 3)])
        == outcome(3, 2))
  }
}
