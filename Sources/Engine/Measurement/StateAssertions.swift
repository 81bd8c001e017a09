import Kernel
import Metrics
import NetworkModel

/// What a scenario says of the state of its network at given times, judged on the way through its run.
package struct StateAssertions: Sendable {
  private var waiting: [(place: Int, spec: StateAssertionSpec)]
  private var verdicts: [ExpectationResult?]

  package init(_ scenario: Scenario) {
    let all = Array(scenario.assertions.enumerated())
    verdicts = Array(repeating: nil, count: all.count)
    // In the order of their times; those without one come last.
    waiting = all.map { (place: $0.offset, spec: $0.element) }
    waiting.sort { a, b in
      let (first, second) = (a.spec.time ?? .never, b.spec.time ?? .never)
      return first == second ? a.place < b.place : first < second
    }
  }

  /// Runs the simulation as far as `Simulation.run` would, with a halt at each time that something is said of.
  package mutating func run(
    _ simulation: inout Simulation, until limit: SimTime? = nil, progress: ((SimTime, UInt64) -> Bool)? = nil
  ) {
    let end = min(limit ?? .never, simulation.end)
    while let next = waiting.first, let time = next.spec.time, time <= end {
      simulation.run(until: time, progress: progress)
      // Stopped by a limit: what is left gets its verdict at the end.
      if simulation.hasStoppedEarly { return }
      verdicts[next.place] = simulation.judge(next.spec, at: time)
      waiting.removeFirst()
    }
    simulation.stopsWhenProven = true
    simulation.run(until: limit, progress: progress)
  }

  /// The verdicts in the order of the scenario, with those about the end of the run.
  package mutating func finish(_ simulation: borrowing Simulation) -> [ExpectationResult] {
    for (place, spec) in waiting {
      verdicts[place] =
        spec.time == nil
        ? simulation.judge(spec, at: simulation.now)
        : StateAssertionJudge.judgeUnreached(spec, end: simulation.now)
    }
    waiting = []
    return verdicts.compactMap { $0 }
  }
}

extension Simulation {
  fileprivate var hasStoppedEarly: Bool { stopReason == .eventLimit || stopReason == .backlogLimit }

  func judge(_ spec: StateAssertionSpec, at time: SimTime) -> ExpectationResult {
    switch spec.claim {
    case .route(let claim): return StateAssertionJudge.judge(claim, routerRoutes(of: claim.node), at: time)
    case .noRoute(let node, let prefix):
      return StateAssertionJudge.judgeAbsence(of: prefix, on: node, routerRoutes(of: node), at: time)
    case .reachable(let from, let to, let via): return judgePath(from, to, via: via, at: time)
    case .unreachable(let from, let to): return judgePath(from, to, via: nil, at: time)
    }
  }

  private func judgePath(_ from: String, _ to: String, via: [String]?, at time: SimTime) -> ExpectationResult
  {
    guard let source = topology.members(of: from).first, let target = topology.members(of: to).first else {
      var trace = PathTrace(from: from, to: to, transport: .tcp, port: 0, way: "")
      trace.refusal = PathTrace.Refusal(node: from, reason: "there is no such node")
      return StateAssertionJudge.judge(trace, via: via, at: time)
    }
    return StateAssertionJudge.judge(path(from: source, to: target, .tcp), via: via, at: time)
  }
}
