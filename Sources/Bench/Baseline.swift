import Foundation

/// The ratios that are committed: workload, a tab, ratio. A workload may take half as long again before it is a regression:
/// ratios of best runs are steady to a tenth or two on a shared machine.
struct Baseline {
  private static let tolerance = 1.5
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

  func complaints(about rows: [Row]) -> [String] {
    rows.compactMap { row in
      guard let known = ratios[row.workload] else { return "\(row.workload) has no baseline" }
      guard row.ratio > known * Self.tolerance else { return nil }
      return
        "\(row.workload) has become slower: a ratio of \(fixed(row.ratio)), and \(fixed(known)) in the baseline"
    }
  }
}
