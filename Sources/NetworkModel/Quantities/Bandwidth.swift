import Kernel

/// A link's rate in bits a second.
package struct Bandwidth: Hashable, Comparable, Sendable {
  package let bitsPerSecond: Int64

  package init(bitsPerSecond: Int64) { self.bitsPerSecond = bitsPerSecond }

  package static func megabits(_ count: Int64) -> Bandwidth { Bandwidth(bitsPerSecond: count * 1_000_000) }
  package static func gigabits(_ count: Int64) -> Bandwidth {
    Bandwidth(bitsPerSecond: count * 1_000_000_000)
  }

  package static func < (a: Bandwidth, b: Bandwidth) -> Bool { a.bitsPerSecond < b.bitsPerSecond }

  /// How long `bytes` take to send.
  package func transmissionTime(bytes: Int) -> SimTime {
    .seconds(Double(bytes) * 8 / Double(max(1, bitsPerSecond)))
  }
}

extension Bandwidth: CustomStringConvertible {
  package var description: String {
    for (size, unit) in [(1_000_000_000, "Gbps"), (1_000_000, "Mbps"), (1_000, "kbps")] as [(Int64, String)]
    where bitsPerSecond >= size && bitsPerSecond % (size / 1000) == 0 {
      let whole = bitsPerSecond / size
      let milli = bitsPerSecond % size / (size / 1000)
      if milli == 0 { return "\(whole)\(unit)" }
      var digits = String(milli + 1000).dropFirst()
      while digits.hasSuffix("0") { digits.removeLast() }
      return "\(whole).\(digits)\(unit)"
    }
    return "\(bitsPerSecond)bps"
  }
}
