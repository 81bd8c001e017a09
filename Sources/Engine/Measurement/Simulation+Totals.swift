import Metrics

extension Simulation {
  /// A few sums, without building the whole result: for measuring the engine itself.
  package struct Totals {
    package let links: [LinkResult]
    package let routingMessages: Int
    package let routingBytes: Int
    package let requests: Int
    package let packetsInFlight: Int
  }

  package mutating func totals() -> Totals {
    let result = result()
    return Totals(
      links: result.links, routingMessages: Int(result.routing.reduce(0) { $0 + $1.messages }),
      routingBytes: Int(result.routing.reduce(0) { $0 + $1.bytes }),
      requests: Int(result.conservation.requests),
      packetsInFlight: Int(result.conservation.inFlight))
  }
}
