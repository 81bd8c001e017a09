import NetworkModel

/// Adj-RIB-In or Adj-RIB-Out of one session: a path for each prefix, or several with identifiers where the session has
/// add-path (RFC 7911 §3). Without it the identifier is 0.
package struct AdjacentRIB<Value: Sendable>: Sendable {
  private var plain: [IPv4Prefix: Value] = [:]
  private var identified: [IPv4Prefix: [UInt32: Value]] = [:]

  package init() {}

  package subscript(prefix: IPv4Prefix, identifier: UInt32 = 0) -> Value? {
    get { identifier == 0 ? plain[prefix] : identified[prefix]?[identifier] }
    set {
      if identifier == 0 {
        plain[prefix] = newValue
      } else {
        identified[prefix, default: [:]][identifier] = newValue
        if identified[prefix]?.isEmpty ?? false { identified[prefix] = nil }
      }
    }
  }

  package func isSame(as other: AdjacentRIB, by isEqual: (Value, Value) -> Bool) -> Bool {
    guard plain.count == other.plain.count, identified.count == other.identified.count else { return false }
    for (prefix, value) in plain {
      guard let known = other.plain[prefix], isEqual(value, known) else { return false }
    }
    for (prefix, values) in identified {
      guard let known = other.identified[prefix], known.count == values.count else { return false }
      for (identifier, value) in values {
        guard let old = known[identifier], isEqual(value, old) else { return false }
      }
    }
    return true
  }

  /// Without the others.
  package func only(_ isMeant: (IPv4Prefix) -> Bool) -> AdjacentRIB {
    var result = self
    result.plain = plain.filter { isMeant($0.key) }
    result.identified = identified.filter { isMeant($0.key) }
    return result
  }

  package mutating func change(_ body: (inout Value) -> Void) {
    plain = plain.mapValues { Self.changed($0, body) }
    identified = identified.mapValues { $0.mapValues { Self.changed($0, body) } }
  }

  private static func changed(_ value: Value, _ body: (inout Value) -> Void) -> Value {
    var value = value
    body(&value)
    return value
  }

  /// Returns the prefixes concerned, sorted.
  package mutating func removeAll(where holds: (Value) -> Bool) -> [IPv4Prefix] {
    let gone = entries.filter { holds($0.value) }
    for entry in gone { self[entry.prefix, entry.identifier] = nil }
    return Set(gone.map(\.prefix)).sorted()
  }

  /// The paths of one prefix, by identifier.
  package func paths(of prefix: IPv4Prefix) -> [(identifier: UInt32, value: Value)] {
    var result: [(identifier: UInt32, value: Value)] = []
    forEachPath(of: prefix) { result.append(($0, $1)) }
    return result
  }

  /// The same, one by one.
  package func forEachPath(of prefix: IPv4Prefix, _ body: (_ identifier: UInt32, _ value: Value) -> Void) {
    if let value = plain[prefix] { body(0, value) }
    guard !identified.isEmpty, let values = identified[prefix] else { return }
    for (identifier, value) in values.sorted(by: { $0.key < $1.key }) { body(identifier, value) }
  }

  /// In no order.
  package var prefixes: Set<IPv4Prefix> {
    identified.isEmpty ? Set(plain.keys) : Set(plain.keys).union(identified.keys)
  }

  package var count: Int { plain.count + identified.values.reduce(0) { $0 + $1.count } }

  /// Sorted by prefix and identifier.
  package var entries: [(prefix: IPv4Prefix, identifier: UInt32, value: Value)] {
    prefixes.sorted().flatMap { prefix in paths(of: prefix).map { (prefix, $0.identifier, $0.value) } }
  }

  package func count(where holds: (Value) -> Bool) -> Int {
    plain.values.count(where: holds) + identified.values.reduce(0) { $0 + $1.values.count(where: holds) }
  }
}
