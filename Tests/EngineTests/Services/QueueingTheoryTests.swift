import Foundation
import Kernel
import Metrics
import NetworkModel
import Testing

/// Servers against queueing theory: each figure within the 99 % confidence interval of independent replications.
///
/// RHUMB_LONG_TESTS=1 runs ten times as many requests.
@Suite struct QueueingTheoryTests {
  static let isLong = ProcessInfo.processInfo.environment["RHUMB_LONG_TESTS"] != nil

  /// Student's t for 99 % and 9 degrees of freedom.
  static let student = 3.2498

  /// Mean and half-width of the 99 % interval over ten seeds.
  static func estimate(_ measure: (UInt64) throws -> Double) rethrows -> (mean: Double, half: Double) {
    let values = try (1...10).map { try measure(UInt64($0)) }
    let mean = values.reduce(0, +) / 10
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 9
    return (mean, student * (variance / 10).squareRoot())
  }

  static func seconds(_ count: Int) -> Int { isLong ? count * 10 : count }

  private func expectMean(_ lab: ServiceLab, _ expected: Double, _ text: Comment) throws {
    let found = try Self.estimate { try (lab.web(seed: $0).latency?.mean.seconds ?? 0) }
    #expect(abs(found.mean - expected) <= found.half, "\(text): \(found) against \(expected)")
    #expect(found.half < 0.2 * expected, "\(text): the interval says nothing")
  }

  /// M/M/1 at ρ = 0.8: W = S / (1 − ρ) = 50 ms.
  @Test func sojournOfMM1() throws {
    try expectMean(ServiceLab(backends: 1, rate: 80, seconds: Self.seconds(100)), 0.050, "M/M/1")
  }

  /// M/M/c: W = S + C(c, a) · S / (c (1 − ρ)); Erlang C at ρ = 0.8 is 0.711111, 0.596432 and 0.409180 for 2, 4 and 10.
  @Test(arguments: [(2, 0.711111), (4, 0.596432), (10, 0.409180)])
  func sojournOfMMc(servers: Int, waiting: Double) throws {
    var lab = ServiceLab(backends: 1, rate: 80 * Double(servers), seconds: Self.seconds(120 / servers))
    lab.service.concurrency = servers
    try expectMean(lab, 0.010 + waiting * 0.010 / (Double(servers) * 0.2), "M/M/\(servers)")
  }

  /// Pollaczek and Khinchine at ρ = 0.8: Wq / S = ρ (1 + c²) / (2 (1 − ρ)): 2 for constant and 4 for exponential service.
  @Test func waitingOfMG1() throws {
    try expectMean(
      ServiceLab(backends: 1, rate: 80, service: .constant(0.010), seconds: Self.seconds(100)), 0.030, "M/D/1"
    )
    // Uniform between 0 and 20 ms: c² = 1/3, Wq = 0.8 · 4/3 / 0.4 · 10 ms.
    try expectMean(
      ServiceLab(backends: 1, rate: 80, service: .uniform(low: 0, high: 0.020), seconds: Self.seconds(100)),
      0.010 + 0.8 * (4.0 / 3) / 0.4 * 0.010, "M/U/1")
  }

  /// Erlang B: without a queue 10 servers at an offered load of 8 refuse 0.12166; insensitive to the service time.
  @Test(arguments: [true, false]) func lossOfMGcc(isExponential: Bool) throws {
    var lab = ServiceLab(
      backends: 1, rate: 800, service: isExponential ? .exponential(mean: 0.010) : .constant(0.010),
      seconds: Self.seconds(6))
    lab.service.concurrency = 10
    lab.service.queue = 0
    let found = try Self.estimate { seed in 1 - (try lab.web(seed: seed).successRatio ?? 0) }
    #expect(abs(found.mean - 0.121661) <= found.half, "\(found)")
    #expect(found.half < 0.015)
  }

  /// M/M/1/K: with one in service and four waiting at ρ = 0.8 the loss is (1 − ρ) ρ⁵ / (1 − ρ⁶) = 0.08882.
  @Test func lossOfMM1K() throws {
    var lab = ServiceLab(backends: 1, rate: 80, seconds: Self.seconds(40))
    lab.service.queue = 4
    let found = try Self.estimate { seed in 1 - (try lab.web(seed: seed).successRatio ?? 0) }
    #expect(abs(found.mean - 0.088820) <= found.half, "\(found)")
  }

  /// Two choices at λ = 0.9 and n = 500: mean field Σ λ^(2ⁱ − 2) = 2.6141; finite n lies a little above.
  @Test(arguments: [(2, 2.6141), (3, 2.0279)]) func powerOfChoices(choices: Int, expected: Double) throws {
    var lab = ServiceLab(backends: 500, rate: 45_000, seconds: Self.isLong ? 20 : 1)
    lab.policy("power-of-d", [("d", Double(choices))])
    let mean = (try lab.web().latency?.mean.seconds ?? 0) / 0.010
    // The start from an empty system takes some per cent off.
    #expect(mean > expected * 0.94 && mean < expected * 1.02, "\(mean)")
  }

  /// Little: the mean number at a server is the rate times the sojourn, in every run.
  @Test func littlesLaw() throws {
    let result = try ServiceLab(backends: 1, rate: 80, seconds: 200).web()
    let backend = result.backends[0]
    let inSystem = backend.utilization + backend.queueMean
    let rate = Double(result.count(of: .ok)) / 200
    let sojourn = result.latency?.mean.seconds ?? 0
    #expect(abs(inSystem - rate * sojourn) < 0.005 * inSystem)
  }

  /// A closed loop of N users who think Z: X = N / (R + Z) (the response time law).
  @Test func closedLoopObeysTheResponseTimeLaw() throws {
    var lab = ServiceLab(backends: 1, rate: 1, seconds: 200)
    lab.changeRequests { $0.process = .closed(users: 20, think: .exponential(mean: 0.1)) }
    let result = try lab.web()
    let response = result.latency?.mean.seconds ?? 0
    let throughput = Double(result.count(of: .ok)) / 200
    #expect(abs(throughput - 20 / (response + 0.1)) < 0.02 * throughput)
    // M/M/1 with a finite population of 20 and Z/S = 10 keeps the server busy nearly always.
    #expect(result.backends[0].utilization > 0.98)
  }

  /// Half the time 20/s and half the time 180/s: 100/s on average, and a longer queue than Poisson's.
  @Test func burstyArrivalsKeepTheirMeanAndQueueMore() throws {
    var lab = ServiceLab(backends: 1, rate: 50, service: .constant(0.010), seconds: 300)
    let poisson = try lab.web()
    lab.changeRequests {
      $0.process = .bursty([
        .init(rate: 10, meanStay: .seconds(1)), .init(rate: 90, meanStay: .seconds(1)),
      ])
    }
    let bursty = try lab.web()
    #expect(abs(Double(bursty.requests) / 300 - 50) < 10)
    #expect(bursty.backends[0].queueMean > 2 * poisson.backends[0].queueMean)
  }

  /// A sine between 0 and 200/s has the mean 100/s; its first quarter has (1/4 − 1/2π) · 200/s = 18.17/s · period.
  @Test func diurnalArrivalsSwing() throws {
    var lab = ServiceLab(backends: 1, rate: 1, service: .constant(0.001), seconds: 400)
    lab.changeRequests { $0.process = .diurnal(low: 0, high: 200, period: .seconds(400)) }
    #expect(abs(Double(try lab.web().requests) / 400 - 100) < 2)
    lab.scenario.duration = .seconds(100)
    #expect(abs(Double(try lab.web().requests) - 400 * (0.25 - 1 / (2 * Double.pi)) * 100) < 250)
  }
}
