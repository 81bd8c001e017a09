/// A block of raw memory of fixed length for plain values: an array without reference counting, uniqueness checks or
/// bounds checks in release builds. For the few tables that every packet touches.

struct FixedArray<Element: BitwiseCopyable>: ~Copyable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating value: Element, count: Int) {
    self.count = count
    base = .allocate(capacity: max(1, count))
    base.initialize(repeating: value, count: count)
  }

  init(_ values: [Element]) {
    count = values.count
    base = .allocate(capacity: max(1, count))
    for (position, value) in values.enumerated() { (base + position).initialize(to: value) }
  }

  deinit { base.deallocate() }

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
