import NetworkModel

/// Makes variants of varied fields and named overlays.
package enum VariantExpansion {
  /// More would not be looked at by anybody, and come of a slip.
  package static let limit = 10_000

  /// All variants of one scenario file, in the order in which they are written; the last field varies fastest.
  ///
  /// Named overlays stand for themselves; where fields are varied too, each overlay is combined with each of their values.
  package static func variants(of path: String, _ study: StudySpec, common: [String] = [])
    throws(VariantFault) -> [Variant]
  {
    let combinations = try combinations(study.vary, study.combination)
    let overlays = study.variants.isEmpty ? [nil] : study.variants.map(Optional.some)
    guard overlays.count * combinations.count <= limit else {
      throw VariantFault(
        "the values make \(overlays.count * combinations.count) variants; at most \(limit) are run")
    }
    let labels = labels(study.vary.map(\.path))
    var variants: [Variant] = []
    for overlay in overlays {
      for combination in combinations {
        let varied = name(combination, labels)
        let name = [overlay?.name, varied].compactMap { $0 }.joined(separator: ", ")
        variants.append(
          Variant(
            name: name.isEmpty ? "as it stands" : name, path: path,
            assignments: (overlay?.assignments ?? []) + combination, common: common))
      }
    }
    var seen: Set<String> = []
    for variant in variants where !seen.insert(variant.name).inserted {
      throw VariantFault(
        "there are two variants named `\(variant.name)`", hint: "a value stands twice in a list")
    }
    return variants
  }

  private static func combinations(
    _ factors: [StudySpec.Factor], _ combination: StudySpec.Combination
  ) throws(VariantFault) -> [[StudySpec.Assignment]] {
    guard let first = factors.first else { return [[]] }
    switch combination {
    case .zip:
      if let other = factors.first(where: { $0.values.count != first.values.count }) {
        throw VariantFault(
          "`\(first.path)` has \(first.values.count) values and `\(other.path)` has \(other.values.count)",
          hint: "zip takes the n-th of each; grid takes all pairs")
      }
      return first.values.indices.map { number in
        factors.map { StudySpec.Assignment(path: $0.path, value: $0.values[number]) }
      }
    case .grid:
      var result: [[StudySpec.Assignment]] = [[]]
      for factor in factors {
        guard result.count * factor.values.count <= limit else {
          throw VariantFault(
            "the grid has more than \(limit) variants", hint: "zip takes the n-th of each list")
        }
        result = result.flatMap { start in
          factor.values.map { start + [StudySpec.Assignment(path: factor.path, value: $0)] }
        }
      }
      return result
    }
  }

  /// `round-robin` where one field varies; `policy=round-robin, queue=10` where several do.
  private static func name(_ combination: [StudySpec.Assignment], _ labels: [String]) -> String? {
    guard combination.count > 1 else { return combination.first?.value }
    return zip(labels, combination).map { "\($0)=\($1.value)" }.joined(separator: ", ")
  }

  /// The last word of each path; the whole path where two end alike.
  private static func labels(_ paths: [String]) -> [String] {
    let short = paths.map { $0.split(separator: ".").last.map(String.init) ?? $0 }
    return zip(paths, short).map { path, label in short.count { $0 == label } > 1 ? path : label }
  }
}
