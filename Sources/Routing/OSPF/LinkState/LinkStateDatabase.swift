import Kernel

/// The LSAs of one flooding scope as one router has them (RFC 2328 §12), in an array by their number.
package struct LinkStateDatabase: Sendable {
  /// All that is known of one LSA.
  struct Entry: Sendable {
    var lsa: LSA
    /// When its age was zero: the age is what has passed since.
    var birth: SimTime
    /// When it was installed.
    var arrival: SimTime
    /// Came by flooding, not during a database exchange: MinLSArrival counts (§13, step 5a).
    var wasFlooded = false
    /// Is being flushed: waits until nobody has to acknowledge it (§14).
    var isFlushing = false

    func isMaxAge(at now: SimTime) -> Bool { LinkStateDatabase.age(birth, at: now) >= OSPF.maxAge }
    func instance(at now: SimTime) -> LSAInstance {
      LSAInstance(lsa, age: LinkStateDatabase.age(birth, at: now))
    }
  }

  /// What every duplicate looks at; it should share cache lines with as many others as possible.
  private struct Slot: Sendable {
    var lsa: LSA?
    var birth: SimTime
  }

  private struct Detail: Sendable, BitwiseCopyable {
    var arrival = SimTime.zero
    var wasFlooded = false
    var isFlushing = false
  }

  private static let maxAgePicoseconds: Int64 = 3_600_000_000_000_000

  static func age(_ birth: SimTime, at now: SimTime) -> Int {
    let elapsed = now.picoseconds &- birth.picoseconds
    return elapsed >= maxAgePicoseconds ? OSPF.maxAge : Int(elapsed / 1_000_000_000_000)
  }

  let numbering: LinkStateNumbering
  private var slots: [Slot] = []
  private var details: [Detail] = []
  private(set) var count = 0
  /// By vertex: the number of the LSA that describes it, or −1.
  private(set) var lsaOfVertex: [Int32] = []
  /// Numbers of summaries and externals, in order of arrival: what the shortest-path tree does not reach.
  private(set) var leaves: [Int] = []

  init(numbering: LinkStateNumbering) { self.numbering = numbering }

  subscript(number: Int) -> Entry? {
    guard number < slots.count, let lsa = slots[number].lsa else { return nil }
    return Entry(
      lsa: lsa, birth: slots[number].birth, arrival: details[number].arrival,
      wasFlooded: details[number].wasFlooded, isFlushing: details[number].isFlushing)
  }

  /// All numbers that may be in use.
  var numbers: Range<Int> { 0..<slots.count }

  func lsa(_ number: Int) -> LSA? { number < slots.count ? slots[number].lsa : nil }

  /// The everyday question of flooding: is this very instance here, and in use?
  @inline(__always)
  func holds(_ lsa: LSA, at now: SimTime) -> Bool {
    let number = lsa.number
    return number < slots.count && slots[number].lsa === lsa
      && now.picoseconds &- slots[number].birth.picoseconds < Self.maxAgePicoseconds
  }

  /// The LSA that describes a vertex, unless it is being flushed.
  func usable(vertex: Int) -> LSA? {
    guard vertex < lsaOfVertex.count else { return nil }
    let number = Int(lsaOfVertex[vertex])
    return number < 0 || details[number].isFlushing ? nil : slots[number].lsa
  }

  mutating func install(_ entry: Entry) {
    let lsa = entry.lsa
    if lsa.number >= slots.count {
      let missing = lsa.number + 1 - slots.count
      slots.append(contentsOf: repeatElement(Slot(lsa: nil, birth: .zero), count: missing))
      details.append(contentsOf: repeatElement(Detail(), count: missing))
    }
    if slots[lsa.number].lsa == nil {
      count += 1
      if lsa.vertex < 0 { leaves.append(lsa.number) }
    }
    slots[lsa.number] = Slot(lsa: lsa, birth: entry.birth)
    details[lsa.number] = Detail(
      arrival: entry.arrival, wasFlooded: entry.wasFlooded, isFlushing: entry.isFlushing)
    guard lsa.vertex >= 0 else { return }
    if lsa.vertex >= lsaOfVertex.count {
      lsaOfVertex.append(contentsOf: repeatElement(-1, count: lsa.vertex + 1 - lsaOfVertex.count))
    }
    lsaOfVertex[lsa.vertex] = Int32(truncatingIfNeeded: lsa.number)
  }

  mutating func remove(_ number: Int) {
    guard number < slots.count, let lsa = slots[number].lsa else { return }
    slots[number].lsa = nil
    details[number] = Detail()
    count -= 1
    if lsa.vertex < 0 {
      leaves.removeAll { $0 == number }
    } else if lsaOfVertex[lsa.vertex] == Int32(truncatingIfNeeded: number) {
      lsaOfVertex[lsa.vertex] = -1
    }
  }

  /// All instances, in order of number. O(n).
  func unsortedInstances(at now: SimTime) -> [LSAInstance] {
    slots.compactMap { slot in slot.lsa.map { LSAInstance($0, age: Self.age(slot.birth, at: now)) } }
  }

  /// All instances, sorted by key. O(n log n): for output.
  package func instances(at now: SimTime) -> [LSAInstance] {
    unsortedInstances(at: now).sorted { $0.lsa.key < $1.lsa.key }
  }

  /// A sum over what is in use, whatever the order: equal databases have equal digests.
  package func digest(at now: SimTime) -> UInt64 {
    var sum: UInt64 = 0
    for slot in slots {
      guard let lsa = slot.lsa, Self.age(slot.birth, at: now) < OSPF.maxAge else { continue }
      var mixer = SplitMix64(state: UInt64(lsa.key.linkStateID.bits) << 32 | UInt64(lsa.checksum))
      mixer.state ^=
        mixer.next() &+ UInt64(lsa.key.advertisingRouter.bits) << 8 | UInt64(lsa.key.type.rawValue)
      mixer.state ^= mixer.next() &+ UInt64(UInt32(bitPattern: lsa.sequence))
      sum &+= mixer.next()
    }
    return sum
  }
}
