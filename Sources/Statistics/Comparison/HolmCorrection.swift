/// Many comparisons at once: with twenty at 5%, one alarm by chance is to be expected.
package enum HolmCorrection {
  /// Adjusted p-values in the order of the given ones; each may be held against the level of the whole family.
  ///
  /// Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6 (1979): the i-th smallest of m is
  /// multiplied by m − i + 1, and never falls below the one before it. O(m log m).
  package static func adjusted(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    var adjusted = pValues
    var largest = 0.0
    for (rank, position) in order.enumerated() {
      largest = max(largest, min(1, pValues[position] * Double(pValues.count - rank)))
      adjusted[position] = largest
    }
    return adjusted
  }
}
