import Kernel

/// An LSA as a packet carries it: the shared instance and its age there, in seconds (RFC 2328 §12.1.1).
package struct LSAInstance: Sendable {
  package let lsa: LSA
  package let age: Int

  package init(_ lsa: LSA, age: Int) {
    self.lsa = lsa
    self.age = min(max(0, age), OSPF.maxAge)
  }

  package var isMaxAge: Bool { age >= OSPF.maxAge }
}

extension LSAInstance: Equatable {
  package static func == (a: LSAInstance, b: LSAInstance) -> Bool {
    a.lsa.key == b.lsa.key && a.compare(to: b) == .same && a.age == b.age
  }
}

/// How two instances of one LSA relate.
enum Recency {
  case older
  case same
  case newer
}

extension LSAInstance {
  /// RFC 2328 §13.1: which of two instances is more recent.
  func compare(to other: LSAInstance) -> Recency {
    if lsa !== other.lsa {
      if lsa.sequence != other.lsa.sequence { return lsa.sequence > other.lsa.sequence ? .newer : .older }
      if lsa.checksum != other.lsa.checksum { return lsa.checksum > other.lsa.checksum ? .newer : .older }
    }
    if isMaxAge != other.isMaxAge { return isMaxAge ? .newer : .older }
    if abs(age - other.age) > OSPF.maxAgeDifference { return age < other.age ? .newer : .older }
    return .same
  }
}
