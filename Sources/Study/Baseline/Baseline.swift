import Metrics
import Statistics

/// What an earlier comparison measured, to hold later ones against.
package struct Baseline: Sendable, Equatable {
  package var version: String
  package var entries: [Entry]

  /// One metric of one variant.
  package struct Entry: Sendable, Equatable {
    package var block: String
    package var variant: String
    package var metric: String
    /// Replications that have a value: their seeds and values, in order.
    package var seeds: [UInt64]
    package var values: [Double]

    package init(block: String, variant: String, metric: String, seeds: [UInt64], values: [Double]) {
      self.block = block
      self.variant = variant
      self.metric = metric
      self.seeds = seeds
      self.values = values
    }
  }

  package init(version: String, entries: [Entry]) {
    self.version = version
    self.entries = entries
  }

  /// The values of a comparison, to be saved.
  package init(of result: StudyResult, version: String) {
    self.version = version
    entries = result.blocks.flatMap { block in
      block.block.measures.enumerated().flatMap { number, measure in
        block.block.variants.enumerated().map { variant, named in
          let runs = block.runs[variant].filter { $0.values[number] != nil }
          return Entry(
            block: block.block.name, variant: named.name, metric: measure.metric, seeds: runs.map(\.seed),
            values: runs.compactMap { $0.values[number] })
        }
      }
    }
  }
}
