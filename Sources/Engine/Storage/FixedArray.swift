/// A block of raw memory of fixed length for plain values: an array without reference counting, uniqueness checks or
/// bounds checks in release builds. For the few tables that every packet touches.

struct FixedArray<Element: BitwiseCopyable>: ~Copyable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating value: Element, count: Int) {
    self.count = count
    base = Self.allocate(count)
    base.initialize(repeating: value, count: count)
  }

  init(_ values: [Element]) {
    count = values.count
    base = Self.allocate(count)
    for (position, value) in values.enumerated() { (base + position).initialize(to: value) }
  }

  deinit { base.deallocate() }

  /// At the beginning of a cache line, so that elements of 64 or 128 bytes take no more lines than they must.
  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    let bytes = max(1, count) * MemoryLayout<Element>.stride
    return UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).bindMemory(
      to: Element.self, capacity: max(1, count))
  }

  subscript(position: Int) -> Element {
    @inline(__always)
    unsafeAddress {
      assert(position >= 0 && position < count)
      return UnsafePointer(base + position)
    }
    @inline(__always)
    unsafeMutableAddress {
      assert(position >= 0 && position < count)
      return base + position
    }
  }

  subscript(position: UInt32) -> Element {
    @inline(__always)
    unsafeAddress {
      assert(Int(position) < count)
      return UnsafePointer(base + Int(position))
    }
    @inline(__always)
    unsafeMutableAddress {
      assert(Int(position) < count)
      return base + Int(position)
    }
  }
}
