import Kernel
import Metrics
import NetworkModel
import Statistics
import Study

/// Sentences that the reports of a comparison share.
enum StudyWords {
  /// `4 variants × 30 replications on common random numbers (seeds 1…30); 95% intervals; the first 10s of each run are left out.`
  static func setup(_ block: BlockResult, _ plan: StudyPlan) -> String {
    let variants = block.block.variants.count
    var text = "\(variants) \(variants == 1 ? "variant" : "variants") × \(replications(block.replications))"
    let first = block.block.seeds.first ?? 0
    if block.block.isPaired {
      text += variants > 1 ? " on common random numbers" : ""
      text += " (\(seeds(first, block.replications)))"
    } else {
      text += " on seeds of their own"
    }
    text += "; \(percent(plan.confidence)) intervals"
    if let cut = block.warmUp { text += "; \(warmUp(cut))" }
    return text + "."
  }

  private static func replications(_ count: Int) -> String {
    "\(count) \(count == 1 ? "replication" : "replications")"
  }

  private static func seeds(_ first: UInt64, _ count: Int) -> String {
    count == 1 ? "seed \(first)" : "seeds \(first)…\(first &+ UInt64(max(0, count - 1)))"
  }

  static func percent(_ share: Double) -> String { Amount.digits(share * 100) + "%" }

  private static func warmUp(_ cut: WarmUpCut) -> String {
    var text = "the first \(Decimal.duration(cut.time)) of each run are left out"
    if let pilot = cut.pilot { text += " (MSER-5 on \(pilot.runs) pilot runs)" }
    return text
  }

  /// What the reader should know before trusting the numbers.
  static func warnings(_ block: BlockResult, _ plan: StudyPlan) -> [String] {
    var notes: [String] = []
    if block.warmUp?.pilot?.isTooShort ?? false {
      notes.append(
        "In some pilot run the warm-up did not end in the first half, or there were too few requests to tell: longer runs "
          + "are needed for a steady state.")
    }
    if block.replications == 1 {
      notes.append("One replication has no interval, and no difference can be shown: try --replications 10.")
    } else if block.replications > 1, isWithoutChance(block) {
      notes.append(
        "All replications of each variant gave the same values: chance plays no part in these metrics, and one replication "
          + "says as much.")
    }
    if let place = block.imprecise {
      notes.append(
        "After \(block.replications) replications the interval of \(block.block.measures[place.measure].metric) in "
          + "\(block.block.variants[place.variant].name) is still wider than was asked for.")
    }
    for stop in [StopReason.eventLimit, .backlogLimit] {
      for (variant, runs) in block.runs.enumerated() {
        let count = runs.count { $0.stoppedBy == stop }
        if count > 0 {
          let limit = stop == .eventLimit ? "the event limit" : "more under way than a machine should hold"
          notes.append(
            "\(count) of \(runs.count) runs of \(block.block.variants[variant].name) were stopped by \(limit): they cover only "
              + "part of the scenario.")
        }
      }
    }
    for (measure, row) in block.estimates.enumerated() {
      for (variant, estimate) in row.enumerated() {
        let missing = estimate?.missing ?? block.runs[variant].count
        if missing > 0 {
          notes.append(
            "\(block.block.measures[measure].metric) has no value in \(missing) of \(block.runs[variant].count) runs of "
              + "\(block.block.variants[variant].name).")
        }
      }
    }
    return notes
  }

  private static func isWithoutChance(_ block: BlockResult) -> Bool {
    let all = block.estimates.flatMap { $0.compactMap { $0 } }
    return !all.isEmpty && all.allSatisfy { $0.summary.deviation == 0 }
  }

  static func direction(_ measure: Measure) -> String {
    switch measure.better {
    case .lower: "lower is better"
    case .higher: "higher is better"
    case .neither: "neither direction is better"
    }
  }

  static func verdict(_ comparison: Comparison?, isReference: Bool) -> String {
    if isReference { return "reference" }
    return comparison?.verdict.rawValue ?? "no value"
  }

  /// `least-request has lower services.web.latency.p99: 12.3ms instead of 15.1ms (−18.5%; interval of the difference …).`
  static func conclusion(
    _ comparison: Comparison, _ measure: Measure, variant: String, reference: String, _ plan: StudyPlan
  ) -> String {
    let unit = measure.unit
    let mean = Amount.text(comparison.referenceMean + comparison.test.difference, unit)
    let before = Amount.text(comparison.referenceMean, unit)
    let relative = Amount.relative(comparison.relative).map { "\($0); " } ?? ""
    let interval =
      "\(percent(plan.confidence)) interval of the difference \(Amount.difference(comparison.test.interval, unit))"
    switch comparison.verdict {
    case .better, .worse, .higher, .lower:
      return
        "\(measure.metric): \(variant) is \(comparison.verdict.rawValue) than \(reference), \(mean) instead of \(before) "
        + "(\(relative)\(interval))."
    case .negligible:
      return
        "\(measure.metric): \(variant) differs from \(reference) by \(Amount.signed(comparison.test.difference, unit)) of \(before), "
        + "which is negligible."
    case .identical:
      return "\(measure.metric): \(variant) and \(reference) gave the same values, run by run."
    case .tooFewRuns:
      return
        "\(measure.metric): \(mean) with \(variant), \(before) with \(reference); a single pair of runs shows nothing."
    case .noDifferenceShown:
      return
        "\(measure.metric): no difference shown between \(variant) and \(reference) (\(relative)\(interval))"
        + power(comparison, unit) + "."
    }
  }

  private static func power(_ comparison: Comparison, _ unit: MetricName.Unit) -> String {
    guard let hint = comparison.hint else { return "" }
    var text = ""
    if let interval = comparison.test.interval, !interval.contains(0) {
      text += "; the interval alone would show one, but not after the correction for many comparisons"
    }
    if let detectable = hint.detectable {
      text += "; \(comparison.test.count) replications show \(Amount.text(detectable, unit)) or more"
      if let relative = comparison.referenceMean == 0 ? nil : detectable / abs(comparison.referenceMean) {
        text += " (\(Amount.digits(relative * 100, significant: 3))%)"
      }
      text += " four times in five"
    }
    if let needed = hint.replications, needed > comparison.test.count {
      text += ", and a difference as small as the one seen would take \(Decimal.grouped(UInt64(needed)))"
    }
    return text
  }

  /// How the verdicts were made.
  static func method(_ result: StudyResult) -> String {
    let level = percent(result.plan.significance)
    let isPaired = result.blocks.allSatisfy { $0.block.isPaired }
    let test = isPaired ? "paired t-tests" : "t-tests"
    if result.comparisons == 0 { return "" }
    return
      "Verdicts come from \(test) with Holm's correction over "
      + (result.comparisons == 1 ? "1 comparison" : "\(result.comparisons) comparisons")
      + ": the chance that any of them is false is at most \(level)."
  }
}
