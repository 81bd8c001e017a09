import Testing

@testable import ScenarioFormats

/// What is allowed, but hardly meant.
@Suite struct WarningTests {
  private static func warnings(_ routing: String) -> [String] {
    ScenarioText.diagnostics(
      """
      title: t
      duration: 20s
      network: {routers: {r1: {as: 1}, r2: {as: 2}}, links: [r1 -- r2]}
      routing: \(routing)
      """
    ).map { "\($0.line):\($0.column): \($0.message)" }
  }

  @Test func theProfileOfBIRDIsOfOSPF() {
    #expect(Self.warnings("{protocol: ospf, profile: bird}") == [])
    #expect(
      Self.warnings("{protocol: [rip, ospf, bgp], profile: bird}") == [
        "4:48: the profile bird is known for ospf; rip and bgp will do as the RFCs say"
      ])
  }

  @Test(arguments: ["ospf", "rip"]) func routersWithOneIdentifier(name: String) {
    let text = """
      title: t
      network: {routers: {r1: {router-id: 1.1.1.1}, r2: {router-id: 1.1.1.1}}, links: [r1 -- r2]}
      routing: {protocol: \(name)}
      """
    #expect(
      ScenarioText.diagnostics(text).map { "\($0.line):\($0.column): \($0.message)" }
        == (name == "rip" ? [] : ["2:63: r1 and r2 have the same router identifier 1.1.1.1"]))
  }

  @Test func optionsOfAProtocolThatDoesNotRun() {
    #expect(
      Self.warnings("{protocol: rip, ospf: {spf: frr}}").map { $0.hasSuffix("`protocol` does not name ospf") }
        == [true])
  }
}
