import Kernel

/// Which few of many backends one client uses, so that not everybody has connections to everybody.
public enum BackendSubset {
  /// Each client takes the first ones of a shuffle of its own. Simple, and uneven: at 300 clients with 90 of 300 backends each,
  /// the busiest backend has about 120 % of the mean and the idlest 63 %.
  ///
  /// Source: Beyer et al., "Site Reliability Engineering", 2016, chapter 20, "Random Subsetting".
  public static func random(_ backends: [Int], size: Int, stream: inout RandomStream) -> [Int] {
    var list = backends
    let count = min(size, list.count)
    for place in 0..<count { list.swapAt(place, place + stream.below(list.count - place)) }
    return Array(list.prefix(count))
  }

  /// Clients in rounds; each round deals the backends, shuffled by the round's number, to its clients. Every backend has as
  /// many clients as any other, give or take one round.
  ///
  /// Source: the same, "Deterministic Subsetting", with Python 2's shuffle, so that the book's lists come out. Backends that a
  /// round leaves over (their number is not a multiple of the size) have no client in it, as there.
  public static func deterministic(_ backends: [Int], size: Int, client: Int) -> [Int] {
    guard size < backends.count, size > 0 else { return backends }
    let subsets = backends.count / size
    var list = backends
    var twister = MersenneTwister(seed: UInt32(truncatingIfNeeded: client / subsets))
    twister.shuffle(&list)
    let start = client % subsets * size
    return Array(list[start..<start + size])
  }
}
