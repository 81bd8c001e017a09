import NetworkModel
import Study

/// What a plan's runs depend on, in sixteen digits: runs of equal digests may stand for one another.
///
/// How many replications are wanted is no part of it, nor how they are judged: a study may be resumed with more of them.
package enum StudyDigest {
  package static func of(_ plan: StudyPlan, _ scenarios: [[Scenario]], version: String) -> String {
    var hash = StableHash()
    hash.combine(version)
    for (block, scenarios) in zip(plan.blocks, scenarios) {
      hash.combine("\(block.name)\t\(block.warmUp)\t\(block.seeds)")
      for measure in block.measures { hash.combine(measure.metric) }
      for (variant, scenario) in zip(block.variants, scenarios) {
        hash.combine(variant.name)
        var plain = scenario
        // Runs of a study record nothing.
        plain.record = []
        plain.study = nil
        hash.combine(contents(plain))
      }
    }
    return hash.hexadecimal
  }

  /// A value with all that is in it. Sets and dictionaries, which have another order in every process, are sorted.
  static func contents(_ value: Any) -> String {
    let mirror = Mirror(reflecting: value)
    if mirror.children.isEmpty { return "\(value)" }
    let children = mirror.children.map { "\($0.label ?? "")=\(contents($0.value))" }
    let isUnordered = mirror.displayStyle == .set || mirror.displayStyle == .dictionary
    return "{" + (isUnordered ? children.sorted() : children).joined(separator: ",") + "}"
  }
}

/// FNV-1a with 64 bits (Fowler, Noll and Vo; RFC 9923): the same on every machine and in every run, unlike Swift's own.
struct StableHash {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func combine(_ text: String) {
    for byte in text.utf8 { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    // So that "ab", "c" and "a", "bc" differ.
    state = (state ^ 0xFF) &* 0x0000_0100_0000_01B3
  }

  var hexadecimal: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
