import Kernel
import NetworkModel

/// A request that waits at its server for the calls of a stage.
struct OpenCall: BitwiseCopyable {
  let request: UInt32
  /// Distinguishes it from an earlier one in the same slot; zero: the slot is free.
  var stamp: UInt32
  /// Stages begun.
  var stage = 0
  var stageBegan = SimTime.zero
  /// Calls of this stage, how many were answered (or may be done without), and how many failed.
  var made = 0
  var answered = 0
  var failed = 0
  var needed = 0
  /// Calls of this stage are still being sent.
  var isSending = false

  var hasEnough: Bool { answered >= needed }
  var cannotSucceed: Bool { made - failed < needed }
}

/// What ties a call to the request that waits for it.
struct CallLink: BitwiseCopyable {
  let call: UInt32
  let stamp: UInt32
  let stage: Int
  let isOptional: Bool
  /// The number of the request that waits.
  let caller: UInt64
}

/// The calls of a service, ready to be made.
struct ServiceCalls: Sendable {
  struct Stage: Sendable {
    let calls: [Call]
    let quorum: Int?
  }

  struct Call: Sendable {
    let service: Int
    let name: String
    /// The request source of the calling service's first server; the others follow in their order.
    let firstSource: Int
    let count: Int
    let probability: Double
    let isOptional: Bool
    let request: ByteSampler
    let response: ByteSampler

    /// Whether the call with this seed is made: a question that can be asked again.
    func isMade(_ seed: UInt64) -> Bool {
      probability >= 1 || Double(RandomStream.mixed(seed) >> 11) * 0x1p-53 < probability
    }
  }

  var stages: [Stage] = []
  let freesSlot: Bool
  let passesDeadlines: Bool

  init(_ plan: CallPlan) {
    freesSlot = plan.freesSlot
    passesDeadlines = plan.passesDeadlines
  }

  /// The words that decide all about a call come from those of its request, so that variants compare on common random
  /// numbers. Each try of a request makes its calls anew.
  static func seed(_ request: Request, stage: Int, call: Int, copy: Int) -> UInt64 {
    let place = UInt64(requests: request, stage: stage, call: call, copy: copy)
    return RandomStream.mixed(request.workSeed ^ RandomStream.mixed(place))
  }
}

extension UInt64 {
  /// Four small numbers as one.
  fileprivate init(requests request: Request, stage: Int, call: Int, copy: Int) {
    self = UInt64(request.retries) << 48 | UInt64(UInt16(truncatingIfNeeded: stage)) << 32
    self |= UInt64(UInt16(truncatingIfNeeded: call)) << 16 | UInt64(UInt16(truncatingIfNeeded: copy))
  }
}
