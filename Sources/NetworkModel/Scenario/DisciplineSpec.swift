import Kernel

/// Which packet a link's queue sends next, and which it drops or marks before it is full.
package enum DisciplineSpec: Sendable, Equatable {
  /// First in, first out; what does not fit is lost.
  case dropTail
  case red(RED)
  case coDel(CoDel)
  case fairCoDel(CoDel, flows: Int, quantum: Int)
  /// Deficit round robin over hashed flows; quantum in bytes.
  case deficitRoundRobin(flows: Int, quantum: Int)
  /// The highest IP precedence first.
  case strictPriority
  /// First in, first out, at no more than a rate but for bursts of so many bytes.
  case tokenBucket(rate: Bandwidth, burst: Int)

  /// Random early detection; thresholds in packets of average queue.
  package struct RED: Sendable, Equatable {
    package var least = 5.0
    package var most = 15.0
    package var probability = 0.02
    package var weight = 0.002
    package var marks = false

    package init() {}
  }

  package struct CoDel: Sendable, Equatable {
    package var target = SimTime.milliseconds(5)
    package var interval = SimTime.milliseconds(100)
    package var marks = false

    package init() {}
  }

  /// The names in scenario files.
  package static let names = ["drop-tail", "red", "codel", "fq-codel", "drr", "priority", "token-bucket"]
}
