import Kernel
import NetworkModel

/// Drops or marks with a probability that grows with the average queue, so that senders hear of congestion before the
/// queue is full. Source: Floyd and Jacobson, "Random early detection gateways for congestion avoidance", IEEE/ACM
/// Transactions on Networking 1 (1993), figure 2, with the gentle slope above the upper threshold (Floyd 2000).
struct RandomEarlyDetection {
  private let spec: DisciplineSpec.RED
  private var stream: RandomStream
  private(set) var average = 0.0
  /// Packets since the last one that was dropped or marked; −1: the average is below the lower threshold.
  private var since = -1
  private var idleSince: SimTime? = .zero

  init(_ spec: DisciplineSpec.RED, stream: RandomStream) {
    self.spec = spec
    self.stream = stream
  }

  /// True when the packet is to be dropped or marked.
  ///
  /// - Parameters:
  ///   - queue: packets that wait now.
  ///   - transmission: time of a packet on the link, in which an idle queue's average falls by one step.
  mutating func notices(queue: Int, transmission: SimTime, at now: SimTime) -> Bool {
    if let idleSince, queue == 0 {
      let missed = (now - idleSince).picoseconds / max(1, transmission.picoseconds)
      average *= Self.power(1 - spec.weight, missed)
    } else {
      average += spec.weight * (Double(queue) - average)
    }
    idleSince = nil
    guard average >= spec.least else {
      since = -1
      return false
    }
    since += 1
    let base = probability
    if base >= 1 || since > 0 && base * Double(since) >= 1
      || stream.uniform() < base / (1 - Double(since) * base)
    {
      since = 0
      return true
    }
    return false
  }

  mutating func becameIdle(at now: SimTime) { idleSince = now }

  /// Of the average alone, before it is spread by the count since the last one.
  private var probability: Double {
    if average < spec.most {
      return spec.probability * (average - spec.least) / (spec.most - spec.least)
    }
    if average < 2 * spec.most {
      return spec.probability + (1 - spec.probability) * (average - spec.most) / spec.most
    }
    return 1
  }

  /// By squaring: exact operations only.
  private static func power(_ base: Double, _ exponent: Int64) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 && square > 1e-300 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return rest > 0 ? 0 : result
  }
}
