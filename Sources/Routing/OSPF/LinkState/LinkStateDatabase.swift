import CPrefetch
import Kernel

/// The LSAs of one flooding scope as one router has them (RFC 2328 §12), in an array by their number.
package struct LinkStateDatabase: Sendable {
  /// What every copy of an LSA, and every acknowledgement, is held against: four to a line of the cache, since each LSA comes to
  /// each router as often as that has neighbours. The numbering keeps the LSA, and its address is never used again.
  struct Slot: Sendable, BitwiseCopyable {
    /// Nil where there is none.
    var reference: Unmanaged<LSA>?
    /// A bit for each of the first neighbours that has not acknowledged it, and two more.
    var bits: UInt64 = 0

    static let flooded: UInt64 = 1 << 63
    static let flushing: UInt64 = 1 << 62
    static let lists: UInt64 = flushing - 1

    /// Is being flushed: waits until nobody has to acknowledge it (§14). It was at MaxAge when it came.
    var isFlushing: Bool { bits & Self.flushing != 0 }
    /// Came by flooding, not during a database exchange: MinLSArrival counts (§13, step 5a).
    var wasFlooded: Bool { bits & Self.flooded != 0 }
    var identity: UnsafeMutableRawPointer? { reference?.toOpaque() }

    /// Holds this very instance, which is known to be in use.
    ///
    /// - Parameter areNoneOld: none but those that are being flushed has come to MaxAge.
    @inline(__always)
    func isInUse(_ instance: LSAInstance, _ areNoneOld: Bool) -> Bool {
      identity == instance.identity && areNoneOld && !isFlushing
    }
  }

  /// What is asked for only when an instance comes that is not here.
  struct Times: Sendable, BitwiseCopyable {
    /// When its age was zero: the age is what has passed since.
    var birth = SimTime.zero
    /// When it was installed.
    var arrival = SimTime.zero

    func isMaxAge(at now: SimTime) -> Bool {
      now.picoseconds &- birth.picoseconds >= LinkStateDatabase.maxAge
    }
  }

  /// All that is known of one LSA.
  struct Entry: Sendable, BitwiseCopyable {
    fileprivate let slot: Slot
    fileprivate let times: Times

    var birth: SimTime { times.birth }
    var arrival: SimTime { times.arrival }
    var wasFlooded: Bool { slot.wasFlooded }
    var isFlushing: Bool { slot.isFlushing }
    var lsa: LSA { slot.reference.unsafelyUnwrapped._withUnsafeGuaranteedRef { $0 } }
    var identity: UnsafeMutableRawPointer? { slot.identity }
    func isMaxAge(at now: SimTime) -> Bool { times.isMaxAge(at: now) }
    func age(at now: SimTime) -> Int {
      isMaxAge(at: now) ? OSPF.maxAge : Int((now.picoseconds &- birth.picoseconds) / 1_000_000_000_000)
    }
    func instance(at now: SimTime) -> LSAInstance { LSAInstance(lsa, age: age(at: now)) }

    /// See `LSA.saysTheSame`.
    func saysTheSame(as instance: LSAInstance) -> Bool {
      identity == instance.identity || lsa.saysTheSame(as: instance.lsa)
    }
  }

  /// In picoseconds.
  fileprivate static let maxAge: Int64 = 3_600_000_000_000_000

  let numbering: LinkStateNumbering
  /// By number.
  var slots: [Slot] = []
  var times: [Times] = []
  /// Before this none has come to MaxAge but those that are being flushed.
  var firstMaxAge = SimTime.never
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
    guard number < slots.count, slots[number].reference != nil else { return nil }
    return Entry(slot: slots[number], times: times[number])
  }

  /// All numbers that may be in use.
  var numbers: Range<Int> { 0..<slots.count }

  func lsa(_ number: Int) -> LSA? { self[number]?.lsa }

  /// The everyday question of flooding: is this very instance here, and in use?
  @inline(__always)
  func holds(_ instance: LSAInstance, at now: SimTime) -> Bool {
    let number = instance.number
    if number >= slots.count || slots[number].identity != instance.identity { return false }
    return !slots[number].isFlushing && (now < firstMaxAge || !times[number].isMaxAge(at: now))
  }

  /// Fetches what will be asked for of LSAs that were received: the memory answers for all of them together, not for one after
  /// the other.
  mutating func fetch(_ instances: LSAList) {
    for place in 0..<instances.count { fetchSlot(instances[place]) }
    // Of those that are here already nothing else is asked.
    for place in 0..<instances.count {
      let instance = instances[place]
      if instance.number < slots.count && slots[instance.number].identity != instance.identity {
        times.withUnsafeBufferPointer { times in
          if let base = times.baseAddress { prefetch(base + instance.number) }
        }
        prefetch(instance.identity)
      }
    }
  }

  mutating func fetch(_ instances: [LSAInstance]) {
    for place in instances.indices { fetchSlot(instances[place]) }
  }

  @inline(__always)
  private mutating func fetchSlot(_ instance: LSAInstance) {
    slots.withUnsafeBufferPointer { slots in
      if instance.number < slots.count, let base = slots.baseAddress { prefetch(base + instance.number) }
    }
  }

  /// The LSA that describes a vertex, unless it is being flushed.
  func usable(vertex: Int) -> LSA? {
    guard vertex < lsaOfVertex.count, lsaOfVertex[vertex] >= 0 else { return nil }
    let slot = slots[Int(lsaOfVertex[vertex])]
    return slot.isFlushing ? nil : slot.reference?._withUnsafeGuaranteedRef { $0 }
  }

  /// By vertex: the LSA that describes it for the shortest paths, by its address; 0: none. Equal arrays are equal graphs.
  /// O(vertices).
  var described: [UInt] {
    slots.withUnsafeBufferPointer { slots in
      lsaOfVertex.map { number in
        if number < 0 { return 0 }
        let slot = slots[Int(number)]
        return slot.isFlushing ? 0 : UInt(bitPattern: slot.identity)
      }
    }
  }

  mutating func install(_ instance: LSAInstance, wasFlooded: Bool, at now: SimTime) {
    let number = instance.number
    makeRoom(number)
    let isFresh = slots[number].reference == nil
    let lists = slots[number].bits & Slot.lists
    slots[number].reference = instance.unmanaged
    slots[number].bits =
      lists | (wasFlooded ? Slot.flooded : 0) | (instance.isMaxAge ? Slot.flushing : 0)
    enter(instance, at: now)
    if isFresh { noteFresh(instance) } else { describe(instance) }
  }

  /// The times of another instance.
  @inline(__always)
  mutating func enter(_ instance: LSAInstance, at now: SimTime) {
    let birth = now - .seconds(instance.age)
    times[instance.number] = Times(birth: birth, arrival: now)
    if !instance.isMaxAge { firstMaxAge = min(firstMaxAge, birth + .seconds(OSPF.maxAge)) }
  }

  /// When some that set it are gone. O(LSAs).
  mutating func renewFirstMaxAge() {
    firstMaxAge = .never
    for number in slots.indices where slots[number].reference != nil && !slots[number].isFlushing {
      firstMaxAge = min(firstMaxAge, times[number].birth + .seconds(OSPF.maxAge))
    }
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
    slots[number] = Slot(reference: nil, bits: slots[number].bits & Slot.lists)
    times[number] = Times()
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
    if number < slots.count { return }
    let wanted = max(number + 1, numbering.lsaCount)
    if wanted > slots.capacity {
      let capacity = max(wanted, slots.count + slots.count / 2)
      slots.reserveCapacity(capacity)
      times.reserveCapacity(capacity)
    }
    times.append(contentsOf: repeatElement(Times(), count: wanted - slots.count))
    slots.append(contentsOf: repeatElement(Slot(), count: wanted - slots.count))
  }

  /// All instances, in order of number. O(n).
  func unsortedInstances(at now: SimTime) -> [LSAInstance] {
    numbers.compactMap { self[$0]?.instance(at: now) }
  }

  /// All instances, sorted by key. O(n log n): for output.
  package func instances(at now: SimTime) -> [LSAInstance] {
    unsortedInstances(at: now).sorted { $0.lsa.key < $1.lsa.key }
  }

  /// A sum over what is in use, whatever the order: equal databases have equal digests.
  package func digest(at now: SimTime) -> UInt64 {
    var sum: UInt64 = 0
    for number in numbers {
      guard let entry = self[number], !entry.isMaxAge(at: now) else { continue }
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
