import Kernel

/// When the requests of one client come.
package enum ArrivalProcess: Sendable, Equatable {
  /// Independent gaps of one distribution.
  case renewal
  /// A Markov-modulated Poisson process: states in turn, each with its rate.
  case bursty([State])
  /// Poisson, with a rate that swings between two values; requests a second.
  case diurnal(low: Double, high: Double, period: SimTime)
  /// So many users, each of whom thinks after an answer and then asks again.
  case closed(users: Int, think: Distribution)
  /// At given times after the start.
  case trace([SimTime])

  package struct State: Sendable, Equatable {
    /// Requests a second.
    package var rate: Double
    package var meanStay: SimTime

    package init(rate: Double, meanStay: SimTime) {
      self.rate = rate
      self.meanStay = meanStay
    }
  }
}
