import Kernel
import Metrics

/// A picture of each event's convergence: one bar an event, one colour a phase, on one scale of time.
enum ConvergenceTimeline {
  private static let colors: [ConvergencePhase: String] = [
    .detection: "#b0463c", .origination: "#d9920a", .flooding: "#3d7ea6", .computation: "#6b5b95",
    .installation: "#1a7f4b",
  ]
  private static let (labels, bar, row, width) = (240, 22, 34, 1000)

  /// Empty when no event has phases. The cold start is left out where it would squeeze everything else.
  static func figure(_ result: RunResult) -> String {
    let all = result.convergence.filter { !$0.phases.isEmpty }
    let events = all.count > 1 ? all.filter { $0.event != "start" } : all
    let longest = events.map { entry in entry.phases.reduce(SimTime.zero) { $0 + $1.time } }.max() ?? .zero
    guard longest > .zero else { return "" }
    var text = ""
    for (position, entry) in events.enumerated() { text += bars(entry, at: position, longest) }
    let height = events.count * row + 58
    return """
      <figure><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" role="img" \
      aria-label="Convergence by phase" font-family="system-ui,sans-serif" font-size="13" fill="#1c2733">
      \(text)\(scale(longest, y: events.count * row + 16))\(legend(y: events.count * row + 48))</svg></figure>

      """
  }

  private static func bars(_ entry: ConvergenceEntry, at position: Int, _ longest: SimTime) -> String {
    let y = position * row
    var text = "<text x=\"0\" y=\"\(y + 16)\">\(XMLText.escape(String(entry.event.prefix(34))))</text>\n"
    var start = SimTime.zero
    for phase in entry.phases {
      let (from, to) = (place(start, longest), place(start + phase.time, longest))
      start += phase.time
      if to == from { continue }
      let lost = phase.lost > 0 ? ", \(Decimal.grouped(phase.lost)) packets lost" : ""
      let looped = phase.looped > 0 ? ", \(Decimal.grouped(phase.looped)) looped" : ""
      text += "<rect x=\"\(from)\" y=\"\(y)\" width=\"\(to - from)\" height=\"\(bar)\" "
      text += "fill=\"\(colors[phase.phase] ?? "#888")\">"
      text += "<title>\(phase.phase.name): \(Decimal.duration(phase.time))\(lost)\(looped)</title></rect>\n"
    }
    let end = place(start, longest)
    let total = Decimal.duration(start)
    // The longest bar has its number inside.
    return end > width - 90
      ? text + "<text x=\"\(end - 6)\" y=\"\(y + 16)\" text-anchor=\"end\" fill=\"#fff\">\(total)</text>\n"
      : text + "<text x=\"\(end + 6)\" y=\"\(y + 16)\">\(total)</text>\n"
  }

  private static func scale(_ longest: SimTime, y: Int) -> String {
    var text =
      "<line x1=\"\(labels)\" y1=\"\(y - 12)\" x2=\"\(width)\" y2=\"\(y - 12)\" stroke=\"#d8dfe6\"/>\n"
    for quarter in 0...4 {
      let time = longest * Int64(quarter) / 4
      let anchor = quarter == 0 ? "start" : quarter == 4 ? "end" : "middle"
      text += "<text x=\"\(place(time, longest))\" y=\"\(y + 4)\" text-anchor=\"\(anchor)\" "
      text += "font-size=\"11\" fill=\"#5c6b7a\">\(Decimal.duration(time))</text>\n"
    }
    return text
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
  private static func place(_ time: SimTime, _ longest: SimTime) -> Int {
    let (full, rest) = (Int64(width - labels), longest.picoseconds)
    let scaled = time.picoseconds.multipliedFullWidth(by: full)
    let quotient = rest.dividingFullWidth(scaled).quotient
    return labels + Int(quotient)
  }
}
