import Kernel

/// The LSAs of one flooding scope as one router has them (RFC 2328 §12), in an array by their number.
package struct LinkStateDatabase: Sendable {
  /// All that is known of one LSA.
  struct Entry: Sendable, BitwiseCopyable {
    private let reference: Unmanaged<LSA>
    /// When its age was zero: the age is what has passed since.
    let birth: SimTime
    /// When it was installed.
    let arrival: SimTime
    /// Came by flooding, not during a database exchange: MinLSArrival counts (§13, step 5a).
    let wasFlooded: Bool
    /// Is being flushed: waits until nobody has to acknowledge it (§14).
    let isFlushing: Bool

    init(
      _ instance: LSAInstance, birth: SimTime, arrival: SimTime, wasFlooded: Bool, isFlushing: Bool
    ) {
      self.init(instance.unmanaged, birth, Detail(arrival, wasFlooded, isFlushing))
    }

    init(lsa: LSA, birth: SimTime, arrival: SimTime, wasFlooded: Bool = false, isFlushing: Bool = false) {
      self.init(Unmanaged.passUnretained(lsa), birth, Detail(arrival, wasFlooded, isFlushing))
    }

    fileprivate init(_ reference: Unmanaged<LSA>, _ birth: SimTime, _ detail: Detail) {
      self.reference = reference
      self.birth = birth
      arrival = detail.arrival
      wasFlooded = detail.wasFlooded
      isFlushing = detail.isFlushing
    }

    var lsa: LSA { reference._withUnsafeGuaranteedRef { $0 } }
    fileprivate var unmanaged: Unmanaged<LSA> { reference }
    var identity: UnsafeMutableRawPointer { reference.toOpaque() }
    func isMaxAge(at now: SimTime) -> Bool { LinkStateDatabase.age(birth, at: now) >= OSPF.maxAge }
    func instance(at now: SimTime) -> LSAInstance {
      LSAInstance(lsa, age: LinkStateDatabase.age(birth, at: now))
    }

    /// See `LSA.saysTheSame`.
    func saysTheSame(as instance: LSAInstance) -> Bool {
      identity == instance.identity || lsa.saysTheSame(as: instance.lsa)
    }
  }

  /// What every duplicate looks at; it should share cache lines with as many others as possible. The numbering keeps the
  /// LSA, and its address is never used again.
  private struct Slot: Sendable, BitwiseCopyable {
    var reference: Unmanaged<LSA>?
    var birth: SimTime

    var lsa: LSA? { reference?._withUnsafeGuaranteedRef { $0 } }
  }

  fileprivate struct Detail: Sendable, BitwiseCopyable {
    var arrival: SimTime
    var wasFlooded: Bool
    var isFlushing: Bool

    init(_ arrival: SimTime = .zero, _ wasFlooded: Bool = false, _ isFlushing: Bool = false) {
      self.arrival = arrival
      self.wasFlooded = wasFlooded
      self.isFlushing = isFlushing
    }
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
  /// By vertex: the LSA that describes it for the shortest paths, by its address; 0: none. Equal arrays are equal graphs.
  private(set) var described: [UInt] = []
  /// Numbers of summaries and externals, in order of arrival: what the shortest-path tree does not reach.
  private(set) var leaves: [Int] = []
  /// Which neighbours have not acknowledged what.
  var unacknowledged = RetransmissionLists()

  init(numbering: LinkStateNumbering) { self.numbering = numbering }

  subscript(number: Int) -> Entry? {
    guard number < slots.count, let reference = slots[number].reference else { return nil }
    return Entry(reference, slots[number].birth, details[number])
  }

  /// All numbers that may be in use.
  var numbers: Range<Int> { 0..<slots.count }

  func lsa(_ number: Int) -> LSA? { number < slots.count ? slots[number].lsa : nil }

  /// The everyday question of flooding: is this very instance here, and in use?
  @inline(__always)
  func holds(_ instance: LSAInstance, at now: SimTime) -> Bool {
    let number = instance.number
    return number < slots.count && slots[number].reference?.toOpaque() == instance.identity
      && now.picoseconds &- slots[number].birth.picoseconds < Self.maxAgePicoseconds
  }

  /// Reads what `holds` will ask for, of several LSAs at once: the memory answers them together, not one after the other.
  func touch(_ instances: [LSAInstance]) -> UInt {
    var sum: UInt = 0
    slots.withUnsafeBufferPointer { slots in
      for instance in instances where instance.number < slots.count {
        sum &+= UInt(bitPattern: slots[instance.number].reference?.toOpaque())
      }
    }
    return sum
  }

  /// The LSA that describes a vertex, unless it is being flushed.
  func usable(vertex: Int) -> LSA? {
    guard vertex < lsaOfVertex.count else { return nil }
    let number = Int(lsaOfVertex[vertex])
    return number < 0 || details[number].isFlushing ? nil : slots[number].lsa
  }

  mutating func install(_ entry: Entry) {
    let (number, vertex) = entry.unmanaged._withUnsafeGuaranteedRef { ($0.number, $0.vertex) }
    if number >= slots.count {
      let missing = number + 1 - slots.count
      slots.append(contentsOf: repeatElement(Slot(reference: nil, birth: .zero), count: missing))
      details.append(contentsOf: repeatElement(Detail(), count: missing))
    }
    if slots[number].reference == nil {
      count += 1
      if vertex < 0 { leaves.append(number) }
    }
    slots[number] = Slot(reference: entry.unmanaged, birth: entry.birth)
    details[number] = Detail(entry.arrival, entry.wasFlooded, entry.isFlushing)
    guard vertex >= 0 else { return }
    if vertex >= lsaOfVertex.count {
      let missing = vertex + 1 - lsaOfVertex.count
      lsaOfVertex.append(contentsOf: repeatElement(-1, count: missing))
      described.append(contentsOf: repeatElement(0, count: missing))
    }
    lsaOfVertex[vertex] = Int32(truncatingIfNeeded: number)
    described[vertex] = entry.isFlushing ? 0 : UInt(bitPattern: entry.identity)
  }

  mutating func remove(_ number: Int) {
    guard number < slots.count, let lsa = slots[number].lsa else { return }
    slots[number].reference = nil
    details[number] = Detail()
    count -= 1
    if lsa.vertex < 0 {
      leaves.removeAll { $0 == number }
    } else if lsaOfVertex[lsa.vertex] == Int32(truncatingIfNeeded: number) {
      lsaOfVertex[lsa.vertex] = -1
      described[lsa.vertex] = 0
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
