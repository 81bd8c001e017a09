import Kernel
import Metrics

/// What a comparison keeps of one run.
package struct RunRecord: Sendable, Equatable {
  package var key: RunKey
  package var seed: UInt64
  package var fingerprint: String
  package var simulated: SimTime
  package var events: UInt64
  package var stoppedBy: StopReason
  /// One for each measure of the block, in base units; nil where this run has none.
  package var values: [Double?]
  package var expectations: [Judgement]
  package var notices: [String]

  /// One line of `expect:`, as it came out in this run.
  package struct Judgement: Sendable, Equatable {
    package var isMet: Bool
    /// `services.web.latency.p99 at most 50ms`
    package var name: String
    package var message: String

    package init(isMet: Bool, name: String, message: String) {
      self.isMet = isMet
      self.name = name
      self.message = message
    }
  }

  package init(
    key: RunKey, seed: UInt64, fingerprint: String, simulated: SimTime, events: UInt64, stoppedBy: StopReason,
    values: [Double?], expectations: [Judgement], notices: [String]
  ) {
    self.key = key
    self.seed = seed
    self.fingerprint = fingerprint
    self.simulated = simulated
    self.events = events
    self.stoppedBy = stoppedBy
    self.values = values
    self.expectations = expectations
    self.notices = notices
  }
}
