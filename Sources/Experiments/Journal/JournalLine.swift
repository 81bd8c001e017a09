import Kernel
import Metrics
import Study

/// One line of a journal: a run or a pilot run, as fields between tabs and a checksum.
///
/// Numbers are written so that they read back to the bit. A line that was cut short, or that something else has written, has
/// the wrong checksum and is no line.
enum JournalLine {
  static func write(_ entry: StudyRuns.Entry) -> String {
    let fields: [String]
    switch entry {
    case .pilot(let pilot):
      fields = ["pilot"] + key(pilot.key) + [String(pilot.time.picoseconds), pilot.isTooShort ? "1" : "0"]
    case .run(let run):
      fields =
        ["run"] + key(run.key)
        + [
          String(run.seed), run.fingerprint, String(run.simulated.picoseconds), String(run.events),
          run.stoppedBy.rawValue, String(run.values.count),
        ] + run.values.map { $0.map { String($0.bitPattern, radix: 16) } ?? "-" }
        + [String(run.expectations.count)]
        + run.expectations.flatMap { [$0.isMet ? "1" : "0", escape($0.name), escape($0.message)] }
        + [String(run.notices.count)] + run.notices.map(escape)
    }
    let body = fields.joined(separator: "\t")
    return "\(body)\t\(checksum(body))\n"
  }

  /// - Parameter line: without its line break.
  static func read(_ line: Substring) -> StudyRuns.Entry? {
    guard let tab = line.lastIndex(of: "\t"),
      checksum(String(line[..<tab])) == line[line.index(after: tab)...]
    else { return nil }
    var fields = Fields(line[..<tab].split(separator: "\t", omittingEmptySubsequences: false))
    switch fields.next() {
    case "pilot":
      guard let key = fields.key(), let time = fields.integer(), let flag = fields.next() else { return nil }
      return .pilot(PilotRecord(key: key, time: SimTime(picoseconds: time), isTooShort: flag == "1"))
    case "run": return run(&fields).map { .run($0) }
    default: return nil
    }
  }

  private static func run(_ fields: inout Fields) -> RunRecord? {
    guard let key = fields.key(), let seed = fields.next().flatMap({ UInt64($0) }),
      let fingerprint = fields.next(), let simulated = fields.integer(),
      let events = fields.next().flatMap({ UInt64($0) }),
      let stop = fields.next().flatMap({ StopReason(rawValue: String($0)) }),
      let values = fields.list({ fields -> Double?? in
        guard let text = fields.next() else { return nil }
        if text == "-" { return .some(nil) }
        return UInt64(text, radix: 16).map { .some(Double(bitPattern: $0)) }
      }),
      let expectations = fields.list({ fields -> RunRecord.Judgement? in
        guard let flag = fields.next(), let name = fields.text(), let message = fields.text() else {
          return nil
        }
        return RunRecord.Judgement(isMet: flag == "1", name: name, message: message)
      }), let notices = fields.list({ $0.text() }), fields.isAtEnd
    else { return nil }
    return RunRecord(
      key: key, seed: seed, fingerprint: String(fingerprint), simulated: SimTime(picoseconds: simulated),
      events: events, stoppedBy: stop, values: values, expectations: expectations, notices: notices)
  }

  private static func key(_ key: RunKey) -> [String] {
    [String(key.block), String(key.variant), String(key.replication)]
  }

  private static func escape(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\n", with: "\\n")
      .replacing("\r", with: "\\r")
  }

  static func unescape(_ text: Substring) -> String {
    var result = ""
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        let plain: Unicode.Scalar =
          scalar == "t" ? "\t" : scalar == "n" ? "\n" : scalar == "r" ? "\r" : scalar
        result.unicodeScalars.append(plain)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Against accidents, not against an adversary.
  static func checksum(_ text: String) -> String {
    var hash = StableHash()
    hash.combine(text)
    return hash.hexadecimal
  }

  private struct Fields {
    private let parts: [Substring]
    private var position = 0

    init(_ parts: [Substring]) { self.parts = parts }

    var isAtEnd: Bool { position == parts.count }

    mutating func next() -> Substring? {
      guard position < parts.count else { return nil }
      position += 1
      return parts[position - 1]
    }

    mutating func integer() -> Int64? { next().flatMap { Int64($0) } }

    mutating func text() -> String? { next().map(JournalLine.unescape) }

    mutating func key() -> RunKey? {
      guard let block = next().flatMap({ Int($0) }), let variant = next().flatMap({ Int($0) }),
        let replication = next().flatMap({ Int($0) })
      else { return nil }
      return RunKey(block: block, variant: variant, replication: replication)
    }

    mutating func list<Element>(_ element: (inout Fields) -> Element?) -> [Element]? {
      guard let count = next().flatMap({ Int($0) }), count >= 0, count <= parts.count else { return nil }
      var elements: [Element] = []
      for _ in 0..<count {
        guard let next = element(&self) else { return nil }
        elements.append(next)
      }
      return elements
    }
  }
}
