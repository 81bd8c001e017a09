import Kernel
import Metrics
import NetworkModel
import Testing

@Suite struct ResilienceTests {
  /// One of ten backends fails in 1 ms where the others take 100 ms, at 400/s. Its share is 0.10 under round robin, about
  /// 0.19 under two choices (1 − 0.9²), and far more under least connections: the black hole.
  @Test(arguments: [("round-robin", 0.09, 0.11), ("power-of-d", 0.16, 0.21), ("least-connections", 0.6, 0.8)])
  func blackHole(policy: String, low: Double, high: Double) throws {
    var lab = ServiceLab(backends: 10, rate: 400, service: .exponential(mean: 0.1), seconds: 60)
    lab.service.concurrency = 100
    lab.service.backends[3].errors = 1
    lab.service.backends[3].errorTime = .constant(0.001)
    lab.policy(policy)
    let result = try lab.web()
    let share = Double(result.backends[3].requests) / Double(result.requests)
    #expect((low...high).contains(share), "\(share)")
    #expect(result.count(of: .error) == result.backends[3].requests)
  }

  /// An error is tried elsewhere: with one bad backend in ten and two retries hardly any request fails.
  @Test func retriesGoElsewhere() throws {
    var lab = ServiceLab(backends: 10, rate: 100, seconds: 60)
    lab.service.backends[3].errors = 1
    lab.service.retries = 2
    let result = try lab.web()
    #expect(result.count(of: .ok) == result.requests - result.pending)
    #expect(result.retries == result.backends[3].requests)
    #expect(result.attempts == result.requests + result.retries)
  }

  @Test func onlyTheConditionsThatAreNamedAreRetried() throws {
    var lab = ServiceLab(backends: 2, rate: 100, seconds: 20)
    lab.service.backends[0].errors = 1
    lab.service.retries = 3
    lab.service.resilience.retryOn = [.refused, .timeout]
    let result = try lab.web()
    #expect(result.retries == 0)
    #expect(result.count(of: .error) + result.pending >= result.backends[0].requests)
    #expect(result.count(of: .error) <= result.backends[0].requests)
  }

  /// All backends answer errors: with r retries each request makes 1 + r tries, and a budget of 20 % holds them to 1.2.
  @Test func aBudgetBoundsTheAmplification() throws {
    var lab = ServiceLab(backends: 5, rate: 1000, service: .constant(0.050), seconds: 20)
    lab.service.concurrency = 1000
    for backend in lab.service.backends.indices { lab.service.backends[backend].errors = 1 }
    lab.service.retries = 3
    let unbounded = try lab.web()
    #expect(Double(unbounded.attempts) / Double(unbounded.requests) > 3.9)
    lab.service.resilience.retryBudget = 0.2
    lab.service.resilience.retryMinimum = 3
    let bounded = try lab.web()
    // Of the requests under way a fifth are retries: 1 / (1 − 0.2).
    #expect((1.1...1.27).contains(Double(bounded.attempts) / Double(bounded.requests)))
  }

  /// The n-th retry waits 0 … (2ⁿ − 1) · 100 ms: on average 50, 150 and 350 ms after failures that take no time.
  @Test func backoffWaitsExponentially() throws {
    var lab = ServiceLab(backends: 1, rate: 20, service: .constant(0), seconds: 400)
    lab.service.backends[0].errors = 0.5
    lab.service.backends[0].errorTime = .constant(0)
    lab.service.retries = 30
    lab.service.resilience.backoff = .milliseconds(100)
    lab.service.resilience.maximumBackoff = .milliseconds(300)
    // Half fail once more each time; from the second retry on the wait is at most 300 ms: 50/2 + 150 · (1/4 + 1/8 …) ms.
    let mean = try lab.web().latency?.mean.seconds ?? 0
    #expect(abs(mean - (0.025 + 0.075)) < 0.006, "\(mean)")
  }

  /// One backend of two takes ten seconds. Tries of 50 ms find the other one; the slow one works in vain.
  @Test func triesTimeOut() throws {
    var lab = ServiceLab(backends: 2, rate: 50, service: .constant(0.001), seconds: 30)
    lab.service.concurrency = 10_000
    lab.service.backends[0].serviceTime = .constant(10)
    lab.service.retries = 1
    lab.service.resilience.tryTimeout = .milliseconds(50)
    lab.policy("weighted-round-robin")  // As nginx: not again where it has been.
    let result = try lab.web()
    #expect(result.count(of: .ok) + result.pending == result.requests)
    #expect(result.latency.map { $0.max < .milliseconds(60) } ?? false)
    #expect(abs(Int(result.retries) - Int(result.backends[0].requests)) < 10)
  }

  /// A twentieth of the requests take a second. A second try after 20 ms makes that one in four hundred, and costs 5 %.
  @Test func hedgingCutsTheTail() throws {
    var lab = ServiceLab(
      backends: 20, rate: 400, service: .bernoulli(probability: 0.05, low: 0.010, high: 1), seconds: 60)
    lab.service.concurrency = 100
    let plain = try lab.web()
    // A hedge of the same work would be as slow: the second try draws a work of its own.
    lab.service.resilience.hedgeAfter = .milliseconds(20)
    let hedged = try lab.web()
    #expect(plain.latency.map { $0.p99 > .milliseconds(900) } ?? false)
    #expect(hedged.latency.map { $0.p99 < .milliseconds(40) } ?? false)
    #expect((0.04...0.06).contains(Double(hedged.hedges) / Double(hedged.requests)))
    #expect(hedged.count(of: .ok) + hedged.pending == hedged.requests)
  }

  @Test func aCircuitBreakerFailsFast() throws {
    var lab = ServiceLab(backends: 1, rate: 200, seconds: 30)
    lab.service.resilience.requestLimit = 5
    let result = try lab.web()
    #expect(result.count(of: .limited) > 0)
    #expect(result.backends[0].queuePeak <= 4)
    #expect(result.latency.map { $0.p99 < .milliseconds(150) } ?? false)
  }

  @Test func aRateLimitPassesItsRate() throws {
    var lab = ServiceLab(backends: 5, rate: 300, seconds: 60)
    lab.service.resilience.rateLimit = 100
    lab.service.resilience.rateBurst = 10
    let result = try lab.web()
    #expect(abs(Double(result.attempts) - 100 * 60) < 120)
  }

  /// Twice the load that a server can carry and a timeout of 100 ms: first come, first served answers almost nothing in
  /// time; the newest first and CoDel answer about as much as the server can do.
  @Test(arguments: [QueueDiscipline.lifo, .codel(target: .milliseconds(5), interval: .milliseconds(50))])
  func overloadIsSurvivedByOtherDisciplines(discipline: QueueDiscipline) throws {
    var lab = ServiceLab(backends: 1, rate: 200, seconds: 60)
    lab.service.timeout = .seconds(2)
    lab.service.queue = 1000
    let fifo = try lab.web()
    lab.service.discipline = discipline
    let other = try lab.web()
    #expect(
      other.latency.map { $0.p50 < .milliseconds(300) } ?? false, "\(String(describing: other.latency))")
    #expect(fifo.latency.map { $0.p50 > .milliseconds(1000) } ?? false)
    #expect(other.count(of: .ok) > fifo.count(of: .ok) * 8 / 10)
  }

  @Test func pausesStopAServer() throws {
    var lab = ServiceLab(backends: 1, rate: 10, service: .constant(0.001), seconds: 200)
    lab.service.backends[0].pauseGap = .constant(1)
    lab.service.backends[0].pauseLength = .constant(0.1)
    let result = try lab.web()
    // A tenth of an eleventh … of the requests meet a pause; the longest waits all of it.
    #expect(result.latency.map { $0.max > .milliseconds(90) && $0.max < .milliseconds(110) } ?? false)
    #expect(result.latency.map { $0.p50 == .milliseconds(1) || $0.p50 < .milliseconds(2) } ?? false)
    let meeting = 0.1 / 1.1
    let expected = 0.001 + meeting * 0.05
    #expect(abs((result.latency?.mean.seconds ?? 0) - expected) < 0.25 * expected)
  }
}
