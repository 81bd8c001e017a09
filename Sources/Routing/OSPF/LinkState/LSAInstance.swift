import Kernel

/// An LSA as a packet or a list carries it: which instance, and its age there in seconds (RFC 2328 §12.1.1).
///
/// Sixteen plain bytes: cold starts move millions of them. The LSA is not counted as a reference; the numbering that it was
/// made with keeps it (`LinkStateNumbering.keep`).
package struct LSAInstance: Sendable, BitwiseCopyable {
  private let reference: Unmanaged<LSA>
  private let shortNumber: Int32
  private let shortAge: UInt16
  /// Of the domain's scope, not of an area's.
  let isWide: Bool

  package init(_ lsa: LSA, age: Int) {
    reference = Unmanaged.passUnretained(lsa)
    shortNumber = Int32(truncatingIfNeeded: lsa.number)
    shortAge = UInt16(truncatingIfNeeded: min(max(0, age), OSPF.maxAge))
    isWide = lsa.key.type.hasDomainScope
  }

  private init(_ other: LSAInstance, age: Int) {
    reference = other.reference
    shortNumber = other.shortNumber
    shortAge = UInt16(truncatingIfNeeded: min(max(0, age), OSPF.maxAge))
    isWide = other.isWide
  }

  var unmanaged: Unmanaged<LSA> { reference }
  package var lsa: LSA { reference._withUnsafeGuaranteedRef { $0 } }
  package var age: Int { Int(shortAge) }
  package var isMaxAge: Bool { Int(shortAge) >= OSPF.maxAge }

  /// The LSA's place in the databases of its scope.
  var number: Int { Int(shortNumber) }
  var identity: UnsafeMutableRawPointer { reference.toOpaque() }
  /// What the LSA describes, without counting a reference to it.
  var vertex: Int { reference._withUnsafeGuaranteedRef { $0.vertex } }
  /// Header and body in bytes.
  var length: Int { reference._withUnsafeGuaranteedRef { $0.length } }
  var key: LSAKey { reference._withUnsafeGuaranteedRef { $0.key } }

  /// The same instance, so many seconds older.
  func aged(by seconds: Int) -> LSAInstance { LSAInstance(self, age: age + seconds) }
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
    if identity != other.identity {
      if lsa.sequence != other.lsa.sequence { return lsa.sequence > other.lsa.sequence ? .newer : .older }
      if lsa.checksum != other.lsa.checksum { return lsa.checksum > other.lsa.checksum ? .newer : .older }
    }
    if isMaxAge != other.isMaxAge { return isMaxAge ? .newer : .older }
    if abs(age - other.age) > OSPF.maxAgeDifference { return age < other.age ? .newer : .older }
    return .same
  }
}
