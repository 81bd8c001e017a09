import Kernel
import Metrics
import NetworkModel

/// A small result with something of everything, made by hand: what the golden reports are made from.
enum SampleRun {
  static var result: RunResult {
    var result = RunResult(
      scenario: "Two ways & a \"loss\"", about: "One link fails.\n\nThe other <one> takes over.", seed: 7,
      fingerprint: "00c0ffee00c0ffee", simulated: .seconds(120), eventsProcessed: 1_234_567,
      stoppedBy: .duration)
    result.conservation = conservation
    result.routing = [
      ProtocolResult(
        name: "rip", messages: 1500, bytes: 78_000,
        settings: [("update", "30s"), ("split-horizon", "poisoned-reverse")],
        counters: [("bad-metric", 2)])
    ]
    result.convergence = convergence
    result.links = links
    result.flows = flows
    result.services = [service]
    result.bridges = [
      BridgeResult(
        node: NodeIndex(4), name: "sw1", mode: .rstp, isRoot: true,
        ports: [(LinkIndex(0), "designated", "forwarding"), (LinkIndex(1), "disabled", "discarding")],
        loopedFrames: 0)
    ]
    result.expectations = expectations
    result.notices = ["Routing had not settled: r1 | r2."]
    result.requests = requests
    result.log = [
      LogRecord(time: .seconds(60), kind: "scenario-event", entity: "down r1 -- r2", detail: ""),
      LogRecord(
        time: .milliseconds(60_500), kind: "route-change", entity: "r1",
        detail: "10.0.2.0/30, \"rip\" [120/2]"),
    ]
    result.series = [
      SeriesPoint(time: .seconds(60), entity: "r1 -- r2 from r1", metric: "link_queue_packets", value: 3)
    ]
    return result
  }

  private static var conservation: Conservation {
    var ledger = Conservation()
    ledger.sent = 50_010
    ledger.copied = 4
    ledger.delivered = 49_990
    ledger.dropped = [(.queueFull, 12), (.noRoute, 5)]
    ledger.inFlight = 3
    ledger.requests = 200
    ledger.requestsOK = 190
    ledger.requestsFailed = 8
    ledger.requestsPending = 2
    return ledger
  }

  private static var convergence: [ConvergenceEntry] {
    var start = ConvergenceEntry(event: "start", time: .zero)
    start.detection = .zero
    start.firstRouteChange = .zero
    start.lastRouteChange = .milliseconds(2500)
    start.routeChanges = 12
    var down = ConvergenceEntry(event: "down r1 -- r2", time: .seconds(60))
    down.detection = .zero
    down.firstRouteChange = .microseconds(1)
    down.lastRouteChange = .seconds(12.345)
    down.routeChanges = 4
    down.packetsLost = 5
    down.packetsLooped = 1
    return [start, down, ConvergenceEntry(event: "up r1 -- r2", time: .seconds(90))]
  }

  private static var links: [LinkResult] {
    func link(
      _ position: Int, _ name: String, up: Bool = true, packets: Pair<UInt64>, utilization: Pair<Double>
    ) -> LinkResult {
      LinkResult(
        link: LinkIndex(position), name: name, isUp: up, isInternal: false, packets: packets,
        bytes: Pair(packets.first * 1000, packets.second * 100), dropped: Pair(UInt64(position) * 12, 0),
        utilization: utilization, queuePeak: Pair(5, 1))
    }
    return [
      link(0, "r1 -- r2", packets: Pair(20_000, 100), utilization: Pair(0.25, 0.000_012)),
      link(1, "r1 -- r2 #2", up: false, packets: Pair(30_000, 10), utilization: Pair(1.0 / 3, 0)),
      link(2, "r3 -- sw1", packets: Pair(0, 0), utilization: Pair(0, 0)),
    ]
  }

  private static var flows: [FlowResult] {
    func flow(_ name: String, received: UInt64, delay: SimTime) -> FlowResult {
      FlowResult(
        name: name, from: "h1", to: "10.0.2.2", sent: 1000, received: received, lost: 1000 - received,
        receivedBytes: received * 500, delayMean: delay, delayMin: delay, delayMax: delay * 2,
        icmpUnreachable: received == 0 ? 900 : 0, icmpTimeExceeded: received == 0 ? 1 : 0)
    }
    return [
      flow("bulk", received: 995, delay: .microseconds(10_250)), flow("lost", received: 0, delay: .zero),
    ]
  }

  private static var service: ServiceResult {
    var service = ServiceResult(
      name: "web", policy: "round-robin", requests: 200,
      outcomes: [(.ok, 190), (.timeout, 5), (.noBackend, 3)], pending: 2,
      latency: LatencySummary(
        mean: .milliseconds(12), p50: .milliseconds(10), p90: .milliseconds(20), p99: .milliseconds(45),
        p999: .microseconds(55_500), max: .microseconds(56_789)),
      backends: [
        BackendResult(
          name: "web-1", weight: 2, requests: 150, utilization: 0.9, queueMean: 1.25, queuePeak: 7,
          isHealthy: true),
        BackendResult(
          name: "web-2", weight: 1, requests: 50, utilization: 0.3, queueMean: 0, queuePeak: 0,
          isHealthy: false),
      ])
    (service.attempts, service.retries) = (205, 5)
    return service
  }

  private static var expectations: [ExpectationResult] {
    [
      ExpectationResult(
        metric: "flows.bulk.lost", bound: "at most 5", actual: 5, isMet: true,
        message: "flows.bulk.lost should be at most 5 and is 5."),
      ExpectationResult(
        metric: "services.web.latency.p99", bound: "at most 40ms", actual: 0.045, isMet: false,
        message: "services.web.latency.p99 should be at most 40ms and is 45ms."),
      ExpectationResult(
        metric: "flows.other.lost", bound: "0", actual: nil, isMet: false,
        message: "flows.other.lost should be 0, but has no value in this run."),
    ]
  }

  private static var requests: [RequestRecord] {
    [
      RequestRecord(
        id: 1, time: .milliseconds(2), client: "client", service: "web", backend: "web-1", outcome: .ok,
        latency: .microseconds(12_500), retries: 0),
      RequestRecord(
        id: 3, time: .milliseconds(4), client: "client, old", service: "web", backend: nil,
        outcome: .noBackend, latency: .zero, retries: 1),
    ]
  }

  static var routes: RoutesSnapshot {
    func prefix(_ text: String) -> IPv4Prefix {
      IPv4Prefix(text) ?? IPv4Prefix(IPv4Address(bits: 0), length: 0)
    }
    func hop(_ node: String?, _ interface: String, _ address: String?) -> SelectedNextHop {
      SelectedNextHop(
        node: node, interface: InterfaceIndex(0), interfaceName: interface,
        address: address.flatMap { IPv4Address($0) })
    }
    let r1 = [
      SelectedRoute(
        prefix: prefix("0.0.0.0/0"), source: "static", distance: 1, metric: 0,
        nextHops: [hop("r2", "eth0", "10.0.1.2")]),
      SelectedRoute(
        prefix: prefix("10.0.1.0/30"), source: "connected", distance: 0, metric: 0,
        nextHops: [hop(nil, "eth0", nil)]),
      SelectedRoute(
        prefix: prefix("10.0.2.0/30"), source: "rip", distance: 120, metric: 2,
        nextHops: [hop("r2", "eth0", "10.0.1.2"), hop("r3", "eth1", "10.0.3.2")]),
      SelectedRoute(prefix: prefix("10.9.0.0/16"), source: "static", distance: 1, metric: 0, nextHops: []),
    ]
    return RoutesSnapshot(
      time: .milliseconds(72_500), isQuiet: false,
      routers: [
        RouterRoutes(node: NodeIndex(1), name: "r2", routes: []),
        RouterRoutes(node: NodeIndex(0), name: "r1", routes: r1),
      ])
  }
}
