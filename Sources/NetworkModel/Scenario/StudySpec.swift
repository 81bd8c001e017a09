import Kernel

/// What `compare` varies and measures when the command line says nothing else.
package struct StudySpec: Sendable, Equatable {
  /// How the values of several varied fields are put together.
  package enum Combination: String, Sendable, CaseIterable {
    /// Each value with each of the others.
    case grid
    /// The first with the first, the second with the second.
    case zip
  }

  /// Fields that are changed together; `value` is YAML in flow style, as `--set` takes it.
  package struct Assignment: Sendable, Equatable {
    package var path: String
    package var value: String

    package init(path: String, value: String) {
      self.path = path
      self.value = value
    }
  }

  package struct Factor: Sendable, Equatable {
    package var path: String
    package var values: [String]

    package init(path: String, values: [String]) {
      self.path = path
      self.values = values
    }
  }

  package struct Overlay: Sendable, Equatable {
    package var name: String
    package var assignments: [Assignment]

    package init(name: String, assignments: [Assignment]) {
      self.name = name
      self.assignments = assignments
    }
  }

  package var vary: [Factor] = []
  package var combination = Combination.grid
  /// Named variants, each a set of changes; an empty one is the scenario as it stands.
  package var variants: [Overlay] = []
  /// The variant that the others are compared with; nil: the first.
  package var reference: String?
  package var replications: Int?
  package var precision: PrecisionSpec?
  package var measure: [MeasureSpec] = []
  package var warmUp = WarmUpSpec.none
  /// Of every interval, 0…1; nil: 95%.
  package var confidence: Double?

  package init() {}
}

/// A metric that a study measures.
package struct MeasureSpec: Sendable, Equatable {
  package enum Direction: String, Sendable, CaseIterable {
    case lower
    case higher
    /// Neither is better: the metric describes.
    case neither
  }

  /// How much worse than a baseline is still well.
  package enum Tolerance: Sendable, Equatable {
    /// In the metric's base unit.
    case absolute(Double)
    /// Of the baseline's mean, as a ratio.
    case relative(Double)
    /// No more than chance explains.
    case statistical
  }

  package var metric: String
  /// Nil: as the metric's name says.
  package var better: Direction?
  package var tolerance: Tolerance?

  package init(metric: String, better: Direction? = nil, tolerance: Tolerance? = nil) {
    self.metric = metric
    self.better = better
    self.tolerance = tolerance
  }
}

/// What is left out at the beginning of every run, so that an empty network does not count as a fast one.
package enum WarmUpSpec: Sendable, Equatable {
  case none
  case fixed(SimTime)
  /// Found by MSER-5 in pilot runs.
  case mser5
}

/// Replications are added until every interval is narrow enough.
package struct PrecisionSpec: Sendable, Equatable {
  /// Of the mean, as a ratio.
  package var halfWidth: Double
  /// Replications at most.
  package var limit: Int

  package init(halfWidth: Double, limit: Int) {
    self.halfWidth = halfWidth
    self.limit = limit
  }
}
