import Metrics
import NetworkModel
import Study

/// What a comparison found, in a sentence for each variant: what it is better at, what it is worse at.
enum StudyConclusions {
  static func sentences(_ block: BlockResult) -> [String] {
    let variants = block.block.variants
    guard variants.count > 1 else { return [] }
    let reference = variants[block.block.reference].name
    return variants.indices.filter { $0 != block.block.reference }.map { variant in
      let groups: [(Verdict, String)] = [
        (.better, "better"), (.worse, "worse"), (.higher, "higher"), (.lower, "lower"),
      ]
      let name = "**\(variants[variant].name)**"
      var parts: [String] = []
      for (verdict, word) in groups {
        let found = measures(block, variant, verdict)
        if !found.isEmpty { parts.append("\(word) in \(list(found))") }
      }
      let open = [.noDifferenceShown, .negligible, .tooFewRuns].flatMap { measures(block, variant, $0) }
      let same = measures(block, variant, .identical)
      var text =
        parts.isEmpty
        ? "\(name) against \(reference):" : "\(name) against \(reference): \(parts.joined(separator: "; "));"
      if !open.isEmpty { text += " no relevant difference shown in \(list(open));" }
      if !same.isEmpty { text += " the same in \(list(same));" }
      return String(text.dropLast()) + (text.hasSuffix(":") ? ": no values to compare." : ".")
    }
  }

  private static func measures(_ block: BlockResult, _ variant: Int, _ verdict: Verdict) -> [String] {
    block.block.measures.indices.compactMap { number in
      guard let comparison = block.comparisons[number][variant], comparison.verdict == verdict else {
        return nil
      }
      let metric = block.block.measures[number].metric
      guard [.better, .worse, .higher, .lower].contains(verdict),
        let change = Amount.relative(comparison.relative)
      else { return metric }
      return "\(metric) (\(change))"
    }
  }

  private static func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
