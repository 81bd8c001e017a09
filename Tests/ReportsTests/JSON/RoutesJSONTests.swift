import Foundation
import Metrics
import Testing

@testable import Reports

@Suite struct RoutesJSONTests {
  @Test func routersAreSortedByName() {
    #expect(RoutesJSON.document(SampleRun.routes).serialized() == Self.golden)
  }

  @Test func itParses() throws {
    let text = RoutesJSON.document(SampleRun.routes).serialized()
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["schema"] as? String == "rhumb.routes/1")
    #expect(object["quiet"] as? Bool == false)
    #expect((object["routers"] as? [String: Any])?.count == 2)
  }

  static let golden = #"""
    {
      "schema": "rhumb.routes/1",
      "at_seconds": 72.5,
      "quiet": false,
      "routers": {
        "r1": {
          "routes": [
            {
              "prefix": "0.0.0.0/0",
              "protocol": "static",
              "distance": 1,
              "metric": 0,
              "next_hops": [
                {"node": "r2", "interface": "eth0", "address": "10.0.1.2"}
              ]
            },
            {
              "prefix": "10.0.1.0/30",
              "protocol": "connected",
              "distance": 0,
              "metric": 0,
              "next_hops": [
                {"node": null, "interface": "eth0", "address": null}
              ]
            },
            {
              "prefix": "10.0.2.0/30",
              "protocol": "rip",
              "distance": 120,
              "metric": 2,
              "next_hops": [
                {"node": "r2", "interface": "eth0", "address": "10.0.1.2"},
                {"node": "r3", "interface": "eth1", "address": "10.0.3.2"}
              ]
            },
            {
              "prefix": "10.9.0.0/16",
              "protocol": "static",
              "distance": 1,
              "metric": 0,
              "next_hops": []
            }
          ]
        },
        "r2": {
          "routes": []
        }
      }
    }

    """#
}
