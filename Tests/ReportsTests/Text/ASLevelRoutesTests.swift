import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Reports

/// AS 30 originates; 20 goes to it, 10 by way of 20, 40 has no route, 50 and 60 still send to each other.
@Suite struct ASLevelRoutesTests {
  private static func result() throws -> ASLevelResult {
    var level = ASLevelResult(ases: 6, links: 5)
    level.numbers = [10, 20, 30, 40, 50, 60]
    var prefix = ASLevelResult.Prefix(prefix: try #require(IPv4Prefix("10.1.0.0/16")))
    prefix.state = ASLevelResult.State(
      next: [1, 2, 2, .max, 5, 4], lengths: [2, 1, 0, 0, 3, 3], origins: [2, 2, 2, .max, 2, 2])
    level.prefixes = [prefix]
    return level
  }

  @Test func eachASHasTheWayThatItsPacketsTake() throws {
    #expect(
      ASLevelRoutes(try Self.result(), only: [], at: .seconds(70)).text == """
        Codes: B BGP; > selected, * in the forwarding table
        At 70s

        as10
        B>* 10.1.0.0/16 via as20, path 20 30

        as20
        B>* 10.1.0.0/16 via as30, path 30

        as30
        B>* 10.1.0.0/16 is its own

        as40
          no routes

        as50
        B>* 10.1.0.0/16 via as60, path 60 50

        as60
        B>* 10.1.0.0/16 via as50, path 50 60

        """)
  }

  @Test func whatIsUnderWayIsSaid() throws {
    var level = try Self.result()
    #expect(ASLevelRoutes(level, only: [], at: .zero).json.serialized().contains("\"quiet\": true"))
    level.prefixes[0].isQuiet = false
    let routes = ASLevelRoutes(level, only: [], at: .milliseconds(1))
    #expect(routes.text.contains("\nAt 1ms, routing has not settled\n"))
    #expect(routes.json.serialized().contains("\"quiet\": false"))
  }

  @Test func onlyThoseNamedAreShown() throws {
    let json = ASLevelRoutes(try Self.result(), only: [10], at: .seconds(70)).json.serialized()
    #expect(json.contains("\"as10\""))
    #expect(!json.contains("\"as30\": {"))
    #expect(json.contains("\"rhumb.routes/1\""))
    // Every key of the contract is there, null where an AS has no such thing.
    for key in [
      "at_seconds", "quiet", "prefix", "protocol", "distance", "metric", "next_hops", "node", "interface",
      "address", "best", "reason", "from", "as_path", "local_preference", "med", "origin", "next_hop",
      "communities", "originator_id", "cluster_list",
    ] {
      #expect(json.contains("\"\(key)\":"), "\(key)")
    }
  }
}
