import NetworkModel
import Statistics

/// Everything that decides what a comparison runs and how it is judged; with the scenario files it decides every byte of
/// the result.
package struct StudyPlan: Sendable {
  package var blocks: [StudyBlock]
  /// Of every interval, 0…1.
  package var confidence: Double
  /// The command line that makes it again.
  package var command: String

  package init(blocks: [StudyBlock], confidence: Double = 0.95, command: String) {
    self.blocks = blocks
    self.confidence = confidence
    self.command = command
  }

  /// The level that the family of all verdicts keeps.
  package var significance: Double { 1 - confidence }
}

/// Variants that are compared with each other under the same conditions: of one scenario file, or several files side by
/// side. (A block in the sense of experimental design.)
package struct StudyBlock: Sendable {
  /// Unique in the plan; a file's stem.
  package var name: String
  package var title: String
  package var variants: [Variant]
  /// Which of them the others are compared with.
  package var reference: Int
  package var measures: [Measure]
  package var replications: Int
  /// Replications are added until this holds.
  package var stopping: SequentialStopping?
  package var warmUp: WarmUpSpec
  /// The first replication's seed of each variant; the n-th has the n-th after it.
  package var seeds: [UInt64]

  package init(
    name: String, title: String, variants: [Variant], reference: Int, measures: [Measure], replications: Int,
    stopping: SequentialStopping?, warmUp: WarmUpSpec, seeds: [UInt64]
  ) {
    self.name = name
    self.title = title
    self.variants = variants
    self.reference = reference
    self.measures = measures
    self.replications = replications
    self.stopping = stopping
    self.warmUp = warmUp
    self.seeds = seeds
  }

  package func seed(variant: Int, replication: Int) -> UInt64 { seeds[variant] &+ UInt64(replication) }

  /// Whether replications of all variants run on the same random numbers.
  package var isPaired: Bool { seeds.allSatisfy { $0 == seeds.first } }
}

/// One run of a plan.
package struct RunKey: Sendable, Hashable, Comparable {
  package let block: Int
  package let variant: Int
  package let replication: Int

  package init(block: Int, variant: Int, replication: Int) {
    self.block = block
    self.variant = variant
    self.replication = replication
  }

  package static func < (a: RunKey, b: RunKey) -> Bool {
    (a.block, a.replication, a.variant) < (b.block, b.replication, b.variant)
  }
}
