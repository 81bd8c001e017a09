import Kernel
import Metrics

extension Simulation {
  /// Ends the warm-up: latencies and delays are measured anew from here on.
  ///
  /// Counters go on, so that the packet ledger still balances; `RunResult.since` takes off what they had counted.
  package mutating func beginMeasuring() {
    for position in services.indices { services[position].latencies = LatencyHistogram() }
    for position in flows.indices { flows[position].forgetDelays() }
  }
}
