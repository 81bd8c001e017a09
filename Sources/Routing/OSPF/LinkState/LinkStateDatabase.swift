import Kernel

/// The LSAs of one flooding scope as one router has them (RFC 2328 §12), in an array by their number.
package struct LinkStateDatabase: Sendable {
  struct Entry: Sendable {
    var lsa: LSA?
    /// When its age was zero: the age is what has passed since.
    var birth = SimTime.zero
    /// When it was installed.
    var arrival = SimTime.zero
    /// Came by flooding, not during a database exchange: MinLSArrival counts (§13, step 5a).
    var wasFlooded = false
    /// Is being flushed: waits until nobody has to acknowledge it (§14).
    var isFlushing = false

    func age(at now: SimTime) -> Int {
      let elapsed = now.picoseconds - birth.picoseconds
      return elapsed >= LinkStateDatabase.maxAgePicoseconds ? OSPF.maxAge : Int(elapsed / 1_000_000_000_000)
    }

    func isMaxAge(at now: SimTime) -> Bool {
      now.picoseconds - birth.picoseconds >= LinkStateDatabase.maxAgePicoseconds
    }

    func instance(at now: SimTime) -> LSAInstance? { lsa.map { LSAInstance($0, age: age(at: now)) } }
  }

  private static let maxAgePicoseconds: Int64 = 3_600_000_000_000_000

  let numbering: LinkStateNumbering
  var entries: [Entry] = []
  private(set) var count = 0
  /// By vertex: the number of the LSA that describes it, or −1.
  var lsaOfVertex: [Int32] = []
  /// Numbers of summaries and externals, in order of arrival: what the shortest-path tree does not reach.
  var leaves: [Int] = []

  init(numbering: LinkStateNumbering) { self.numbering = numbering }

  subscript(number: Int) -> Entry? {
    number < entries.count && entries[number].lsa != nil ? entries[number] : nil
  }

  mutating func install(_ entry: Entry) {
    guard let lsa = entry.lsa else { return }
    if lsa.number >= entries.count {
      entries.append(contentsOf: repeatElement(Entry(), count: lsa.number + 1 - entries.count))
    }
    if entries[lsa.number].lsa == nil {
      count += 1
      if lsa.vertex < 0 { leaves.append(lsa.number) }
    }
    entries[lsa.number] = entry
    guard lsa.vertex >= 0 else { return }
    if lsa.vertex >= lsaOfVertex.count {
      lsaOfVertex.append(contentsOf: repeatElement(-1, count: lsa.vertex + 1 - lsaOfVertex.count))
    }
    lsaOfVertex[lsa.vertex] = Int32(truncatingIfNeeded: lsa.number)
  }

  mutating func remove(_ number: Int) {
    guard number < entries.count, let lsa = entries[number].lsa else { return }
    entries[number] = Entry()
    count -= 1
    if lsa.vertex < 0 {
      leaves.removeAll { $0 == number }
    } else if lsaOfVertex[lsa.vertex] == Int32(truncatingIfNeeded: number) {
      lsaOfVertex[lsa.vertex] = -1
    }
  }

  /// All instances, sorted by key. O(n log n): for output and the start of an exchange.
  package func instances(at now: SimTime) -> [LSAInstance] {
    entries.compactMap { $0.instance(at: now) }.sorted { $0.lsa.key < $1.lsa.key }
  }

  /// A sum over what is in use, whatever the order: equal databases have equal digests.
  package func digest(at now: SimTime) -> UInt64 {
    var sum: UInt64 = 0
    for entry in entries {
      guard let lsa = entry.lsa, !entry.isMaxAge(at: now) else { continue }
      var mixer = SplitMix64(state: UInt64(lsa.key.linkStateID.bits) << 32 | UInt64(lsa.checksum))
      mixer.state ^=
        mixer.next() &+ UInt64(lsa.key.advertisingRouter.bits) << 8 | UInt64(lsa.key.type.rawValue)
      mixer.state ^= mixer.next() &+ UInt64(UInt32(bitPattern: lsa.sequence))
      sum &+= mixer.next()
    }
    return sum
  }
}

/// A set of LSA numbers, a bit each.
struct LSANumberSet: Sendable {
  private var words: [UInt64] = []
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  func contains(_ number: Int) -> Bool {
    let word = number >> 6
    return word < words.count && words[word] & (1 << UInt64(number & 63)) != 0
  }

  mutating func insert(_ number: Int) {
    let word = number >> 6
    if word >= words.count { words.append(contentsOf: repeatElement(0, count: word + 1 - words.count)) }
    let bit: UInt64 = 1 << UInt64(number & 63)
    if words[word] & bit == 0 {
      words[word] |= bit
      count += 1
    }
  }

  /// True when it was there.
  @discardableResult
  mutating func remove(_ number: Int) -> Bool {
    if count == 0 { return false }
    let word = number >> 6
    let bit: UInt64 = 1 << UInt64(number & 63)
    guard word < words.count, words[word] & bit != 0 else { return false }
    words[word] &= ~bit
    count -= 1
    return true
  }

  mutating func removeAll() {
    words.removeAll(keepingCapacity: true)
    count = 0
  }

  func forEach(_ body: (Int) -> Void) {
    if count == 0 { return }
    for (position, content) in words.enumerated() {
      var rest = content
      while rest != 0 {
        body(position << 6 | rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }
}
