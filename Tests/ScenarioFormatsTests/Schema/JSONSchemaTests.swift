import Foundation
import Testing

@testable import ScenarioFormats

@Suite struct JSONSchemaTests {
  /// Everything that a scenario may say, in every form in which it may be said.
  static let complete = """
    title: 2024
    about: everything
    seed: 1e3
    duration: 5min
    event-limit: 1000000
    x-slow: &slow {bandwidth: 64kbps, delay: 1.5 s, queue: 64KiB}
    network:
      arp: all
      defaults: {link: {bandwidth: 1Gbps, delay: 0, queue: 100 packets, loss: 0.001, mtu: 1500B, cost: 2}}
      routers:
        r1: {as: 65001, router-id: 1.1.1.1, loopback: 10.255.0.1, stubs: [192.168.1.0/24, 10.9.9.9], area: 0}
        r2: {loopback: 10.255.0.2/32, position: [-122.3, 47], label: 2}
        r3:
      hosts:
        h1: {cpus: 4, label: yes}
        h2: {cpus: "0.5"}
        4: {gateway: 10.40.0.1}
      bridges:
        sw1: {stp: off, subnet: 10.50.0.0/24, priority: 4096, ageing: 300s}
        sw2: {stp: rstp}
        sw3:
      networks:
        front: {driver: bridge, on: h1, subnet: 172.18.0.0/16, gateway: 172.18.0.9}
        back: {on: [h1]}
      containers:
        web: {replicas: 3, on: h1, networks: [front, back], cpus: 0.5, ports: ["8080:80", 90, "53:53/udp"]}
        db: {networks: [back]}
      links:
        - r1 -- r2
        - r2--r3
        - {<<: *slow, between: [r1, r3], cost: [10, 20], loss: 0.1%, mtu: 9000}
        - {between: [r1, h1], addresses: [10.20.0.1/30, 10.20.0.2/30], area: 1, relation: customer-provider}
        - {between: [r1, 4], addresses: [10.40.0.1/24, null]}
        - {between: [sw1, h2]}
        - sw1 -- r2
      generate: {ring: {nodes: 3, stubs: true}, leaf-spine: }
      import:
    routing:
      protocol: [static, rip]
      profile: frr
      rip:
        {update: 30s, timeout: 180s, garbage: 120s, split-horizon: none, triggered: false, jitter: 15%, ecmp: 4,
         default-metric: 3, redistribute: [connected, static]}
      static:
        - {on: r1, prefix: 0.0.0.0/0, via: r2, distance: 5}
        - {on: r1, prefix: 10.99.0.0/16}
    services:
      web:
        backends: {web: , db: {weight: 2, service-time: 20ms, concurrency: 2}, h2: 7}
        at: r1
        layer: 4
        policy: {name: round-robin}
        flavor: nginx
        service-time: exponential(10ms)
        concurrency: 4
        queue: 100
        timeout: 5s
        retries: 1
        health-check: {interval: 1s, timeout: 200ms, unhealthy: 3, healthy: 2}
      plain: {backends: [web-1, h2], layer: "7", health-check: }
    traffic:
      - {name: users, from: h2, to: web, arrivals: poisson(500/s), request: 500B, response: exponential(20kB)}
      - {from: h2, to: plain, arrivals: 10/min, requests: 100}
      - {name: bulk, from: h1, to: h2, flow: udp, rate: 10Mbps, packet: 1500, start: 10s, stop: 60s}
      - {from: web, to: 10.9.9.9, flow: udp, rate: 1.5Mbps, pattern: "on-off(exponential(1s), 2s)"}
    events:
      - {at: 60s, down: r1 -- r2, silent: true}
      - {at: 90s, up: r1 -- r2}
      - {at: 91s, crash: web-1}
      - {at: 92s, recover: web}
      - {at: 93s, set: {links.r1 -- r2.loss: 10%, services.web.service-time: "uniform(1ms, 5ms)"}}
    expect:
      - {metric: services.web.latency.p99, at-most: 50ms}
      - {metric: services.web.success_ratio, between: [0.5, 100%]}
      - {metric: network.looped, equals: 0}
      - {metric: routing.bytes, at-least: 1kB}
      - {metric: flows.bulk.sent, at-least: 1}
      - {metric: links.r1 -- r2.utilization, at-least: 0%}
      - {metric: routes.r1.192.168.1.0/24.metric, equals: 1}
    record: [requests, events, series]
    study:
      vary: {services.web.policy: [round-robin], "network.links[0].delay": [1ms, 2ms]}
      replications: 30
      measure: [services.web.latency.p99]
    """

  private static let minimal = "title: t\n"
  private static let emptySections =
    "title: t\nnetwork:\nrouting:\nservices:\ntraffic:\nevents:\nexpect:\nrecord:\nstudy:\n"
  private static let emptyParts =
    "title: t\nnetwork: {defaults: , routers: , hosts: , bridges: , networks: , containers: , links: , generate: }\n"

  @Test(arguments: [complete, minimal, emptySections, emptyParts])
  func theDecoderAndTheSchemaTakeWhatIsRight(text: String) throws {
    #expect(ScenarioText.diagnostics(text).map(\.rendered) == [])
    #expect(JSONSchemaValidator.scenario.accepts(yaml: text))
  }

  @Test func theyTakeWhatIsShipped() throws {
    let files = ScenarioText.files(under: "scenarios")
    #expect(files.count >= 8)
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      _ = try ScenarioFile.load(file.path)
      #expect(JSONSchemaValidator.scenario.accepts(yaml: text), "\(file.lastPathComponent)")
    }
  }

  @Test func theShippedFileIsTheGeneratedOne() throws {
    let file = ScenarioText.root.appending(path: "scenarios/\(JSONSchema.fileName)")
    #expect(
      try String(contentsOf: file, encoding: .utf8) == JSONSchema.document, "`make schema` writes it anew")
  }

  @Test func itIsJSON() throws {
    let value = try JSONSerialization.jsonObject(with: Data(JSONSchema.document.utf8))
    #expect(
      (value as? [String: Any])?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
  }

  /// The validator of these tests refuses rules that it does not know, and judges by those that it knows.
  @Test(arguments: [
    ("{\"type\": \"integer\", \"minimum\": 1}", "1", true), ("{\"type\": \"integer\"}", "1.5", false),
    ("{\"type\": \"integer\"}", "2.0", true), ("{\"enum\": [\"a\", 4]}", "4", true),
    ("{\"enum\": [\"a\", 4]}", "\"4\"", false), ("{\"pattern\": \"^a+$\"}", "ab", false),
    ("{\"oneOf\": [{\"required\": [\"a\"]}, {\"required\": [\"b\"]}]}", "{a: 1, b: 2}", false),
    ("{\"unknown\": 1}", "1", false), ("{\"maxItems\": 1}", "[1, 2]", false),
    ("{\"type\": \"string\"}", "on", true),
  ])
  func theValidatorKnowsItsRules(schema: String, value: String, isValid: Bool) {
    #expect(JSONSchemaValidator(schema).accepts(yaml: value) == isValid)
  }
}
