/// Hands out fresh prefixes in a fixed order, stepping over those that are taken.
struct PrefixPool {
  /// Disjoint, sorted ranges of addresses that the scenario uses.
  private let taken: [ClosedRange<UInt32>]
  private var nextLinkNumber: UInt32 = 1
  private var nextSegmentStart: UInt32 = 0xC0A8_0100  // 192.168.1.0
  private var nextContainerNumber: UInt32 = 17

  init(taken prefixes: [IPv4Prefix]) {
    let ranges = prefixes.filter { $0.length > 0 }
      .map { $0.address.bits...($0.address.bits | ~IPv4Prefix.mask($0.length)) }
      .sorted { $0.lowerBound < $1.lowerBound }
    var merged: [ClosedRange<UInt32>] = []
    for range in ranges {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    taken = merged
  }

  /// 10.0.1.0/30, 10.0.2.0/30 … 10.253.255.0/30; beyond those, the rest of 10.0.0.0/8 from its end, packed; when the
  /// scenario uses all of it, 198.18.0.0/15 (RFC 2544).
  mutating func nextLink() throws(TopologyError) -> IPv4Prefix {
    while true {
      let number = nextLinkNumber
      nextLinkNumber += 1
      let readable: UInt32 = 254 * 256
      let packed = number &- readable
      let last = packed &- readable * 63
      // Three /30 in each /24 besides its first, which readable links have taken.
      let bits: UInt32
      if number < readable {
        bits = 0x0A00_0000 | number << 8
      } else if packed < readable * 63 {
        bits = 0x0A00_0000 | (packed / 63) << 8 | (packed % 63 + 1) * 4
      } else if last < 1 << 15 {
        bits = 0xC612_0000 | last * 4
      } else {
        throw .addressesExhausted("links")
      }
      let prefix = IPv4Prefix(IPv4Address(bits: bits), length: 30)
      if isFree(prefix) { return prefix }
    }
  }

  /// From 192.168.1.0/24; when 192.168.0.0/16 is used up, from 100.64.0.0/10 (RFC 6598).
  mutating func nextSharedSegment(stations: Int) throws(TopologyError) -> IPv4Prefix {
    var length = 24
    while length > 10 && (1 << (32 - length)) - 2 < stations { length -= 1 }
    let size: UInt32 = 1 << UInt32(32 - length)
    while true {
      let aligned = (nextSegmentStart &+ size &- 1) & ~(size &- 1)
      let (end, overflow) = aligned.addingReportingOverflow(size)
      if overflow || (aligned >= 0xC0A8_0000 && end > 0xC0A9_0000) {
        nextSegmentStart = 0x6440_0000
        continue
      }
      if aligned < 0xC0A8_0000 && end > 0x6480_0000 { throw .addressesExhausted("bridged segments") }
      nextSegmentStart = end
      let prefix = IPv4Prefix(IPv4Address(bits: aligned), length: length)
      if isFree(prefix) { return prefix }
    }
  }

  /// 172.17.0.0/16 … 172.31.0.0/16, then 10.254.n.0/24.
  mutating func nextContainerNetwork() throws(TopologyError) -> IPv4Prefix {
    while nextContainerNumber < 32 + 256 {
      let number = nextContainerNumber
      nextContainerNumber += 1
      let prefix =
        number < 32
        ? IPv4Prefix(IPv4Address(bits: 0xAC00_0000 | number << 16), length: 16)
        : IPv4Prefix(IPv4Address(bits: 0x0AFE_0000 | (number - 32) << 8), length: 24)
      if isFree(prefix) { return prefix }
    }
    throw .addressesExhausted("container networks")
  }

  private func isFree(_ prefix: IPv4Prefix) -> Bool {
    let (low, high) = (prefix.address.bits, prefix.broadcast.bits)
    var (start, end) = (0, taken.count)
    while start < end {
      let middle = (start + end) / 2
      if taken[middle].upperBound < low { start = middle + 1 } else { end = middle }
    }
    return start == taken.count || taken[start].lowerBound > high
  }
}
