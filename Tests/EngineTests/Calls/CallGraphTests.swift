import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Engine

@Suite struct CallGraphTests {
  /// `front` on b0 alone calls services of one backend each; nothing but service times takes time.
  private func lab(_ services: [String], rate: Double = 10, seconds: Int = 100) -> ServiceLab {
    var lab = ServiceLab(
      backends: services.count + 1, rate: rate, service: .constant(0.010), seconds: seconds)
    lab.service.backends = [BackendSpec(name: "b0")]
    lab.service.concurrency = 1000
    for (place, name) in services.enumerated() {
      var spec = ServiceSpec(name: name)
      spec.backends = [BackendSpec(name: "b\(place + 1)")]
      spec.serviceTime = .constant(0.010)
      spec.concurrency = 1000
      lab.scenario.services.append(spec)
    }
    return lab
  }

  private func call(_ name: String, count: Int = 1) -> CallSpec {
    var call = CallSpec(to: name)
    call.count = count
    return call
  }

  @Test func stagesAddUp_callsOfAStageDoNot() throws {
    var lab = lab(["a", "b"])
    lab.scenario.services[2].serviceTime = .constant(0.030)
    lab.service.calls.stages = [CallStage([call("a")]), CallStage([call("b")])]
    #expect(try lab.web().latency?.max == .milliseconds(50))
    lab.service.calls.stages = [CallStage([call("a"), call("b", count: 3)])]
    let result = try lab.run()
    #expect(result.services[0].latency?.max == .milliseconds(40))
    #expect(result.services[2].requests == 3 * result.services[1].requests)
    #expect(
      result.conservation.requests == result.conservation.requestsOK + result.conservation.requestsPending)
  }

  /// Dean and Barroso, "The tail at scale" (2013): 1 % of a leaf's answers take a second; of the requests that need a
  /// hundred leaves, 1 − 0.99¹⁰⁰ = 63.4 % do.
  @Test func theTailAtScale_DeanBarroso2013() throws {
    var lab = lab(["leaf"], rate: 50, seconds: 60)
    lab.scenario.services[1].serviceTime = .bernoulli(probability: 0.01, low: 0.010, high: 1)
    lab.service.calls.stages = [CallStage([call("leaf", count: 100)])]
    lab.scenario.record = [.requests]
    let result = try lab.run()
    let roots = result.requests.filter { $0.service == "web" }
    let slow = Double(roots.count { $0.latency > .milliseconds(900) }) / Double(roots.count)
    #expect(abs(slow - 0.634) < 0.03, "\(slow)")
    // 95 of 100 are enough to leave the slow ones out: P(more than 5 of 100 slow) is 0.05 %.
    lab.service.calls.stages[0].quorum = 95
    #expect(try lab.web().latency.map { $0.p99 < .milliseconds(30) } ?? false)
  }

  /// Beyer et al., "Site Reliability Engineering", chapter 22: every layer tries three times, so the last one of three sees
  /// 3³ tries for each request of a user.
  @Test func retriesMultiplyOverTheLayers_SREBook22() throws {
    var lab = lab(["middle", "store"])
    lab.service.calls.stages = [CallStage([call("middle")])]
    lab.scenario.services[1].calls.stages = [CallStage([call("store")])]
    for place in 0..<3 { lab.scenario.services[place].retries = 2 }
    // Round robin tries again where it has been; there is nowhere else.
    lab.scenario.services[2].backends[0].errors = 1
    let result = try lab.run()
    let tries = result.services[2].triesPerUserRequest ?? 0
    #expect(abs(tries - 27) < 0.5, "\(tries)")
    #expect(abs(Double(result.services[2].attempts) / Double(result.services[2].requests) - 3) < 0.01)
    #expect(result.services[0].count(of: .ok) == 0)
    // A layer that does not retry divides it by three.
    lab.scenario.services[1].retries = 0
    let fewer = try lab.run().services[2].triesPerUserRequest ?? 0
    #expect(abs(fewer - 9) < 0.2, "\(fewer)")
  }

  /// One thread, 10 ms of work and 30 ms of waiting: 25 requests a second at most. With an event loop 100.
  @Test func whoWaitsKeepsItsSlot_unlessAsynchronous() throws {
    var lab = lab(["store"], rate: 60, seconds: 60)
    lab.service.concurrency = 1
    lab.service.calls.stages = [CallStage([call("store")])]
    lab.scenario.services[1].serviceTime = .constant(0.030)
    let kept = try lab.web()
    #expect(abs(Double(kept.count(of: .ok)) / 60 - 25) < 0.5)
    #expect(kept.backends[0].utilization > 0.99)
    lab.service.calls.freesSlot = true
    let freed = try lab.web()
    #expect(freed.count(of: .ok) + freed.pending == freed.requests)
    #expect(abs(freed.backends[0].utilization - 0.6) < 0.05)
  }

  /// gRPC, "Deadlines": the caller's deadline goes with its calls; without that, work goes on that nobody waits for.
  @Test func deadlinesArePassedOn_gRPC() throws {
    var lab = lab(["middle", "store"], rate: 5, seconds: 60)
    lab.service.timeout = .milliseconds(100)
    lab.service.calls.stages = [CallStage([call("middle")])]
    // Two calls, each as long as the deadline nearly: the second must never be made when deadlines are told.
    lab.scenario.services[1].calls.stages = [CallStage([call("store")]), CallStage([call("store")])]
    lab.scenario.services[2].serviceTime = .constant(0.085)
    let told = try lab.run()
    #expect(told.services[0].count(of: .timeout) + told.services[0].pending == told.services[0].requests)
    // 10 + 10 + 85 ms: the deadline falls into the first call.
    #expect(told.services[2].requests == told.services[1].requests)
    #expect(told.services[1].count(of: .timeout) > 0)
    lab.service.calls.passesDeadlines = false
    lab.scenario.services[1].calls.passesDeadlines = false
    let untold = try lab.run()
    #expect(Double(untold.services[2].requests) > 1.98 * Double(untold.services[1].requests))
    #expect(untold.services[1].count(of: .timeout) == 0)
  }

  @Test func whatIsOptionalMayFail() throws {
    var lab = lab(["ads", "search"])
    lab.scenario.services[1].backends[0].errors = 1
    lab.service.calls.stages = [CallStage([call("ads"), call("search")])]
    #expect(try lab.web().count(of: .ok) == 0)
    lab.service.calls.stages[0].calls[0].isOptional = true
    let result = try lab.web()
    #expect(result.count(of: .ok) + result.pending == result.requests)
  }

  @Test func callsAreMadeWithTheirProbability() throws {
    var lab = lab(["ads"], rate: 200)
    lab.service.calls.stages = [CallStage([call("ads", count: 2)])]
    lab.service.calls.stages[0].calls[0].probability = 0.3
    let result = try lab.run()
    let share = Double(result.services[1].requests) / Double(result.services[0].requests)
    #expect(abs(share - 0.6) < 0.02, "\(share)")
  }

  /// Whoever crashes loses the requests that wait; their callers time out, and no slot stays taken.
  @Test func aCrashLosesWaitingRequests() throws {
    var lab = lab(["store"], rate: 50, seconds: 20)
    lab.service.concurrency = 4
    lab.service.timeout = .seconds(1)
    lab.service.calls.stages = [CallStage([call("store")])]
    lab.scenario.events = [
      EventSpec(time: .seconds(5), action: .crash("b0")),
      EventSpec(time: .seconds(6), action: .recover("b0")),
    ]
    let result = try lab.run()
    let web = result.services[0]
    #expect(web.count(of: .timeout) > 40)
    #expect(web.count(of: .ok) + web.count(of: .timeout) + web.pending == web.requests)
    #expect(web.count(of: .ok) > 900)
  }

  /// The keys of users go with the calls, so that a cache far below still hits; a hit spares the calls behind it.
  @Test func keysArePassedOn_andCacheHitsSpareCalls() throws {
    var lab = lab(["cache", "store"], rate: 100)
    lab.changeRequests { $0.keys = .uniform(count: 10) }
    lab.service.calls.stages = [CallStage([call("cache")])]
    lab.scenario.services[1].cache = CacheSpec(entries: 100, hitTime: .constant(0.001))
    lab.scenario.services[1].calls.stages = [CallStage([call("store")])]
    let result = try lab.run()
    #expect(result.services[2].requests == 10)
    #expect((result.services[1].cacheHitRatio ?? 0) > 0.99)
  }

  /// Hedges and retries of calls, a quorum, timeouts of tries: nothing is lost, and all slots are free at the end.
  @Test(arguments: 1...8) func nothingIsLost(seed: UInt64) throws {
    var lab = lab(["middle", "store", "ads"], rate: 80, seconds: 40)
    lab.changeRequests { $0.limit = 2000 }
    for place in 0..<4 {
      lab.scenario.services[place].serviceTime = .exponential(mean: 0.008)
      lab.scenario.services[place].concurrency = place == 1 ? 3 : 20
      lab.scenario.services[place].queue = 20
      lab.scenario.services[place].retries = 2
      lab.scenario.services[place].timeout = .milliseconds(150)
      lab.scenario.services[place].resilience.tryTimeout = .milliseconds(60)
      lab.scenario.services[place].resilience.hedgeAfter = place == 2 ? .milliseconds(20) : nil
      lab.scenario.services[place].calls.passesDeadlines = seed % 2 == 0
      lab.scenario.services[place].calls.freesSlot = seed % 3 == 0
    }
    lab.scenario.services[2].backends[0].errors = 0.1
    lab.service.calls.stages = [
      CallStage([call("middle"), call("ads")], quorum: 1), CallStage([call("middle")]),
    ]
    lab.scenario.services[1].calls.stages = [CallStage([call("store", count: 3)], quorum: 2)]
    lab.scenario.seed = seed
    var simulation = try Simulation.prepare(lab.scenario)
    simulation.run()
    let result = simulation.result()
    #expect(result.services[0].requests == 2000)
    for service in result.services {
      #expect(service.pending == 0, "\(service.name)")
      #expect(service.outcomes.reduce(0) { $0 + $1.count } == service.requests)
    }
    #expect(simulation.requests.count == 0)
    #expect(simulation.openCalls.count == 0)
    #expect(simulation.callLinks.count == 0)
    for service in simulation.services.indices {
      for server in simulation.services[service].servers.indices {
        #expect(simulation.services[service].servers[server].load == 0)
      }
      for balancer in simulation.services[service].balancers.indices {
        #expect(simulation.services[service].balancers[balancer].table.totalInFlight == 0)
      }
    }
  }
}
