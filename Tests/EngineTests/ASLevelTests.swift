import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Engine

@Suite struct ASLevelTests {
  private static let prefix = IPv4Prefix(IPv4Address(203, 0, 113, 0), length: 24)

  private static func graph(_ ases: Int, seed: UInt64) -> ASGraph {
    var parameters = ASGraphGenerator.Parameters()
    parameters.ases = ases
    parameters.transit = 0.3
    return ASGraphGenerator.make(parameters, seed: seed)
  }

  private static func scenario(_ graph: ASGraph, origins: [UInt32], seed: UInt64) -> Scenario {
    var scenario = Scenario(title: "test")
    scenario.seed = seed
    scenario.duration = .seconds(30)
    scenario.routing.protocols = ["bgp"]
    scenario.routing.bgp.policies = .gaoRexford
    scenario.routing.bgp.advertisementInterval = .zero
    scenario.routing.bgp.hold = .zero
    scenario.routing.bgp.originate = origins.map {
      BGPOriginationSpec(node: ASGraph.name(of: $0), prefixes: [prefix])
    }
    return scenario
  }

  /// The same network as routers and sessions, and as a graph: every AS has the same next AS, origin and path length.
  @Test(arguments: 0..<10) func agreesWithTheFullProtocol(number: Int) throws {
    let seed = UInt64(number + 1)
    let graph = Self.graph(12 + number * 12, seed: seed)
    var stream = RandomStream(seed: seed, entity: "test", purpose: "origins")
    let count = graph.numbers.count
    var scenario = Self.scenario(
      graph, origins: [graph.numbers[stream.below(count)], graph.numbers[stream.below(count)]], seed: seed)
    if number % 3 == 1 { scenario.routing.bgp.leaks = [ASGraph.name(of: graph.numbers[count - 1])] }
    if number % 3 == 2 {
      var validation = BGPOriginValidationSpec()
      validation.adopters = .share(0.5)
      let victim = try #require(ASGraph.number(named: scenario.routing.bgp.originate[0].node))
      validation.payloads = [
        BGPOriginValidationSpec.Payload(prefix: Self.prefix, maximumLength: nil, origin: victim)
      ]
      scenario.routing.bgp.originValidation = validation
    }

    scenario.network.asGraph = graph
    let level = try #require(ASLevelRun(scenario)).run()
    let state = try #require(level.asLevel?.prefixes.first?.state)

    scenario.network = graph.network(link: LinkSpec("", ""))
    var simulation = try Simulation.prepare(scenario)
    simulation.run()
    for (place, number) in graph.numbers.enumerated() {
      let node = try #require(simulation.topology.node(named: ASGraph.name(of: number)))
      let entry = simulation.bgpTable(of: node)?.prefixes.first
      let best = entry?.paths.first { $0.isBest }
      guard let best else {
        #expect(state.next[place] == .max, "AS \(number), seed \(seed)")
        continue
      }
      #expect(Int(state.lengths[place]) == best.asPath.count + 1, "AS \(number), seed \(seed)")
      let expected = best.asPath.first ?? .number(number)
      #expect(expected == .number(graph.numbers[Int(state.next[place])]), "AS \(number), seed \(seed)")
    }
  }

  /// The end does not depend on timers: Gao and Rexford's rules have one stable state.
  @Test func timersDoNotChangeTheEnd() throws {
    let graph = Self.graph(300, seed: 7)
    var scenario = Self.scenario(graph, origins: [300], seed: 7)
    scenario.duration = nil
    scenario.network.asGraph = graph
    let quick = try #require(ASLevelRun(scenario)).run().asLevel
    scenario.routing.bgp.advertisementInterval = .seconds(30)
    let slow = try #require(ASLevelRun(scenario)).run().asLevel
    #expect(quick?.prefixes.first?.state?.next == slow?.prefixes.first?.state?.next)
    let times = [quick, slow].map { $0?.prefixes.first?.phases.first?.convergence ?? .zero }
    #expect(times[0] < .milliseconds(50))
    #expect(times[1] >= .milliseconds(22_500))
  }

  @Test func resultsDoNotDependOnTheNumberOfJobs() throws {
    let graph = Self.graph(200, seed: 3)
    var scenario = Self.scenario(graph, origins: [], seed: 3)
    scenario.duration = nil
    scenario.network.asGraph = graph
    scenario.routing.bgp.originate = (1...9).map { number in
      BGPOriginationSpec(
        node: "as\(200 - number)", prefixes: [IPv4Prefix(IPv4Address(10, UInt8(number), 0, 0), length: 16)])
    }
    let run = try #require(ASLevelRun(scenario))
    #expect(run.run(jobs: 1).fingerprint == run.run(jobs: 4).fingerprint)
  }

  /// After announce and withdraw nobody has a path, and every announcement was taken back.
  @Test func withdrawalLeavesNothing() throws {
    let graph = Self.graph(100, seed: 5)
    var scenario = Self.scenario(graph, origins: [90], seed: 5)
    scenario.duration = nil
    scenario.network.asGraph = graph
    scenario.events = [EventSpec(time: .seconds(100), action: .withdraw(Self.prefix, on: "as90"))]
    let phases = try #require(ASLevelRun(scenario)?.run().asLevel?.prefixes.first?.phases)
    #expect(phases.count == 2)
    #expect(phases[0].reached == 100)
    #expect(phases[1].reached == 0)
    #expect(phases[1].withdrawals > 0)
  }

  /// A duration that ends while updates are under way: the run says so, and until when it went.
  @Test func cutBeforeItsEndIsNotQuiet() throws {
    let graph = Self.graph(100, seed: 5)
    var scenario = Self.scenario(graph, origins: [90], seed: 5)
    scenario.network.asGraph = graph
    for interval in [SimTime.zero, .seconds(30)] {
      scenario.routing.bgp.advertisementInterval = interval
      scenario.duration = .milliseconds(2)
      let cut = try #require(ASLevelRun(scenario)).run()
      #expect(cut.asLevel?.isQuiet == false)
      #expect(cut.stoppedBy == .duration && cut.simulated == .milliseconds(2))
      #expect(cut.notices.count == 1)
      scenario.duration = .seconds(3600)
      let whole = try #require(ASLevelRun(scenario)).run()
      #expect(whole.asLevel?.isQuiet == true)
      #expect(whole.stoppedBy == .quiet && whole.notices.isEmpty)
    }
  }

  // MARK: Files

  @Test func relationshipFilesOfBothSeries() throws {
    let one = try ASRelationshipFile.read(Array("# a comment\n1|2|-1\n2|3|0\r\n".utf8))
    let two = try ASRelationshipFile.read(Array("1|2|-1|bgp\n2|3|0|mlp\n".utf8))
    #expect(one == two)
    #expect(one.numbers == [1, 2, 3])
    #expect(one.linkCount == 2)
    #expect(one.sessions[0].relation == .customer)
  }

  /// C-BGP's form: `1` for transit, `0` for peers, and whatever follows.
  @Test func relationshipFilesOfCBGP() throws {
    let topo = try ASRelationshipFile.read(Array("1 2 1\n2 3 0\n3\t4  1 10\n".utf8))
    #expect(try topo == ASRelationshipFile.read(Array("1|2|-1\n2|3|0\n3|4|-1\n".utf8)))
  }

  @Test(arguments: [
    ("1|2|-1\n1|2\n", 2), ("1|2|1\n", 1), ("a|2|0\n", 1), ("4294967296|2|0\n", 1), ("5|5|0\n", 1),
    ("1|2|0\n#\n2|1|-1\n", 3), ("1|2|-1x\n", 1), ("1 2 -1\n", 1), ("1 2\n", 1), ("1 2 1x\n", 1),
  ]) func faultsAreToldWithTheirLine(text: String, line: Int) {
    #expect {
      try ASRelationshipFile.read(Array(text.utf8))
    } throws: { error in
      (error as? ASRelationshipFile.Fault)?.line == line
    }
  }

  @Test func generatedInternetsAreConnectedAndHaveNoProviderCycles() {
    for seed in 1...5 as ClosedRange<UInt64> {
      let graph = Self.graph(400, seed: seed)
      #expect(graph.numbers.count == 400)
      for (place, number) in graph.numbers.enumerated() {
        let own = graph.sessions[Int(graph.starts[place])..<Int(graph.starts[place + 1])]
        let providers = own.filter { $0.relation == .provider }.map { graph.numbers[Int($0.neighbor)] }
        #expect(providers.allSatisfy { $0 < number })
        #expect(number <= 4 || !providers.isEmpty)
      }
    }
  }
}
