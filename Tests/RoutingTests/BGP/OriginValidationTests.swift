import NetworkModel
import Testing

@testable import Routing

/// RFC 6811 §2, and the examples of path verification by ASPA.
@Suite struct OriginValidationTests {
  private static func prefix(_ text: String) throws -> IPv4Prefix { try #require(IPv4Prefix(text)) }

  @Test func routeIsValidByOneMatchingPayload_RFC6811_2() throws {
    let validation = OriginValidation([
      .init(prefix: try Self.prefix("10.0.0.0/16"), maximumLength: 20, origin: 1),
      .init(prefix: try Self.prefix("10.0.0.0/16"), origin: 2),
    ])
    let cases: [(String, UInt32?, OriginValidation.State)] = [
      ("10.0.0.0/16", 1, .valid), ("10.0.0.0/16", 2, .valid), ("10.0.16.0/20", 1, .valid),
      // Longer than the maximum length; by the wrong AS; with an origin that nobody knows.
      ("10.0.16.0/21", 1, .invalid), ("10.0.16.0/20", 2, .invalid), ("10.0.0.0/16", 3, .invalid),
      ("10.0.0.0/16", nil, .invalid),
      // No payload covers it: shorter, or elsewhere.
      ("10.0.0.0/15", 1, .notFound), ("11.0.0.0/16", 1, .notFound),
    ]
    for (text, origin, state) in cases {
      #expect(
        validation.state(of: try Self.prefix(text), origin: origin) == state, "\(text) by \(origin ?? 0)")
    }
  }

  /// RFC 6483 §4, RFC 6811 §2: AS 0 never matches, so that its payload says that nobody may originate the prefix.
  @Test func noRouteMatchesASZero_RFC6811_2() throws {
    let prefix = try Self.prefix("10.0.0.0/8")
    let validation = OriginValidation([.init(prefix: prefix, origin: 0)])
    #expect(validation.state(of: prefix, origin: 0) == .invalid)
    #expect(validation.state(of: prefix, origin: 1) == .invalid)
  }

  /// 1 and 2 are customers of 10; 10 and 20 peers, 3 a customer of 20.
  private static let authorization = ProviderAuthorization(providers: [
    1: [10], 2: [10], 3: [20], 10: [], 20: [],
  ])

  @Test func pathsFromBelowMustLeadUp() {
    #expect(Self.authorization.verify(ASPath([10, 1]), from: .customer) == .valid)
    #expect(Self.authorization.verify(ASPath([10, 1]), from: .peer) == .valid)
    // 3 leaks 20's route to its other neighbour: the hop from 20 to 3 does not lead up.
    #expect(Self.authorization.verify(ASPath([3, 20]), from: .customer) == .invalid)
    #expect(Self.authorization.verify(ASPath([10, 10, 4]), from: .customer) == .unknown)
  }

  @Test func pathsFromAboveMayCrossOnePeering() {
    #expect(Self.authorization.verify(ASPath([20, 10, 1]), from: .provider) == .valid)
    // Up to 10, down to 2, and up again: a leak by 2.
    #expect(Self.authorization.verify(ASPath([20, 2, 10, 1]), from: .provider) == .invalid)
  }

  @Test func setsAreInvalid() {
    var path = ASPath([10])
    path.segments.append(ASPath.Segment(.set, [1, 2]))
    #expect(Self.authorization.verify(path, from: .provider) == .invalid)
  }
}
