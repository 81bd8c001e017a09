import Foundation

/// The ratios that are committed: workload, a tab, ratio. A workload may take three quarters as long again before it is a
/// regression: ratios of best runs are steady to a tenth or two on one machine, and differ more between processors.
struct Baseline {
  private static let tolerance = 1.75
  private var ratios: [String: Double] = [:]

  init(_ rows: [Row]) { ratios = Dictionary(uniqueKeysWithValues: rows.map { ($0.workload, $0.ratio) }) }

  init(file: String) throws {
    for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
      let fields = line.split(separator: "\t")
      if fields.count == 2, let ratio = Double(fields[1]) { ratios[String(fields[0])] = ratio }
    }
  }

  func write(to file: String) throws {
    let lines = ratios.sorted { $0.key < $1.key }.map { "\($0.key)\t\(fixed($0.value))\n" }
    try lines.joined().write(toFile: file, atomically: true, encoding: .utf8)
  }

  /// Whether the row is a regression.
  func isSlower(_ row: Row) -> Bool { ratios[row.workload].map { row.ratio > $0 * Self.tolerance } ?? false }

  func complaints(about rows: [Row]) -> [String] {
    rows.compactMap { row in
      guard let known = ratios[row.workload] else { return "\(row.workload) has no baseline" }
      guard isSlower(row) else { return nil }
      return
        "\(row.workload) has become slower: a ratio of \(fixed(row.ratio)), and \(fixed(known)) in the baseline"
    }
  }
}
