import Kernel

/// The controlled-delay law for a server's queue (RFC 8289 §5), with requests in place of packets.
struct CoDelState: BitwiseCopyable {
  /// When the wait will have been above the target for a whole interval; zero: it is not above it.
  private var firstAbove = SimTime.zero
  private var dropNext = SimTime.zero
  private var count = 0
  private var isDropping = false

  init() {}

  /// Whether the request at the front is dropped. Asked once for each request that leaves the queue.
  mutating func drops(sojourn: SimTime, at now: SimTime, target: SimTime, interval: SimTime) -> Bool {
    guard isLateFor(sojourn, now, target, interval) else {
      isDropping = false
      return false
    }
    if isDropping {
      guard now >= dropNext else { return false }
      count += 1
      dropNext = dropNext + interval.scaled(by: 1 / Double(count).squareRoot())
      return true
    }
    // RFC 8289 §5.3: soon after the last dropping the count goes on from where it was.
    isDropping = true
    count = count > 2 && now - dropNext < interval * 8 ? count - 2 : 1
    dropNext = now + interval.scaled(by: 1 / Double(count).squareRoot())
    return true
  }

  private mutating func isLateFor(
    _ sojourn: SimTime, _ now: SimTime, _ target: SimTime, _ interval: SimTime
  ) -> Bool {
    if sojourn < target {
      firstAbove = .zero
      return false
    }
    if firstAbove == .zero {
      firstAbove = now + interval
      return false
    }
    return now >= firstAbove
  }
}
