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
  package var expectations: [StudyExpectationSpec] = []

  package init() {}
}

/// One line of `study.expect:`, about means over replications.
package struct StudyExpectationSpec: Sendable, Equatable {
  package enum Claim: Sendable, Equatable {
    /// The variant's mean keeps a bound.
    case bound(ExpectationSpec.Bound)
    /// It keeps a bound in multiples of another variant's mean.
    case ratio(ExpectationSpec.Bound, to: String)
    /// The difference from another variant is shown, and in the better direction.
    case betterThan(String)
    /// Over all variants in their order, no step leads the other way, and the last is shown to lie beyond the first.
    case trend(Trend)
  }

  package enum Trend: String, Sendable, CaseIterable {
    case increasing
    case decreasing
  }

  package var metric: String
  /// The variant; nil for a trend, and for a bound that all variants must keep.
  package var variant: String?
  package var claim: Claim

  package init(metric: String, variant: String?, claim: Claim) {
    self.metric = metric
    self.variant = variant
    self.claim = claim
  }

  /// All variants that it names.
  package var names: [String] {
    switch claim {
    case .bound, .trend: [variant].compactMap { $0 }
    case .ratio(_, let other), .betterThan(let other): [variant].compactMap { $0 } + [other]
    }
  }
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
