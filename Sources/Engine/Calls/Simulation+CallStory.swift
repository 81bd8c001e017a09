import Kernel
import Metrics
import NetworkModel

/// What `rhumb explain … request` tells of calls.
extension Simulation {
  func tellableNames(_ stage: ServiceCalls.Stage) -> String {
    stage.calls.map { $0.count == 1 ? $0.name : "\($0.count) × \($0.name)" }.joined(separator: ", ")
  }

  mutating func tellStage(_ call: UInt32, _ stage: ServiceCalls.Stage) {
    let content = openCalls[call]
    let request = content.request
    let stages = services[Int(requests[request].service)].calls?.stages.count ?? 0
    let last = nextRequestID + UInt64(content.made) - 1
    let numbers = content.made == 1 ? "request \(last)" : "requests \(nextRequestID)–\(last)"
    let needs = content.needed == content.made ? "" : ", of which \(content.needed) must be answered"
    tell(
      request,
      "\(backendName(request)) makes the calls of stage \(content.stage) of \(stages): \(tellableNames(stage)) (\(numbers)\(needs))"
    )
  }

  /// Each answer of a small stage; of a large one the failures, and the answer that was waited for.
  mutating func tellAnswer(_ call: UInt32, _ outcome: RequestOutcome, _ id: UInt64, _ service: Int) {
    let content = openCalls[call]
    guard content.made <= 8 || outcome != .ok || content.hasEnough else { return }
    let count = "\(content.answered) of the \(content.needed) answers"
    tell(
      content.request,
      "call \(id) to \(services[service].name) ends: \(outcome) after \((now - content.stageBegan).brief); stage \(content.stage) has \(count)"
    )
  }
}
