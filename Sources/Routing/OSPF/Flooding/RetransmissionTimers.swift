/// By neighbour: whether the timer for what it has not acknowledged is set.
struct RetransmissionTimers: Sendable {
  /// Of the first neighbours, a bit each.
  private(set) var near: UInt64 = 0
  private var further = LSANumberSet()

  subscript(neighbor: Int) -> Bool {
    get {
      neighbor < LinkStateDatabase.near
        ? near & LinkStateDatabase.bit(neighbor) != 0 : further.contains(neighbor - LinkStateDatabase.near)
    }
    set {
      if neighbor < LinkStateDatabase.near {
        let bit = LinkStateDatabase.bit(neighbor)
        near = newValue ? near | bit : near & ~bit
      } else if newValue {
        further.insert(neighbor - LinkStateDatabase.near)
      } else {
        further.remove(neighbor - LinkStateDatabase.near)
      }
    }
  }
}
