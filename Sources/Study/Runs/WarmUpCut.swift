import Kernel

/// How much of the beginning of every run of a block was left out, and how that was found.
package struct WarmUpCut: Sendable, Equatable {
  package let time: SimTime
  /// Nil: given, not found.
  package let pilot: Pilot?

  package struct Pilot: Sendable, Equatable {
    package let runs: Int
    /// In some pilot run the cut was found only at its middle: the runs are too short to tell.
    package let isTooShort: Bool

    package init(runs: Int, isTooShort: Bool) {
      self.runs = runs
      self.isTooShort = isTooShort
    }
  }

  package init(time: SimTime, pilot: Pilot? = nil) {
    self.time = time
    self.pilot = pilot
  }
}
