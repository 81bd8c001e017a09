import Kernel
import NetworkModel
import Testing

@testable import ScenarioFormats

@Suite struct ScenarioOverrideTests {
  private static let text = """
    title: t
    network:
      routers: {r1: , r2: , 3: {as: 7}, a.b: }
      hosts: {h1: }
      networks: {n: {on: h1}}
      containers: {c: {networks: [n]}}
      links: [r1 -- r2, h1 -- r1]
    routing: {protocol: rip}
    services: {web: {backends: {h1: 1, c: {weight: 2}}}}
    traffic:
      - {name: users, from: r2, to: web, arrivals: poisson(5/s)}
    events:
      - {at: 1s, set: {links.r1 -- r2.loss: 1%}}
    """

  private static func decode(_ options: String...) throws -> Scenario {
    try ScenarioText.decode(text, overrides: options)
  }

  @Test func thePathsAreThoseOfTheFile() throws {
    let scenario = try Self.decode(
      "routing.rip.update=10s", "services.web.policy=weighted-round-robin", "network.links[0].cost=5",
      "traffic.users.arrivals=poisson(50/s)", "network.defaults.link.delay=3ms", "seed=9", "about=")
    #expect(scenario.routing.rip.update == .seconds(10))
    #expect(scenario.services[0].policy.name == "weighted-round-robin")
    #expect(scenario.network.links[0].costs == Pair(5, 5))
    #expect(scenario.network.links[1].delay == .milliseconds(3))
    #expect(scenario.seed == 9)
    #expect(scenario.about == "")
    guard case .requests(let requests) = scenario.traffic[0].kind else {
      Issue.record("the traffic is requests")
      return
    }
    #expect(requests.gap == .exponential(mean: 0.02))
  }

  @Test func wholeSectionsAndListsCanBeSet() throws {
    let scenario = try Self.decode(
      "routing.protocol=[static, rip]", "services.web.policy={name: round-robin}",
      "network.routers.r1={stubs: [10.9.0.0/16]}", "network.generate.ring.nodes=5")
    #expect(scenario.routing.protocols == ["static", "rip"])
    #expect(scenario.network.routers.first { $0.name == "r1" }?.stubs.count == 1)
    #expect(scenario.network.routers.count == 7, "r1 and r2 of the ring are refined by the file's")
  }

  /// `on`, `3` and names with dots are keys like others.
  @Test func keysThatYAMLTakesForOtherTypesAreFound() throws {
    let scenario = try Self.decode(
      "network.routers.3.as=8", "network.routers.a.b.as=9", "network.networks.n.on=h1",
      "services.web.backends.h1=5", "services.web.backends.c.weight=4")
    #expect(scenario.network.routers.compactMap(\.autonomousSystem) == [8, 9])
    #expect(scenario.services[0].backends.map(\.weight) == [5, 4])
  }

  @Test func aPropertyOfAnEventIsAPathOfItsOwn() throws {
    let scenario = try Self.decode("events[0].set.links.r1 -- r2.loss=20%")
    #expect(scenario.events[0].action == .set(.linkLoss(LinkReference("r1", "r2"), 0.2)))
  }

  @Test(arguments: [
    ("routing.rip.updte=10s", "has no field `updte`", "did you mean `update`?"),
    ("services.wbe.policy=x", "there is no `wbe`", "did you mean `web`?"),
    ("traffic.user.start=1s", "none is `user`", "did you mean `users`?"),
    ("network.links[9].cost=1", "none is `9`", nil), ("network.links[-1].cost=1", "none is `-1`", nil),
    ("seed.x=1", "nothing inside this field named `x`", nil),
    ("nonsense", "expected PATH=VALUE", "for example"),
    ("=1", "the path is empty", nil), ("routing.rip.update=fast", "expected a duration", nil),
    ("seed=[", "malformed", nil), ("seed=*x", "there is no anchor", nil), ("seed={a: 1, a: 2}", "twice", nil),
    ("seed=1\nduration: 5s", "not one line", nil),
    ("routing.protocol=isis", "no routing protocol `isis`", nil),
  ])
  func aFaultIsToldByTheOptionsOwnText(option: String, message: String, hint: String?) throws {
    let found = ScenarioText.diagnostics(Self.text, overrides: ["seed=2", option])
    let first = try #require(found.first)
    #expect(first.source == "--set \(option)")
    #expect(first.line == 0)
    #expect(first.message.contains(message), "\(first.message)")
    if let hint { #expect(first.hint?.contains(hint) ?? false, "\(first.hint ?? "")") }
  }

  @Test func errorsOfTheFileAreToldToo() {
    let found = ScenarioText.diagnostics("title: t\nsede: 1\n", overrides: ["duratoin=5s"])
    #expect(found.map(\.source) == ["t.yaml", "--set duratoin=5s"])
  }
}
