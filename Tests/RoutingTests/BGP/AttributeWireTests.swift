import NetworkModel
import Testing

@testable import Routing

@Suite struct AttributeWireTests {
  private static let whole: [UInt8] = [
    0x40, 1, 1, 0, 0x40, 2, 6, 2, 1, 0, 0, 0, 7, 0x40, 3, 4, 192, 0, 2, 1,
  ]

  private static func faults(_ more: [UInt8], requires: Bool = true) -> [AttributeFault] {
    AttributeDecoding((whole + more)[...], requires: requires).faults
  }

  @Test func wellFormedAttributesHaveNoFault_RFC4271_4_3() {
    let decoding = AttributeDecoding(Self.whole[...])
    #expect(decoding.faults.isEmpty)
    #expect(decoding.attributes.asPath == ASPath([7]))
    #expect(decoding.attributes.nextHop == IPv4Address(192, 0, 2, 1))
    #expect(AttributeEncoding.encode(decoding.attributes) == Self.whole)
  }

  /// A path of more than 255 octets has the Extended Length bit.
  @Test func longPathsHaveTwoOctetsOfLength_RFC4271_4_3() {
    var attributes = PathAttributes()
    attributes.asPath = ASPath(Array(1...100))
    let bytes = AttributeEncoding.encode(attributes)
    #expect(Array(bytes[4..<8]) == [0x50, 2, 1, 0x92])
    #expect(AttributeDecoding(bytes[...]).attributes == attributes)
  }

  @Test(arguments: 0..<11) func faultsAreTold_RFC7606_7(number: Int) {
    let cases: [([UInt8], AttributeFault)] = [
      ([0x80, 4, 3, 0, 0, 1], .multiExitDiscriminator),  // §7.4: not four octets
      ([0x40, 5, 1, 100], .localPreference),  // §7.5
      ([0x40, 6, 1, 0], .atomicAggregate),  // §7.6: not empty
      ([0xC0, 7, 6, 0, 1, 10, 0, 0, 1], .aggregator),  // §7.7: six octets where AS numbers have four
      ([0xC0, 8, 3, 0, 0, 1], .communities),  // §7.8: no multiple of four
      ([0xC0, 8, 0], .communities),  // §7.8: empty
      ([0x80, 9, 5, 1, 1, 1, 1, 1], .originatorID),  // §7.9
      ([0x80, 10, 2, 1, 1], .clusterList),  // §7.10
      ([0x40, 8, 4, 0, 0, 0, 1], .flags),  // §3 c: communities are optional
      ([0x80, 4, 9, 0, 0, 1], .length),  // §4: longer than the field
      ([0xC0, 35, 2, 0, 1], .onlyToCustomer),  // RFC 9234 §5
    ]
    #expect(Self.faults(cases[number].0) == [cases[number].1])
  }

  @Test func mandatoryAttributesMustBeThere_RFC7606_3_d() {
    #expect(AttributeDecoding([]).faults == [.missing])
    #expect(AttributeDecoding(Self.whole.dropFirst(4)).faults == [.missing])
    #expect(AttributeFault.missing.treatment(isExternal: true) == .treatAsWithdraw)
  }

  @Test(arguments: [[0x40, 1, 1, 3], [0x40, 1, 2, 0, 0]] as [[UInt8]])
  func undefinedOriginIsMalformed_RFC7606_7_1(octets: [UInt8]) {
    #expect(AttributeDecoding(octets[...], requires: false).faults == [.origin])
  }

  /// A segment of a type that is none, one without ASes, one longer than the attribute, and half a number.
  @Test(arguments: [[9, 1, 0, 0, 0, 7], [2, 0], [2, 2, 0, 0, 0, 7], [2, 1, 0, 0]] as [[UInt8]])
  func brokenPathIsMalformed_RFC7606_7_2(value: [UInt8]) {
    let octets: [UInt8] = [0x40, 2, UInt8(value.count)] + value
    #expect(AttributeDecoding(octets[...], requires: false).faults == [.asPath])
  }

  @Test func firstOfTwoCounts_RFC7606_3_g() {
    let decoding = AttributeDecoding((Self.whole + [0x40, 1, 1, 2, 0x80, 4, 4, 0, 0, 0, 5])[...])
    #expect(decoding.faults.isEmpty)
    #expect(decoding.attributes.origin == .igp)
    #expect(decoding.attributes.multiExitDiscriminator == 5)
  }

  /// An optional attribute that is not known is passed over; a well-known one ends the session.
  @Test func unknownAttributes_RFC4271_6_3() {
    #expect(AttributeDecoding((Self.whole + [0xC0, 99, 2, 1, 2])[...]).unknown == [99])
    #expect(AttributeDecoding((Self.whole + [0x40, 99, 0])[...]).notification == .unrecognizedAttribute)
  }

  /// §6.3's way of reading prefixes: what is longer than 32 bits, or cut off, is none.
  @Test func prefixesHaveAsManyOctetsAsTheyNeed_RFC4271_4_3() {
    for length in 0...32 {
      let prefix = IPv4Prefix(IPv4Address(203, 113, 255, 255), length: length)
      var bytes: [UInt8] = []
      PrefixEncoding.append(prefix, to: &bytes)
      #expect(bytes.count == 1 + (length + 7) / 8)
      var reader = ByteReader(bytes)
      #expect(PrefixEncoding.read(&reader) == prefix)
    }
    for bytes in [[33, 1, 2, 3, 4, 5], [24, 1, 2], []] as [[UInt8]] {
      var reader = ByteReader(bytes)
      #expect(PrefixEncoding.read(&reader) == nil)
    }
  }
}
