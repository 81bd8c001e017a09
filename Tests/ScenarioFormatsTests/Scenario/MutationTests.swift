import Foundation
import Kernel
import NetworkModel
import Testing

@testable import ScenarioFormats

/// Hostile changes of the shipped scenarios and of one that says everything. Decoding ends with a scenario that can be
/// built, or with located diagnostics; and what the decoder takes, the schema takes.
@Suite struct MutationTests {
  private static let hostile = [
    "-1", "1e309", "\"\"", "null", "~", "[]", "{}", "[[]]", String(repeating: "9", count: 40), "nan", ".inf",
    ".nan", "0", "0s", "-5ms", "*x", "&x y", "<<", "0x10", "1_000", "10.0.0.1/30", "255.255.255.255/32",
    "0.0.0.0/0", "r1 -- r1", "--", "1bps", "exponential(0s)", "pareto(1ms, 0)", "pareto(1ms, 1e-300)",
    "lognormal(1ms, 1e5)", "1ps", "50d", "65535", "9223372036854775807", "-9223372036854775808", "1e18",
    String(repeating: "[", count: 300), String(repeating: "a", count: 10_000), "\u{7}", "é", "\u{2028}",
    "!!int x",
    "? a", "|", ">-", "'", "\"", "#", "- a", "{a: {a: {a: {a: a}}}}", "true", "1e-320", "poisson(1e-300/s)",
    "10000", "1000000 packets", "9999999B",
  ]

  private static let originals: [String] =
    [JSONSchemaTests.complete]
    + ScenarioText.files(under: "scenarios").compactMap { try? String(contentsOf: $0, encoding: .utf8) }

  /// One of a hundred sets of mutations, so that a failure names its seed.
  @Test(.timeLimit(.minutes(2)), arguments: 0..<100)
  func endsWithAScenarioOrDiagnostics(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), entity: "mutation", purpose: "test")
    for _ in 0..<10 {
      var text = Self.originals[stream.below(Self.originals.count)]
      for _ in 0..<(1 + stream.below(3)) { text = Self.mutated(text, &stream) }
      do {
        let loaded = try ScenarioFile.decode(text, name: "t.yaml")
        _ = try Topology(loaded.scenario.network)
        #expect(JSONSchemaValidator.scenario.accepts(yaml: text), "seed \(seed):\n\(text)")
      } catch let error as ScenarioFileError {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.count
        #expect(error.diagnostics.contains { $0.severity == .error })
        #expect(error.diagnostics.allSatisfy { (0...lines + 1).contains($0.line) })
        #expect(error.diagnostics.allSatisfy { !$0.rendered.isEmpty })
      }
    }
  }

  private static func mutated(_ text: String, _ stream: inout RandomStream) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let place = stream.below(lines.count)
    switch stream.below(7) {
    case 0: lines.insert(lines[stream.below(lines.count)], at: place)
    case 1: lines.swapAt(place, stream.below(lines.count))
    case 2: if lines.count > 1 { lines.remove(at: place) }
    case 3:
      // Another indentation.
      lines[place] = String(repeating: " ", count: stream.below(8)) + lines[place].drop { $0 == " " }
    case 4:
      var bytes = Array(text.utf8)
      bytes[stream.below(bytes.count)] = UInt8(truncatingIfNeeded: stream.next())
      return String(decoding: bytes, as: UTF8.self)
    default:
      // What stands behind one of the colons of a line.
      let parts = lines[place].split(separator: ": ", omittingEmptySubsequences: false).map(String.init)
      guard parts.count > 1 else { break }
      let which = 1 + stream.below(parts.count - 1)
      let rest = parts[which].drop { !",}]".contains($0) }
      var changed = parts
      changed[which] = hostile[stream.below(hostile.count)] + rest
      lines[place] = changed.joined(separator: ": ")
    }
    return lines.joined(separator: "\n")
  }
}
