import Foundation
import Kernel
import Metrics
import Testing

@testable import Reports

@Suite struct RunJSONTests {
  @Test func theWholeDocument() {
    #expect(RunJSON.document(SampleRun.result).serialized() == Self.golden)
  }

  @Test func itParsesAndHasTheFieldsOfTheContract() throws {
    let text = RunJSON.document(SampleRun.result).serialized()
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["schema"] as? String == "rhumb.run/1")
    for key in [
      "scenario", "seed", "version", "fingerprint", "simulated_seconds", "events_processed", "stopped_by",
      "conservation", "routing", "links", "flows", "services", "expectations",
    ] { #expect(object[key] != nil, "\(key)") }
  }

  @Test func theLedgerAddsUp() throws {
    let text = RunJSON.document(SampleRun.result).serialized()
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let ledger = try #require(object["conservation"] as? [String: Any])
    let dropped = try #require(ledger["dropped"] as? [String: Int]).values.reduce(0, +)
    let sent = try #require(ledger["sent"] as? Int)
    #expect(sent == (ledger["delivered"] as? Int ?? 0) + dropped + (ledger["in_flight"] as? Int ?? 0))
  }

  @Test func everyKeyIsInSnakeCase() throws {
    func check(_ value: JSONValue) {
      switch value {
      case .object(let entries):
        for entry in entries {
          #expect(entry.key.wholeMatch(of: #/[a-z][a-z0-9_]*/#) != nil, "\(entry.key)")
          check(entry.value)
        }
      case .array(let values): values.forEach(check)
      case .null, .bool, .integer, .unsigned, .number, .string: break
      }
    }
    check(RunJSON.document(SampleRun.result))
  }

  @Test func aServiceWithoutRequestsHasNoRatioAndNoLatency() {
    var result = SampleRun.result
    result.services[0].requests = 0
    result.services[0].pending = 0
    result.services[0].latency = nil
    let text = RunJSON.document(result).serialized()
    #expect(text.contains("\"success_ratio\": null"))
    #expect(text.contains("\"latency\": null"))
  }

  static let golden = #"""
    {
      "schema": "rhumb.run/1",
      "scenario": "Two ways & a \"loss\"",
      "seed": 7,
      "version": "0.1.0",
      "fingerprint": "00c0ffee00c0ffee",
      "simulated_seconds": 120,
      "events_processed": 1234567,
      "stopped_by": "duration",
      "conservation": {
        "sent": 50010,
        "copied": 4,
        "delivered": 49990,
        "dropped": {"queue_full": 12, "no_route": 5},
        "in_flight": 3,
        "balanced": true,
        "requests": {"sent": 200, "ok": 190, "failed": 8, "pending": 2}
      },
      "routing": {
        "protocols": [
          {
            "protocol": "rip",
            "messages": 1500,
            "bytes": 78000,
            "settings": {"update": "30s", "split_horizon": "poisoned-reverse"},
            "counters": {"bad_metric": 2}
          }
        ],
        "convergence": [
          {
            "event": "start",
            "time_seconds": 0,
            "detection_seconds": 0,
            "first_route_change_seconds": 0,
            "last_route_change_seconds": 2.5,
            "route_changes": 12,
            "packets_lost": 0,
            "packets_looped": 0
          },
          {
            "event": "down r1 -- r2",
            "time_seconds": 60,
            "detection_seconds": 0,
            "first_route_change_seconds": 1e-06,
            "last_route_change_seconds": 12.345,
            "route_changes": 4,
            "packets_lost": 5,
            "packets_looped": 1
          },
          {
            "event": "up r1 -- r2",
            "time_seconds": 90,
            "detection_seconds": null,
            "first_route_change_seconds": null,
            "last_route_change_seconds": null,
            "route_changes": 0,
            "packets_lost": 0,
            "packets_looped": 0
          }
        ]
      },
      "links": [
        {
          "name": "r1 -- r2",
          "up": true,
          "internal": false,
          "packets": [20000, 100],
          "bytes": [20000000, 10000],
          "dropped": [0, 0],
          "utilization": [0.25, 1.2e-05],
          "queue_peak_packets": [5, 1]
        },
        {
          "name": "r1 -- r2 #2",
          "up": false,
          "internal": false,
          "packets": [30000, 10],
          "bytes": [30000000, 1000],
          "dropped": [12, 0],
          "utilization": [0.3333333333333333, 0],
          "queue_peak_packets": [5, 1]
        },
        {
          "name": "r3 -- sw1",
          "up": true,
          "internal": false,
          "packets": [0, 0],
          "bytes": [0, 0],
          "dropped": [24, 0],
          "utilization": [0, 0],
          "queue_peak_packets": [5, 1]
        }
      ],
      "flows": [
        {
          "name": "bulk",
          "from": "h1",
          "to": "10.0.2.2",
          "sent": 1000,
          "received": 995,
          "lost": 5,
          "marked": 0,
          "received_bytes": 497500,
          "goodput_bytes_per_second": null,
          "delay_mean_seconds": 0.01025,
          "stretch": null,
          "delay_min_seconds": 0.01025,
          "delay_max_seconds": 0.0205,
          "icmp_unreachable": 0,
          "icmp_time_exceeded": 0
        },
        {
          "name": "lost",
          "from": "h1",
          "to": "10.0.2.2",
          "sent": 1000,
          "received": 0,
          "lost": 1000,
          "marked": 0,
          "received_bytes": 0,
          "goodput_bytes_per_second": null,
          "delay_mean_seconds": null,
          "stretch": null,
          "delay_min_seconds": null,
          "delay_max_seconds": null,
          "icmp_unreachable": 900,
          "icmp_time_exceeded": 1
        }
      ],
      "services": [
        {
          "name": "web",
          "policy": "round-robin",
          "requests": 200,
          "outcomes": {"ok": 190, "timeout": 5, "no_backend": 3},
          "pending": 2,
          "attempts": 205,
          "retries": 5,
          "hedges": 0,
          "success_ratio": 0.9595959595959596,
          "latency": {
            "mean_seconds": 0.012,
            "p50_seconds": 0.01,
            "p90_seconds": 0.02,
            "p99_seconds": 0.045,
            "p999_seconds": 0.0555,
            "max_seconds": 0.056789
          },
          "backends": [
            {
              "name": "web-1",
              "weight": 2,
              "requests": 150,
              "utilization": 0.9,
              "queue": {"mean": 1.25, "peak": 7},
              "healthy": true
            },
            {
              "name": "web-2",
              "weight": 1,
              "requests": 50,
              "utilization": 0.3,
              "queue": {"mean": 0, "peak": 0},
              "healthy": false
            }
          ]
        }
      ],
      "bridges": [
        {
          "name": "sw1",
          "stp": "rstp",
          "root": true,
          "ports": [
            {"link": "r1 -- r2", "role": "designated", "state": "forwarding"},
            {"link": "r1 -- r2 #2", "role": "disabled", "state": "discarding"}
          ],
          "looped_frames": 0
        }
      ],
      "expectations": [
        {
          "metric": "flows.bulk.lost",
          "expected": "at most 5",
          "actual": 5,
          "met": true,
          "message": "flows.bulk.lost should be at most 5 and is 5."
        },
        {
          "metric": "services.web.latency.p99",
          "expected": "at most 40ms",
          "actual": 0.045,
          "met": false,
          "message": "services.web.latency.p99 should be at most 40ms and is 45ms."
        },
        {
          "metric": "flows.other.lost",
          "expected": "0",
          "actual": null,
          "met": false,
          "message": "flows.other.lost should be 0, but has no value in this run."
        }
      ],
      "notices": ["Routing had not settled: r1 | r2."]
    }

    """#
}
