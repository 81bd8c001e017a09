/// The reference: a binary heap of bare numbers, times in the upper bits, nothing else.
struct BareHeap {
  private var keys: [UInt64] = []

  init(capacity: Int) { keys.reserveCapacity(capacity) }

  mutating func push(_ key: UInt64) {
    keys.append(key)
    var hole = keys.count - 1
    while hole > 0 {
      let parent = (hole - 1) / 2
      if keys[parent] <= key { break }
      keys[hole] = keys[parent]
      hole = parent
    }
    keys[hole] = key
  }

  mutating func pop() -> UInt64 {
    let top = keys[0]
    let last = keys.removeLast()
    let count = keys.count
    if count == 0 { return top }
    var hole = 0
    while true {
      var child = 2 * hole + 1
      if child >= count { break }
      if child + 1 < count && keys[child + 1] < keys[child] { child += 1 }
      if keys[child] >= last { break }
      keys[hole] = keys[child]
      hole = child
    }
    keys[hole] = last
    return top
  }
}
