import Kernel

/// What a backend asks of other services before it answers: stages one after another, the calls of a stage at once.
///
/// A request's own work comes first, then its calls; its answer leaves when the last stage has the answers that it needs.
package struct CallPlan: Sendable, Equatable {
  package var stages: [CallStage] = []
  /// A request that waits for its calls gives its place at the server to another one: an event loop in place of a thread
  /// for each request.
  package var freesSlot = false
  /// Whoever calls tells how long its own caller will wait, and all give up together, as gRPC's deadlines do.
  package var passesDeadlines = true

  package init() {}
}

package struct CallStage: Sendable, Equatable {
  package var calls: [CallSpec]
  /// Answers that are enough; nil: all.
  package var quorum: Int?

  package init(_ calls: [CallSpec], quorum: Int? = nil) {
    self.calls = calls
    self.quorum = quorum
  }
}

package struct CallSpec: Sendable, Equatable {
  /// A service.
  package var to: String
  /// Made at once, all alike.
  package var count = 1
  /// Of each of them being made at all.
  package var probability = 1.0
  /// The answer is sent without it, if it fails.
  package var isOptional = false
  /// Payload sizes in bytes.
  package var requestBytes: Distribution = .constant(500)
  package var responseBytes: Distribution = .constant(20_000)
  /// What the calls are about; nil: the same as the request that leads to them.
  package var keys: KeysSpec?

  package init(to: String) { self.to = to }
}
