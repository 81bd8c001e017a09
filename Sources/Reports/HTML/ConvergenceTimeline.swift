import Kernel
import Metrics

/// A picture of each event's convergence: one bar an event, one colour a phase, and below what was lost or went round in it.
///
/// A silent failure takes hundreds of times as long as a signalled one, and its detection hundreds of times as long as all the
/// rest, so each bar has a scale of its own and each phase room for its numbers; what is left is shared by time.
enum ConvergenceTimeline {
  private static let colors: [ConvergencePhase: String] = [
    .detection: "#b0463c", .origination: "#a86f00", .flooding: "#3d7ea6", .computation: "#6b5b95",
    .installation: "#1a7f4b",
  ]
  private static let (labels, end, width) = (240, 900, 1000)
  private static let (bar, row) = (24, 52)

  /// Empty when no event has phases that take time.
  static func figure(_ result: RunResult) -> String {
    let events = result.convergence.filter { entry in entry.phases.contains { $0.time > .zero } }
    if events.isEmpty { return "" }
    var text = ""
    for (position, entry) in events.enumerated() { text += bars(entry, y: position * row) }
    let height = events.count * row + 24
    return """
      <figure><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" role="img" \
      aria-label="Convergence by phase" font-family="system-ui,sans-serif" font-size="13" fill="#1c2733">
      \(text)\(legend(y: height - 6))</svg></figure>

      """
  }

  private struct Segment {
    let phase: ConvergenceMark
    var time: String { Decimal.duration(phase.time) }

    /// What befell packets meanwhile.
    var toll: String {
      var parts: [String] = []
      if phase.lost > 0 { parts.append("\(Decimal.grouped(phase.lost)) lost") }
      if phase.looped > 0 { parts.append("\(Decimal.grouped(phase.looped)) looped") }
      return parts.joined(separator: ", ")
    }

    /// Room for both texts, in about seven pixels a letter.
    var least: Int { 7 * max(time.count, toll.count) + 8 }
  }

  private static func bars(_ entry: ConvergenceEntry, y: Int) -> String {
    let total = entry.phases.reduce(SimTime.zero) { $0 + $1.time }
    let segments = entry.phases.filter { $0.time > .zero || $0.lost + $0.looped > 0 }.map(Segment.init)
    let rest = max(0, end - labels - segments.reduce(0) { $0 + $1.least })
    let name = entry.title.count > 36 ? entry.title.prefix(35) + "…" : entry.title[...]
    var text = "<text x=\"0\" y=\"\(y + 17)\">\(XMLText.escape(String(name)))</text>\n"
    var x = labels
    var past = SimTime.zero
    for segment in segments {
      let before = share(past, of: total, rest)
      past += segment.phase.time
      let size = segment.least + share(past, of: total, rest) - before
      let middle = x + size / 2
      text += "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(size)\" height=\"\(bar)\" "
      text += "fill=\"\(colors[segment.phase.phase] ?? "#888")\">"
      text += "<title>\(segment.phase.phase.name): \(segment.time)</title></rect>\n"
      text +=
        "<text x=\"\(middle)\" y=\"\(y + 17)\" text-anchor=\"middle\" font-size=\"12\" fill=\"#fff\">\(segment.time)</text>\n"
      if !segment.toll.isEmpty {
        text +=
          "<text x=\"\(middle)\" y=\"\(y + 38)\" text-anchor=\"middle\" font-size=\"12\" fill=\"#b0463c\">\(segment.toll)</text>\n"
      }
      x += size
    }
    return text
      + "<text x=\"\(x + 8)\" y=\"\(y + 17)\" font-weight=\"600\">\(Decimal.duration(total))</text>\n"
  }

  private static func legend(y: Int) -> String {
    var text = ""
    for (position, phase) in ConvergencePhase.allCases.enumerated() {
      let x = labels + position * 130
      text +=
        "<rect x=\"\(x)\" y=\"\(y - 11)\" width=\"12\" height=\"12\" fill=\"\(colors[phase] ?? "#888")\"/>"
      text += "<text x=\"\(x + 18)\" y=\"\(y)\">\(phase.name)</text>\n"
    }
    return text
  }

  /// Whole pixels, by integers: the same on every machine.
  private static func share(_ time: SimTime, of total: SimTime, _ pixels: Int) -> Int {
    let scaled = time.picoseconds.multipliedFullWidth(by: Int64(pixels))
    return Int(total.picoseconds.dividingFullWidth(scaled).quotient)
  }
}
