import NetworkModel

/// Path attributes read from octets, with what is wrong with them (RFC 7606).
package struct AttributeDecoding: Sendable {
  package private(set) var attributes = PathAttributes()
  /// In the order of the octets, each kind once; what is to be done about it is `AttributeFault.treatment`.
  package private(set) var faults: [AttributeFault] = []
  /// Type codes of attributes that are not read here (RFC 4271 §5: an optional one is passed over).
  package private(set) var unknown: [UInt8] = []
  /// A well-known attribute that is not known (RFC 4271 §6.3): the session cannot go on.
  package private(set) var notification: BGPNotification?

  private var seen: Set<UInt8> = []
  private let numberOctets: Int

  /// - Parameters:
  ///   - octets: the Path Attributes field.
  ///   - has4OctetNumbers: how the session writes AS numbers (RFC 6793).
  ///   - requires: the well-known mandatory attributes are there (RFC 7606 §3 d).
  package init(_ octets: ArraySlice<UInt8>, has4OctetNumbers: Bool = true, requires: Bool = true) {
    numberOctets = has4OctetNumbers ? 4 : 2
    var reader = ByteReader(octets)
    while reader.remaining > 0, notification == nil {
      guard let flags = reader.byte(), let code = reader.byte(),
        let length = flags & 0x10 != 0 ? reader.number16() : reader.byte().map({ Int($0) }),
        let value = reader.take(length)
      else {
        // RFC 7606 §4: the rest of the field is too short for an attribute: the last one is not there.
        fault(.length)
        break
      }
      // RFC 7606 §3 g: of an attribute that comes twice the first one counts.
      guard seen.insert(code).inserted else { continue }
      take(code, flags, value)
    }
    if requires {
      for code in [AttributeCode.origin, .asPath, .nextHop] where !seen.contains(code.rawValue) {
        fault(.missing)
      }
    }
  }

  private mutating func fault(_ fault: AttributeFault) {
    if !faults.contains(fault) { faults.append(fault) }
  }

  private mutating func take(_ number: UInt8, _ flags: UInt8, _ value: ArraySlice<UInt8>) {
    guard let code = AttributeCode(rawValue: number) else {
      if flags & 0x80 == 0 { notification = .unrecognizedAttribute } else { unknown.append(number) }
      return
    }
    // RFC 7606 §3 c: flags that are not the attribute's. MRT's writers leave the Partial bit as it came.
    if flags & 0xC0 != code.flags { return fault(.flags) }
    switch code {
    case .origin:
      guard value.count == 1, let origin = value.first.flatMap({ PathAttributes.Origin(rawValue: Int($0)) })
      else { return fault(.origin) }
      attributes.origin = origin
    case .asPath:
      guard let path = path(value, numberOctets) else { return fault(.asPath) }
      attributes.asPath = path
    case .nextHop:
      guard let bits = single(value) else { return fault(.nextHop) }
      attributes.nextHop = IPv4Address(bits: bits)
    case .multiExitDiscriminator:
      guard let number = single(value) else { return fault(.multiExitDiscriminator) }
      attributes.multiExitDiscriminator = number
    case .localPreference:
      guard let number = single(value) else { return fault(.localPreference) }
      attributes.localPreference = number
    case .atomicAggregate:
      if value.isEmpty { attributes.atomicAggregate = true } else { fault(.atomicAggregate) }
    case .aggregator: aggregator(value)
    case .communities:
      guard let numbers = several(value, of: 1) else { return fault(.communities) }
      attributes.communities = Set(numbers.map { Community($0) }).sorted()
    case .originatorID:
      guard let bits = single(value) else { return fault(.originatorID) }
      attributes.originatorID = IPv4Address(bits: bits)
    case .clusterList:
      guard let numbers = several(value, of: 1) else { return fault(.clusterList) }
      attributes.clusterList = numbers.map { IPv4Address(bits: $0) }
    case .largeCommunities:
      guard let numbers = several(value, of: 3) else { return fault(.communities) }
      let values = stride(from: 0, to: numbers.count, by: 3).map {
        LargeCommunity(numbers[$0], numbers[$0 + 1], numbers[$0 + 2])
      }
      attributes.largeCommunities = Set(values).sorted()
    case .onlyToCustomer:
      // RFC 9234 §5: a length other than 4 makes the route a withdrawn one.
      guard let number = single(value) else { return fault(.onlyToCustomer) }
      attributes.onlyToCustomer = number
    }
  }

  private mutating func aggregator(_ value: ArraySlice<UInt8>) {
    var reader = ByteReader(value)
    let number = numberOctets == 4 ? reader.number32() : reader.number16().map { UInt32($0) }
    guard let number, let address = reader.number32(), reader.remaining == 0 else {
      return fault(.aggregator)
    }
    attributes.aggregator = .init(number: number, address: IPv4Address(bits: address))
  }

  private func single(_ value: ArraySlice<UInt8>) -> UInt32? {
    var reader = ByteReader(value)
    return value.count == 4 ? reader.number32() : nil
  }

  /// RFC 7606 §7.8, §7.10: a multiple of the size, and not nothing.
  private func several(_ value: ArraySlice<UInt8>, of count: Int) -> [UInt32]? {
    guard !value.isEmpty, value.count % (4 * count) == 0 else { return nil }
    var reader = ByteReader(value)
    return (0..<(value.count / 4)).compactMap { _ in reader.number32() }
  }

  /// RFC 7606 §7.2: nil for a segment of an unknown type, without ASes, or longer than the attribute.
  private func path(_ value: ArraySlice<UInt8>, _ octets: Int) -> ASPath? {
    var reader = ByteReader(value)
    var path = ASPath()
    while reader.remaining > 0 {
      guard let kind = reader.byte().flatMap({ ASPath.Kind(rawValue: Int($0)) }), let count = reader.byte(),
        count > 0
      else { return nil }
      var numbers: [UInt32] = []
      for _ in 0..<count {
        guard let number = octets == 4 ? reader.number32() : reader.number16().map({ UInt32($0) }) else {
          return nil
        }
        numbers.append(number)
      }
      if kind == .set || kind == .confederationSet { numbers.sort() }
      path.segments.append(ASPath.Segment(kind, numbers))
    }
    return path
  }
}
