/// What requests are about: the URI, header or cookie that hashing policies and caches look at.
package enum KeysSpec: Sendable, Equatable {
  /// `/1` … `/count`, each as likely as the others.
  case uniform(count: Int)
  /// `/1` … `/count`, the n-th with a probability in proportion to n to the power −exponent.
  case zipf(count: Int, exponent: Double)
  /// The given ones in their order, over and over.
  case list([String])

  package var count: Int {
    switch self {
    case .uniform(let count), .zipf(let count, _): count
    case .list(let texts): texts.count
    }
  }

  package func text(_ place: Int) -> String {
    switch self {
    case .uniform, .zipf: "/\(place + 1)"
    case .list(let texts): texts[place]
    }
  }
}
