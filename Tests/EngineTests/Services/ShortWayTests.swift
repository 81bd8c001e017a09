import Engine
import Kernel
import Metrics
import NetworkModel
import Testing

/// Plain services go the short way; the long way through all that a service may have leads to the same, event by event.
@Suite struct ShortWayTests {
  /// All that see something beside the request, and some that do not.
  private static let policies: [(name: String, flavor: String?)] = [
    ("power-of-d", nil), ("round-robin", nil), ("random", nil), ("join-shortest-queue", nil),
    ("join-idle-queue", nil), ("least-connections", nil), ("least-connections", "nginx"),
    ("least-connections", "haproxy"), ("weighted-round-robin", "nginx"), ("peak-ewma", nil), ("c3", nil),
    ("prequal", nil), ("least-response-time", nil), ("source-hash", nil), ("maglev", nil),
    ("least-request", nil),
  ]

  @Test(arguments: 0..<64) func bothWaysAgree(trial: Int) throws {
    var stream = RandomStream(word: UInt64(trial))
    let scenario = Self.scenario(trial, &stream)
    let short = try Self.run(scenario, isShort: true)
    let long = try Self.run(scenario, isShort: false)
    #expect(short.fingerprint == long.fingerprint)
    #expect(String(describing: short.services) == String(describing: long.services))
    #expect(short.services.contains { $0.requests > 100 }, "the trial says something")
  }

  private static func run(_ scenario: Scenario, isShort: Bool) throws -> RunResult {
    var simulation = try Simulation.prepare(scenario)
    simulation.takesShortWay = isShort
    simulation.run()
    return simulation.result()
  }

  /// A small service with a bit of everything that the short way may meet: full queues, errors, timeouts, retries, crashes.
  private static func scenario(_ trial: Int, _ stream: inout RandomStream) -> Scenario {
    let backends = 1 + stream.below(5)
    var lab = ServiceLab(
      backends: backends, rate: 90 * Double(backends), service: service(&stream), seconds: 4)
    lab.scenario.seed = UInt64(trial)
    let policy = policies[trial % policies.count]
    lab.policy(policy.name, flavor: policy.flavor)
    lab.service.concurrency = 1 + stream.below(2)
    if stream.bernoulli(0.5) { lab.service.queue = stream.below(6) }
    if stream.bernoulli(0.6) { lab.service.timeout = .milliseconds(20 + stream.below(100)) }
    lab.service.retries = stream.below(3)
    if stream.bernoulli(0.5) { lab.service.balancer = "r" }
    if stream.bernoulli(0.3) { lab.service.healthCheck = HealthCheckSpec() }
    for place in lab.service.backends.indices where stream.bernoulli(0.2) {
      lab.service.backends[place].errors = 0.1
      lab.service.backends[place].serviceTime = service(&stream)
    }
    let longest = stream.bernoulli(0.5) ? 0 : 3
    for link in lab.scenario.network.links.indices {
      lab.scenario.network.links[link].delay = .milliseconds(stream.below(longest + 1))
    }
    if stream.bernoulli(0.3) {
      lab.changeRequests { $0.process = .closed(users: 5, think: .exponential(mean: 0.010)) }
    }
    if stream.bernoulli(0.5) { lab.scenario.events = events(backends, &stream) }
    if stream.bernoulli(0.3) { addCaller(&lab.scenario) }
    return lab.scenario
  }

  private static func service(_ stream: inout RandomStream) -> Distribution {
    [.exponential(mean: 0.010), .constant(0.010), .uniform(low: 0, high: 0.020)][stream.below(3)]
  }

  private static func events(_ backends: Int, _ stream: inout RandomStream) -> [EventSpec] {
    let victim = "b\(stream.below(backends))"
    return [
      EventSpec(time: .milliseconds(500), action: .crash(victim)),
      EventSpec(time: .milliseconds(1200), action: .recover(victim)),
      EventSpec(
        time: .milliseconds(1500), action: .set(.backendErrors(service: "web", backend: victim, 0.3))),
      EventSpec(time: .milliseconds(2000), action: .linkDown(LinkReference("b0", "r"), silent: false)),
      EventSpec(time: .milliseconds(2400), action: .linkUp(LinkReference("b0", "r"))),
      EventSpec(time: .milliseconds(3000), action: .crash("client")),
      EventSpec(time: .milliseconds(3200), action: .recover("client")),
    ]
  }

  /// A service in front, whose servers call this one: it is not plain, the called one is.
  private static func addCaller(_ scenario: inout Scenario) {
    var front = ServiceSpec(name: "front")
    front.backends = [BackendSpec(name: "b0")]
    front.concurrency = 4
    front.timeout = .milliseconds(80)
    front.calls.stages = [CallStage([CallSpec(to: "web")])]
    scenario.services.append(front)
    let requests = RequestsSpec(
      gap: .exponential(mean: 0.020), requestBytes: .constant(1), responseBytes: .constant(1))
    scenario.traffic.append(
      TrafficSpec(name: "others", from: "client", to: .service("front"), kind: .requests(requests)))
  }
}
