/// Values at fixed addresses: an array whose elements are reached without uniqueness or bounds checks in release builds,
/// however deep they lie. For the services of a run, their servers and their balancers. It grows at set-up only.
struct StableArray<Element: ~Copyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity = 1

  init() { base = .allocate(capacity: 1) }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  var indices: Range<Int> { 0..<count }

  mutating func append(_ value: consuming Element) {
    if count == capacity {
      capacity *= 2
      let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
      larger.moveInitialize(from: base, count: count)
      base.deallocate()
      base = larger
    }
    (base + count).initialize(to: value)
    count += 1
  }

  subscript(position: Int) -> Element {
    @inline(__always)
    unsafeAddress {
      assert(indices.contains(position))
      return UnsafePointer(base + position)
    }
    @inline(__always)
    unsafeMutableAddress {
      assert(indices.contains(position))
      return base + position
    }
  }
}

extension StableArray {
  init(_ values: [Element]) {
    self.init()
    for value in values { append(value) }
  }

  /// A copy, for what reads them once in a run.
  var elements: [Element] { indices.map { base[$0] } }
}
