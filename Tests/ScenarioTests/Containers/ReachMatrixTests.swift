import Engine
import Kernel
import NetworkModel
import ScenarioFormats
import Testing

/// `rhumb reach`: the matrix of who reaches whom, against packets that were sent.
@Suite struct ReachMatrixTests {
  private static func matrix(_ text: String, _ port: UInt16, strict: Bool = false) throws -> (
    ReachMatrix, [String: Int]
  ) {
    let scenario = try ScenarioFile.decode(text, name: "test").scenario
    var simulation = try Simulation.prepare(scenario)
    simulation.run(until: .seconds(1))
    let network = ReachableNetwork(scenario.network, simulation.topology, podsOnly: false, isStrict: strict)
    let matrix = network.matrix(in: simulation, .udp, port)
    var positions: [String: Int] = [:]
    for (position, name) in matrix.names.enumerated() { positions[name] = position }
    return (matrix, positions)
  }

  @Test func theMatrixAgreesWithTheDatagrams() throws {
    let text = ReachabilityTests.network.replacing("traffic:", with: "")
    let (matrix, positions) = try Self.matrix(text, 9)
    for line in ReachabilityTests.expected where line.2 == 9 && !line.1.contains(".") {
      let (from, to) = (try #require(positions[line.0]), try #require(positions[line.1]))
      let verdict = matrix.verdicts[from][to]
      #expect(verdict.isAllowed == line.3, "\(line.0) to \(line.1): \(verdict.reason)")
    }
    // Everybody has a row: a container on the host's own stack too.
    #expect(positions["k1"] != nil)
  }

  @Test func denialsNameTheirRuleAndPlace() throws {
    let text = ReachabilityTests.network.replacing("traffic:", with: "")
    let (matrix, positions) = try Self.matrix(text, 9)
    let verdict = matrix.verdicts[try #require(positions["a1"])][try #require(positions["o1"])]
    #expect(verdict.reason == "containers of different networks are isolated from each other (at h1)")
  }

  @Test func policiesAndTheNetworkBothHaveToAllowIt() throws {
    let text = """
      title: t
      duration: 2s
      network:
        hosts: {h1: , h2: }
        networks: {one: {on: h1, subnet: 172.30.0.0/24}, other: {on: h2}}
        containers:
          a: {on: h1, networks: [one]}
          b: {on: h1, networks: [one]}
          c: {on: h1, networks: {one: {address: 172.30.0.4}}}
          d: {on: h2, networks: [other]}
        links: [h1 -- h2]
        access-lists:
          - {on: b, direction: in, rules: ["deny from 172.30.0.4/32", "allow"]}
      """
    let scenario = try ScenarioFile.decode(text, name: "test").scenario
    #expect(scenario.network.accessLists.count == 1)
    let (matrix, positions) = try Self.matrix(text, 53)
    func allows(_ from: String, _ to: String) throws -> Bool {
      matrix.verdicts[try #require(positions[from])][try #require(positions[to])].isAllowed
    }
    #expect(try allows("a", "b"))
    #expect(try !allows("c", "b"))
    #expect(try allows("c", "a"))
    #expect(try !allows("a", "d"))
  }
}
