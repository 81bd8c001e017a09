/// How a line of `study.expect:` came out.
package struct StudyJudgement: Sendable, Equatable {
  /// `services.web.latency.p99 of maglev at most 1.2 × round-robin`
  package let name: String
  package let isMet: Bool
  /// A full sentence: expected, actual, and how sure that is.
  package let message: String

  package init(name: String, isMet: Bool, message: String) {
    self.name = name
    self.isMet = isMet
    self.message = message
  }
}
