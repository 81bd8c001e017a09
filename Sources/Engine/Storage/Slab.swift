/// A growing block of raw memory with a free list: fixed-size values named by a 32-bit index.
///
/// Packets, requests and timers live in slabs: no allocation, no reference counting for each. An index stays valid until
/// it is released; the memory moves when the slab grows, so pointers into it do not outlive the next `allocate`.

struct Slab<Element: BitwiseCopyable>: ~Copyable {
  var base: UnsafeMutablePointer<Element>
  var freeLinks: UnsafeMutablePointer<UInt32>
  var firstFree: UInt32 = .max
  var used: Int = 0
  var capacity: Int
  var live = 0

  init(minimumCapacity: Int = 64) {
    capacity = max(1, minimumCapacity)
    base = Self.allocate(capacity)
    freeLinks = .allocate(capacity: capacity)
  }

  deinit {
    base.deallocate()
    freeLinks.deallocate()
  }

  /// At the beginning of a cache line, so that elements of 128 or 192 bytes take no more lines than they must.
  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Element>.stride, alignment: 64)
      .bindMemory(to: Element.self, capacity: count)
  }

  /// How many are allocated now.
  var count: Int { live }

  /// One past the highest index that was ever allocated.
  var extent: Int { used }

  @inline(__always)
  mutating func allocate(_ value: Element) -> UInt32 {
    let index = reserve()
    (base + Int(index)).initialize(to: value)
    return index
  }

  /// A free place.
  @inline(__always)
  private mutating func reserve() -> UInt32 {
    live &+= 1
    if firstFree != .max {
      let index = firstFree
      firstFree = freeLinks[Int(index)]
      return index
    }
    if used == capacity { grow() }
    used &+= 1
    return UInt32(truncatingIfNeeded: used &- 1)
  }

  mutating func release(_ index: UInt32) {
    live &-= 1
    freeLinks[Int(index)] = firstFree
    firstFree = index
  }

  subscript(index: UInt32) -> Element {
    @inline(__always)
    unsafeAddress { UnsafePointer(base + Int(index)) }
    @inline(__always)
    unsafeMutableAddress { base + Int(index) }
  }

  @inline(never)
  mutating func grow() {
    let larger = Self.allocate(capacity * 2)
    larger.update(from: base, count: used)
    base.deallocate()
    base = larger
    let links = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2)
    links.update(from: freeLinks, count: used)
    freeLinks.deallocate()
    freeLinks = links
    capacity *= 2
  }
}
