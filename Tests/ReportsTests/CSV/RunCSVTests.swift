import Metrics
import Testing

@testable import Reports

@Suite struct RunCSVTests {
  @Test func theMetrics() { #expect(RunCSV.metrics(SampleRun.result) == Self.metrics) }

  @Test func theRequests() { #expect(RunCSV.requests(SampleRun.result) == Self.requests) }

  @Test func theEvents() { #expect(RunCSV.events(SampleRun.result) == Self.events) }

  @Test func samplesAndTotalsNameADirectionAlike() {
    let entities = RunCSV.metrics(SampleRun.result).split(separator: "\n")
      .map { $0.split(separator: ",")[1] }
    #expect(entities.filter { $0 == "r1 -- r2 from r1" }.count == 4)
  }

  @Test func noRowStandsTwiceForOneTime() {
    var result = SampleRun.result
    result.convergence.append(ConvergenceEntry(event: "down r1 -- r2", time: .seconds(100)))
    let keys = RunCSV.metrics(result).split(separator: "\n").map { $0.split(separator: ",").prefix(3) }
    #expect(Set(keys.map { $0.joined(separator: ",") }).count == keys.count)
  }

  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"no\"", "\"say \"\"no\"\"\""),
    ("two\nlines", "\"two\nlines\""), ("two\r\nlines", "\"two\r\nlines\""),
  ])
  func whatNeedsQuotesGetsThem_RFC4180_2(text: String, quoted: String) {
    #expect(RunCSV.quote(text) == quoted)
  }

  @Test func withoutRecordsThereIsTheHeader() {
    var result = SampleRun.result
    result.requests = []
    result.log = []
    #expect(RunCSV.requests(result) == "id,time_s,client,service,backend,outcome,latency_s,retries\n")
    #expect(RunCSV.events(result) == "time_s,kind,entity,detail\n")
  }

  static let metrics = #"""
    time_s,entity,metric,value
    60,r1 -- r2 from r1,link_queue_packets,3
    120,network,packets_sent_total,50010
    120,network,packets_delivered_total,49990
    120,queue-full,packets_dropped_total,12
    120,no-route,packets_dropped_total,5
    120,network,packets_in_flight,3
    120,rip,routing_messages_total,1500
    120,rip,routing_bytes_total,78000
    0,start,convergence_seconds,2.5
    0,start,convergence_packets_lost_total,0
    0,start,convergence_packets_looped_total,0
    60,down r1 -- r2,convergence_seconds,12.345
    60,down r1 -- r2,convergence_packets_lost_total,5
    60,down r1 -- r2,convergence_packets_looped_total,1
    90,up r1 -- r2,convergence_seconds,0
    90,up r1 -- r2,convergence_packets_lost_total,0
    90,up r1 -- r2,convergence_packets_looped_total,0
    120,r1 -- r2 from r1,link_utilization_ratio,0.25
    120,r1 -- r2 from r2,link_utilization_ratio,1.2e-05
    120,r1 -- r2 from r1,link_bytes_total,20000000
    120,r1 -- r2 from r2,link_bytes_total,10000
    120,r1 -- r2 from r1,link_dropped_total,0
    120,r1 -- r2 from r2,link_dropped_total,0
    120,r1 -- r2 #2 from r1,link_utilization_ratio,0.3333333333333333
    120,r1 -- r2 #2 from r2,link_utilization_ratio,0
    120,r1 -- r2 #2 from r1,link_bytes_total,30000000
    120,r1 -- r2 #2 from r2,link_bytes_total,1000
    120,r1 -- r2 #2 from r1,link_dropped_total,12
    120,r1 -- r2 #2 from r2,link_dropped_total,0
    120,r3 -- sw1 from r3,link_utilization_ratio,0
    120,r3 -- sw1 from sw1,link_utilization_ratio,0
    120,r3 -- sw1 from r3,link_bytes_total,0
    120,r3 -- sw1 from sw1,link_bytes_total,0
    120,r3 -- sw1 from r3,link_dropped_total,24
    120,r3 -- sw1 from sw1,link_dropped_total,0
    120,bulk,flow_packets_sent_total,1000
    120,bulk,flow_packets_received_total,995
    120,bulk,flow_packets_lost_total,5
    120,bulk,flow_delay_mean_seconds,0.01025
    120,bulk,flow_delay_max_seconds,0.0205
    120,lost,flow_packets_sent_total,1000
    120,lost,flow_packets_received_total,0
    120,lost,flow_packets_lost_total,1000
    120,web,service_requests_total,200
    120,web/ok,service_outcomes_total,190
    120,web/timeout,service_outcomes_total,5
    120,web/no-backend,service_outcomes_total,3
    120,web,service_latency_mean_seconds,0.012
    120,web,service_latency_p50_seconds,0.01
    120,web,service_latency_p90_seconds,0.02
    120,web,service_latency_p99_seconds,0.045
    120,web,service_latency_p999_seconds,0.0555
    120,web,service_latency_max_seconds,0.056789
    120,web/web-1,backend_requests_total,150
    120,web/web-1,backend_utilization_ratio,0.9
    120,web/web-2,backend_requests_total,50
    120,web/web-2,backend_utilization_ratio,0.3

    """#

  static let requests = #"""
    id,time_s,client,service,backend,outcome,latency_s,retries
    1,0.002,client,web,web-1,ok,0.0125,0
    3,0.004,"client, old",web,,no-backend,0,1

    """#

  static let events = #"""
    time_s,kind,entity,detail
    60,scenario-event,down r1 -- r2,
    60.5,route-change,r1,"10.0.2.0/30, ""rip"" [120/2]"

    """#
}
