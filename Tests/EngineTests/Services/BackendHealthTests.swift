import Kernel
import Metrics
import NetworkModel
import Testing

@Suite struct BackendHealthTests {
  private func shares(_ result: ServiceResult) -> [Double] {
    let total = result.backends.reduce(0) { $0 + $1.requests }
    return result.backends.map { Double($0.requests) / Double(max(1, total)) }
  }

  /// nginx: one failure takes a server out for fail_timeout, then one request tries it: six tries in a minute.
  @Test func maxFailsAndFailTimeout() throws {
    var lab = ServiceLab(backends: 3, rate: 100, service: .constant(0.001), seconds: 61)
    lab.service.backends[0].errors = 1
    lab.service.health.passive = PassiveHealthSpec()
    lab.service.health.passive?.failTimeout = .seconds(10)
    let result = try lab.web()
    #expect((6...7).contains(result.backends[0].requests), "\(result.backends[0].requests)")
    #expect(!result.backends[0].isHealthy)
  }

  /// It is back after its first success.
  @Test func aServerThatRecoversIsTakenBack() throws {
    var lab = ServiceLab(backends: 2, rate: 100, service: .constant(0.001), seconds: 60)
    lab.service.backends[0].errors = 1
    lab.service.health.passive = PassiveHealthSpec()
    lab.set(.backendErrors(service: "web", backend: "b0", 0), at: .seconds(15))
    let result = try lab.web()
    // Out until the try at 20 s, and half of the requests from then on.
    #expect((0.25...0.40).contains(shares(result)[0]), "\(shares(result))")
    #expect(result.backends[0].isHealthy)
  }

  /// Envoy: five failures in a row eject for 30 s, found over at the next sweep; the second time for 60 s.
  @Test func consecutiveFailuresEject() throws {
    var lab = ServiceLab(backends: 4, rate: 100, service: .constant(0.001), seconds: 100)
    lab.service.backends[0].errors = 1
    lab.service.health.outlier = OutlierSpec()
    let result = try lab.web()
    #expect(result.backends[0].requests == 10, "\(result.backends[0].requests)")
  }

  /// At most 10 % may be ejected, but one always may: of four bad ones among eight, one is out at a time.
  @Test func noMoreThanTheShareIsEjected() throws {
    var lab = ServiceLab(backends: 8, rate: 400, service: .constant(0.001), seconds: 25)
    for backend in 0..<4 { lab.service.backends[backend].errors = 1 }
    lab.service.health.outlier = OutlierSpec()
    let result = try lab.web()
    #expect(result.backends.count { !$0.isHealthy } == 1)
    lab.service.health.outlier?.maximumEjected = 0.5
    let more = try lab.web()
    #expect(more.backends.count { !$0.isHealthy } == 4)
  }

  /// One of six answers a fifth of its requests with errors, far below the others' rates: the sweep ejects it.
  @Test func aLowSuccessRateEjects() throws {
    var lab = ServiceLab(backends: 6, rate: 600, service: .constant(0.001), seconds: 35)
    lab.service.backends[2].errors = 0.2
    lab.service.health.outlier = OutlierSpec()
    lab.service.health.outlier?.consecutiveFailures = 1000
    let result = try lab.web()
    #expect(!result.backends[2].isHealthy)
    #expect(shares(result)[2] < 0.08)
  }

  /// Three of four out: without a threshold the fourth gets everything, with one of 50 % all are used.
  @Test func panicUsesAll() throws {
    var lab = ServiceLab(backends: 4, rate: 100, service: .constant(0.001), seconds: 60)
    for backend in 0..<3 { lab.service.backends[backend].errors = 1 }
    lab.service.health.passive = PassiveHealthSpec()
    lab.service.health.passive?.failTimeout = .seconds(1000)
    #expect(shares(try lab.web())[3] > 0.95)
    lab.service.health.panicThreshold = 0.5
    let share = shares(try lab.web())[3]
    #expect((0.2...0.35).contains(share), "\(share)")
  }

  /// Back at 20 s with a window of 30 s: over the window its share rises from a tenth to the whole.
  @Test func slowStartWarmsUp() throws {
    var lab = ServiceLab(backends: 2, rate: 200, service: .constant(0.001), seconds: 50)
    lab.service.backends[0].errors = 1
    lab.service.health.passive = PassiveHealthSpec()
    lab.service.health.passive?.failTimeout = .seconds(20)
    lab.set(.backendErrors(service: "web", backend: "b0", 0), at: .seconds(1))
    let cold = Double(try lab.web().backends[0].requests)
    lab.service.health.slowStart = SlowStartSpec()
    let warm = Double(try lab.web().backends[0].requests)
    // A share f of its turns: f / (1 + f) of all, f from 0.1 to 1 in 30 s: about 0.29 on average, against 0.5.
    #expect((0.5...0.66).contains(warm / cold), "\(warm / cold)")
  }

  /// Ten balancers that hear of the queues twice a second all send to the shortest one: the herd. Two choices do not.
  @Test func staleViewsHerd() throws {
    var lab = ServiceLab(backends: 10, rate: 800, seconds: 30)
    lab.policy("join-shortest-queue")
    let fresh = try lab.web()
    lab.service.viewRefresh = .milliseconds(500)
    let stale = try lab.web()
    lab.policy("power-of-d")
    let choices = try lab.web()
    let p99 = [fresh, choices, stale].map { $0.latency?.p99.seconds ?? 0 }
    #expect(p99[0] < p99[1] && p99[1] < p99[2], "\(p99)")
  }

  /// gRPC on layer 4: one connection carries everything to one backend; on layer 7 every request is balanced.
  @Test func oneConnectionPinsToOneBackend() throws {
    var lab = ServiceLab(backends: 4, rate: 100, service: .constant(0.001), seconds: 30)
    lab.service.layer = .connection
    lab.service.connections = ConnectionSpec()
    lab.service.connections?.streams = 100
    #expect(shares(try lab.web()) == [1, 0, 0, 0])
    lab.service.connections?.requests = 50
    let recycled = shares(try lab.web())
    #expect(recycled.allSatisfy { (0.2...0.3).contains($0) }, "\(recycled)")
    lab.service.layer = .request
    #expect(shares(try lab.web()).allSatisfy { abs($0 - 0.25) < 0.001 })
  }

  /// HTTP/1.1: one request at a time on each of two connections; the third waits for one of them.
  @Test func aPoolOfConnectionsIsALimit() throws {
    var lab = ServiceLab(backends: 2, rate: 50, service: .constant(0.100), seconds: 30)
    lab.service.layer = .connection
    lab.service.concurrency = 100
    lab.service.connections = ConnectionSpec()
    lab.service.connections?.pool = 2
    let result = try lab.web()
    // Two connections carry 20 requests a second, however idle the backends are.
    #expect(abs(Double(result.count(of: .ok)) / 30 - 20) < 0.5)
  }
}
