import NetworkModel

/// Route origin validation (RFC 6811): which AS may originate which prefix.
package struct OriginValidation: Sendable, Equatable {
  /// A validated ROA payload: the prefix, and more specific ones up to the length, belong to the AS.
  package struct Payload: Sendable, Equatable {
    package let prefix: IPv4Prefix
    package let maximumLength: Int
    package let origin: UInt32

    package init(prefix: IPv4Prefix, maximumLength: Int? = nil, origin: UInt32) {
      self.prefix = prefix
      self.maximumLength = max(prefix.length, maximumLength ?? prefix.length)
      self.origin = origin
    }
  }

  package enum State: String, Sendable {
    case valid
    case invalid
    case notFound = "not found"
  }

  package let payloads: [Payload]

  package init(_ payloads: [Payload]) { self.payloads = payloads }

  /// RFC 6811 §2: not found when no payload covers the prefix; valid when one that does matches length and origin.
  ///
  /// - Parameter origin: nil for a path that ends in an AS_SET, which matches nothing.
  package func state(of prefix: IPv4Prefix, origin: UInt32?) -> State {
    let covering = payloads.filter { $0.prefix.contains(prefix) }
    if covering.isEmpty { return .notFound }
    let matches = covering.contains {
      $0.maximumLength >= prefix.length && $0.origin == origin && $0.origin != 0
    }
    return matches ? .valid : .invalid
  }
}
