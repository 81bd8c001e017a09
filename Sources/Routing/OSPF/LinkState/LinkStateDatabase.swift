import Kernel

/// The LSAs of one flooding scope as one router has them (RFC 2328 §12), in an array by their number.
package struct LinkStateDatabase: Sendable {
  /// All that is known of one LSA. Everything that flooding looks at lies together, so that an LSA costs one line of the cache
  /// in each router. The numbering keeps the LSA, and its address is never used again.
  struct Entry: Sendable, BitwiseCopyable {
    var reference: Unmanaged<LSA>?
    /// When its age was zero: the age is what has passed since.
    var birth = SimTime.zero
    /// When it was installed.
    var arrival = SimTime.zero
    /// A bit for each of the first neighbours that has not acknowledged it; the last bit: see `wasFlooded`.
    var bits: UInt64 = 0

    static let flooded: UInt64 = 1 << 63
    static let maxAge: Int64 = 3_600_000_000_000_000

    /// Came by flooding, not during a database exchange: MinLSArrival counts (§13, step 5a).
    var wasFlooded: Bool { bits & Self.flooded != 0 }
    /// Is being flushed: waits until nobody has to acknowledge it (§14). It was at MaxAge when it came.
    var isFlushing: Bool { arrival.picoseconds &- birth.picoseconds >= Self.maxAge }

    /// Of an entry that is in use.
    var lsa: LSA { reference.unsafelyUnwrapped._withUnsafeGuaranteedRef { $0 } }
    var identity: UnsafeMutableRawPointer? { reference?.toOpaque() }
    func isMaxAge(at now: SimTime) -> Bool { now.picoseconds &- birth.picoseconds >= Self.maxAge }
    func age(at now: SimTime) -> Int {
      isMaxAge(at: now) ? OSPF.maxAge : Int((now.picoseconds &- birth.picoseconds) / 1_000_000_000_000)
    }
    func instance(at now: SimTime) -> LSAInstance { LSAInstance(lsa, age: age(at: now)) }

    /// See `LSA.saysTheSame`.
    func saysTheSame(as instance: LSAInstance) -> Bool {
      identity == instance.identity || lsa.saysTheSame(as: instance.lsa)
    }

    /// This very instance is here, and in use.
    @inline(__always)
    func holds(_ instance: LSAInstance, at now: SimTime) -> Bool {
      reference?.toOpaque() == instance.identity && now.picoseconds &- birth.picoseconds < Self.maxAge
    }

    /// Another instance, of which the neighbours' bits know nothing.
    @inline(__always)
    mutating func enter(_ instance: LSAInstance, at now: SimTime) {
      reference = instance.unmanaged
      birth = now - .seconds(instance.age)
      arrival = now
    }
  }

  let numbering: LinkStateNumbering
  /// By number; without a reference where there is none.
  var entries: [Entry] = []
  var count = 0
  /// By vertex: the number of the LSA that describes it, or −1.
  var lsaOfVertex: [Int32] = []
  /// Numbers of summaries and externals, in order of arrival: what the shortest-path tree does not reach.
  var leaves: [Int] = []
  /// The summaries of boundary routers among them.
  var boundaryLeaves: [Int] = []
  /// Which neighbours beyond the first have not acknowledged what.
  var further = RetransmissionLists()
  /// By neighbour: how many LSAs it has not acknowledged.
  var awaited: [Int32] = []

  init(numbering: LinkStateNumbering) { self.numbering = numbering }

  subscript(number: Int) -> Entry? {
    guard number < entries.count, entries[number].reference != nil else { return nil }
    return entries[number]
  }

  /// All numbers that may be in use.
  var numbers: Range<Int> { 0..<entries.count }

  func lsa(_ number: Int) -> LSA? { self[number]?.lsa }

  /// The everyday question of flooding: is this very instance here, and in use?
  @inline(__always)
  func holds(_ instance: LSAInstance, at now: SimTime) -> Bool {
    instance.number < entries.count && entries[instance.number].holds(instance, at: now)
  }

  /// Reads what will be asked for, of several LSAs at once: the memory answers them together, not one after the other.
  func touch(_ instances: some RandomAccessCollection<LSAInstance>) -> UInt64 {
    var sum: UInt64 = 0
    entries.withUnsafeBufferPointer { entries in
      for instance in instances where instance.number < entries.count {
        sum &+= entries[instance.number].bits
      }
    }
    return sum
  }

  /// The LSA that describes a vertex, unless it is being flushed.
  func usable(vertex: Int) -> LSA? {
    guard vertex < lsaOfVertex.count, lsaOfVertex[vertex] >= 0 else { return nil }
    let entry = entries[Int(lsaOfVertex[vertex])]
    return entry.isFlushing ? nil : entry.lsa
  }

  /// By vertex: the LSA that describes it for the shortest paths, by its address; 0: none. Equal arrays are equal graphs.
  /// O(vertices).
  var described: [UInt] {
    lsaOfVertex.map { number in
      if number < 0 { return 0 }
      let entry = entries[Int(number)]
      return entry.isFlushing ? 0 : UInt(bitPattern: entry.identity)
    }
  }

  mutating func install(_ instance: LSAInstance, wasFlooded: Bool, at now: SimTime) {
    let number = instance.number
    makeRoom(number)
    let isFresh = entries[number].reference == nil
    entries[number].enter(instance, at: now)
    entries[number].bits &= ~Entry.flooded
    if wasFlooded { entries[number].bits |= Entry.flooded }
    if isFresh { noteFresh(instance) } else { describe(instance) }
  }

  /// There was no instance of it.
  mutating func noteFresh(_ instance: LSAInstance) {
    count += 1
    if instance.vertex < 0 { leaves.append(instance.number) }
    if instance.key.type == .asbrSummary { boundaryLeaves.append(instance.number) }
    describe(instance)
  }

  private mutating func describe(_ instance: LSAInstance) {
    let vertex = instance.vertex
    if vertex < 0 { return }
    if vertex >= lsaOfVertex.count {
      let wanted = max(vertex + 1, numbering.vertexCount)
      lsaOfVertex.append(contentsOf: repeatElement(-1, count: wanted - lsaOfVertex.count))
    }
    lsaOfVertex[vertex] = Int32(truncatingIfNeeded: instance.number)
  }

  mutating func remove(_ number: Int) {
    guard let lsa = lsa(number) else { return }
    let bits = entries[number].bits & ~Entry.flooded
    entries[number] = Entry()
    entries[number].bits = bits
    count -= 1
    if lsa.vertex < 0 {
      leaves.removeAll { $0 == number }
      boundaryLeaves.removeAll { $0 == number }
    } else if lsaOfVertex[lsa.vertex] == Int32(truncatingIfNeeded: number) {
      lsaOfVertex[lsa.vertex] = -1
    }
  }

  /// As far as the numbering goes by now, so that a database grows once or twice.
  mutating func makeRoom(_ number: Int) {
    if number < entries.count { return }
    let wanted = max(number + 1, numbering.lsaCount)
    if wanted > entries.capacity { entries.reserveCapacity(max(wanted, entries.count + entries.count / 2)) }
    entries.append(contentsOf: repeatElement(Entry(), count: wanted - entries.count))
  }

  /// All instances, in order of number. O(n).
  func unsortedInstances(at now: SimTime) -> [LSAInstance] {
    entries.compactMap { $0.reference == nil ? nil : $0.instance(at: now) }
  }

  /// All instances, sorted by key. O(n log n): for output.
  package func instances(at now: SimTime) -> [LSAInstance] {
    unsortedInstances(at: now).sorted { $0.lsa.key < $1.lsa.key }
  }

  /// A sum over what is in use, whatever the order: equal databases have equal digests.
  package func digest(at now: SimTime) -> UInt64 {
    var sum: UInt64 = 0
    for entry in entries where entry.reference != nil && !entry.isMaxAge(at: now) {
      let lsa = entry.lsa
      var mixer = SplitMix64(state: UInt64(lsa.key.linkStateID.bits) << 32 | UInt64(lsa.checksum))
      mixer.state ^=
        mixer.next() &+ UInt64(lsa.key.advertisingRouter.bits) << 8 | UInt64(lsa.key.type.rawValue)
      mixer.state ^= mixer.next() &+ UInt64(UInt32(bitPattern: lsa.sequence))
      sum &+= mixer.next()
    }
    return sum
  }
}
