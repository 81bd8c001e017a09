import Kernel
import Metrics
import NetworkModel

/// One thing that happened to the request that is being explained.
package struct StoryEntry: Sendable, Equatable {
  package let time: SimTime
  package let text: String
}

extension SimTime {
  /// To the microsecond, for people.
  var brief: String {
    let microseconds = (picoseconds + 500_000) / 1_000_000
    return microseconds == 0 ? description : SimTime.microseconds(Int(microseconds)).description
  }
}

extension Simulation {
  /// Whether this is the request that is being explained: all that it costs the others.
  @inline(__always)
  func isTraced(_ request: UInt32) -> Bool { tracedRequest != 0 && requests[request].id == tracedRequest }

  /// Notes what happens to it.
  mutating func tell(_ request: UInt32, _ text: String) {
    story.append(StoryEntry(time: now, text: (requests[request].isHedge ? "second try: " : "") + text))
  }

  func backendName(_ request: UInt32) -> String {
    let backend = requests[request].backend
    return backend == .max
      ? "no backend" : services[Int(requests[request].service)].servers[Int(backend)].name
  }
}
