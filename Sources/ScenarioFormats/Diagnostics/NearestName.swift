/// Finds what was probably meant.
package enum NearestName {
  /// The candidate with the least edit distance, if it is close enough to be a slip. O(n·m) a candidate.
  package static func find(_ name: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(1, name.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates where abs(candidate.count - name.count) <= limit {
      let distance = distance(name.lowercased(), candidate.lowercased())
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    if best == nil {
      return candidates.filter { $0.count > 2 && name.count > 2 }
        .first { $0.hasPrefix(name) || name.hasPrefix($0) }
    }
    return best?.name
  }

  /// A hint in words: the nearest name, or the list of all when it is short.
  package static func hint(_ name: String, among candidates: some Collection<String>) -> String? {
    if let nearest = find(name, among: candidates) { return "did you mean `\(nearest)`?" }
    if candidates.isEmpty { return nil }
    if candidates.count <= 16 { return "one of: " + candidates.joined(separator: ", ") }
    return nil
  }

  /// Damerau–Levenshtein with adjacent transpositions (optimal string alignment).
  static func distance(_ a: String, _ b: String) -> Int {
    let (x, y) = (Array(a.unicodeScalars.prefix(64)), Array(b.unicodeScalars.prefix(64)))
    var beforeLast = [Int](repeating: 0, count: y.count + 1)
    var last = Array(0...y.count)
    for i in 0..<x.count {
      var row = [i + 1] + [Int](repeating: 0, count: y.count)
      for j in 0..<y.count {
        row[j + 1] = min(last[j] + (x[i] == y[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, x[i] == y[j - 1], x[i - 1] == y[j] {
          row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
        }
      }
      (beforeLast, last) = (last, row)
    }
    return last[y.count]
  }
}
