import NetworkModel

/// Type codes of path attributes (IANA's registry).
package enum AttributeCode: UInt8, Sendable, CaseIterable {
  case origin = 1
  case asPath = 2
  case nextHop = 3
  case multiExitDiscriminator = 4
  case localPreference = 5
  case atomicAggregate = 6
  case aggregator = 7
  case communities = 8
  case originatorID = 9
  case clusterList = 10
  case largeCommunities = 32
  case onlyToCustomer = 35

  /// Optional and Transitive bits (RFC 4271 §5, RFC 1997, RFC 4456 §8, RFC 8092 §3, RFC 9234 §5).
  package var flags: UInt8 {
    switch self {
    case .origin, .asPath, .nextHop, .localPreference, .atomicAggregate: 0x40
    case .multiExitDiscriminator, .originatorID, .clusterList: 0x80
    case .aggregator, .communities, .largeCommunities, .onlyToCustomer: 0xC0
    }
  }
}

/// Path attributes as octets (RFC 4271 §4.3), AS numbers in four (RFC 6793).
package enum AttributeEncoding {
  package static func encode(_ attributes: PathAttributes) -> [UInt8] {
    var bytes: [UInt8] = []
    append(.origin, [UInt8(attributes.origin.rawValue)], to: &bytes)
    append(.asPath, path(attributes.asPath), to: &bytes)
    append(.nextHop, number(attributes.nextHop.bits), to: &bytes)
    if let value = attributes.multiExitDiscriminator {
      append(.multiExitDiscriminator, number(value), to: &bytes)
    }
    if let value = attributes.localPreference { append(.localPreference, number(value), to: &bytes) }
    if attributes.atomicAggregate { append(.atomicAggregate, [], to: &bytes) }
    if let maker = attributes.aggregator {
      append(.aggregator, number(maker.number) + number(maker.address.bits), to: &bytes)
    }
    if !attributes.communities.isEmpty {
      append(.communities, attributes.communities.flatMap { number($0.value) }, to: &bytes)
    }
    if let value = attributes.originatorID { append(.originatorID, number(value.bits), to: &bytes) }
    if !attributes.clusterList.isEmpty {
      append(.clusterList, attributes.clusterList.flatMap { number($0.bits) }, to: &bytes)
    }
    if !attributes.largeCommunities.isEmpty {
      let values = attributes.largeCommunities.flatMap {
        number($0.administrator) + number($0.first) + number($0.second)
      }
      append(.largeCommunities, values, to: &bytes)
    }
    if let value = attributes.onlyToCustomer { append(.onlyToCustomer, number(value), to: &bytes) }
    return bytes
  }

  private static func append(_ code: AttributeCode, _ value: [UInt8], to bytes: inout [UInt8]) {
    // The Extended Length bit only where it is needed.
    bytes.append(value.count > 255 ? code.flags | 0x10 : code.flags)
    bytes.append(code.rawValue)
    if value.count > 255 { bytes.append16(value.count) } else { bytes.append(UInt8(value.count)) }
    bytes += value
  }

  private static func number(_ value: UInt32) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append32(value)
    return bytes
  }

  private static func path(_ path: ASPath) -> [UInt8] {
    path.segments.flatMap { segment -> [UInt8] in
      // §4.3: the count is one octet.
      let numbers = segment.numbers.prefix(255)
      return [UInt8(segment.kind.rawValue), UInt8(numbers.count)] + numbers.flatMap { number($0) }
    }
  }
}
