import Kernel
import Metrics
import Statistics

/// MSER-5 on requests, as a time.
enum MSERCut {
  /// - Parameter requests: answered ones, in the order in which they ended.
  /// - Returns: when the last request that is left out ended; nil when there are too few.
  static func of(_ requests: [RequestRecord]) -> (time: SimTime, isTooShort: Bool)? {
    guard let cut = MSER(requests.map { $0.latency.seconds }) else { return nil }
    guard cut.cut > 0 else { return (.zero, cut.isTooShort) }
    let last = requests[cut.cut - 1]
    return (last.time + last.latency, cut.isTooShort)
  }
}
