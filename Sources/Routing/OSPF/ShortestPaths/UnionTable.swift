/// Which set two sets make together: asked for at every second equal-cost path, so a plain table with open addressing.
struct UnionTable: Sendable {
  private struct Line: BitwiseCopyable, Sendable {
    /// Both numbers; zero: an empty line.
    var pair: UInt64 = 0
    var union: Int32 = 0
  }

  /// A power of two, at most half full.
  private var lines: [Line] = []
  private var count = 0

  /// - Parameter low: the smaller number of the two, which are not zero.
  /// - Returns: the number of the union; −1: not known yet.
  @inline(__always)
  func find(_ low: Int32, _ high: Int32) -> Int32 {
    if lines.isEmpty { return -1 }
    let pair = Self.pair(low, high)
    return lines.withUnsafeBufferPointer { lines in
      let line = lines[Self.place(of: pair, in: lines)]
      return line.pair == pair ? line.union : -1
    }
  }

  mutating func insert(_ low: Int32, _ high: Int32, _ union: Int32) {
    if (count + 1) * 2 > lines.count { grow() }
    put(Line(pair: Self.pair(low, high), union: union))
    count += 1
  }

  private mutating func put(_ line: Line) {
    let place = lines.withUnsafeBufferPointer { Self.place(of: line.pair, in: $0) }
    lines[place] = line
  }

  private mutating func grow() {
    let old = lines
    lines = Array(repeating: Line(), count: max(16, old.count * 2))
    for line in old where line.pair != 0 { put(line) }
  }

  private static func pair(_ low: Int32, _ high: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: low)) << 32 | UInt64(UInt32(bitPattern: high))
  }

  /// Where a pair stands, or the empty line where it would.
  @inline(__always)
  private static func place(of pair: UInt64, in lines: UnsafeBufferPointer<Line>) -> Int {
    let mask = lines.count &- 1
    var place = Int(truncatingIfNeeded: pair &* 0x9FB2_1C65_1E98_DF25 &>> 40) & mask
    while lines[place].pair != pair && lines[place].pair != 0 { place = (place &+ 1) & mask }
    return place
  }
}
