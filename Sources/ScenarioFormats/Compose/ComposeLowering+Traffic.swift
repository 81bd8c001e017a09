import Kernel
import NetworkModel

/// Requests where a compose file has none to tell of: clients ask each published service, and each service asks those that it
/// depends on, once for every request of its own.
extension ComposeLowering {
  mutating func addTraffic() {
    let calls = possibleCalls()
    let starts = startTimes()
    let asked = askedFromOutside()
    let order = CallOrder(count: project.services.count, calls: calls.map { ($0.from, $0.to) })
    let outside = project.services.indices.map { asked.contains($0) ? 1.0 : 0 }
    let loads = MadeUpTraffic.loads(
      outside: outside, calls: calls.map { ($0.from, $0.to, 1) }, order: order)
    let capacities = project.services.map { service in
      MadeUpTraffic.capacity(containers: service.replicas, cpus: service.cpus ?? 1)
    }
    let rate = MadeUpTraffic.rate(loads: loads, capacities: capacities)
    addClients(asked, starts, rate: rate)
    var byCaller = [[ComposeCalls.Call]](repeating: [], count: project.services.count)
    for call in calls where order.goesForward(from: call.from, to: call.to) {
      byCaller[call.from].append(call)
    }
    for position in order where loads[position] > 0 {
      for call in byCaller[position] { add(call, rate: rate * loads[position], start: starts[position]) }
    }
    addStorage(rates: loads.map { $0 * rate }, starts: starts)
    scenario.duration = (starts.max() ?? .zero) + .seconds(30)
  }

  /// Services with published ports, and those on the host's own stack.
  private func askedFromOutside() -> Set<Int> {
    Set(
      project.services.indices.filter { position in
        let service = project.services[position]
        return serviceNames[position] != nil
          && (service.stack == .host || service.ports.contains { $0.published != nil })
      })
  }

  // MARK: Clients

  private mutating func addClients(_ asked: Set<Int>, _ starts: [SimTime], rate: Double) {
    guard !asked.isEmpty else {
      log.note("no service is published, so nothing is asked from outside", at: nil)
      return
    }
    let client = names.take("client")
    scenario.network.hosts.append(HostSpec(name: client))
    scenario.network.links.append(LinkSpec(client, host))
    for position in asked.sorted() {
      let service = project.services[position]
      guard let name = serviceNames[position] else { continue }
      let ports = publishedOnce(service)
      if ports.count > MadeUpTraffic.maximumPorts {
        log.note(
          "services.\(service.name): clients ask the first \(MadeUpTraffic.maximumPorts) of \(ports.count) published ports",
          at: service.place)
      }
      let chosen = ports.isEmpty ? [nil] : ports.prefix(MadeUpTraffic.maximumPorts).map(Optional.some)
      for port in chosen {
        let isDatagram = port?.transport == "udp"
        var traffic = TrafficSpec(
          name: "\(client)->\(name)" + (port.map { ":\($0.published?.lowerBound ?? $0.target)" } ?? ""),
          from: client, to: .service(name),
          kind: MadeUpTraffic.requests(
            rate: rate / Double(chosen.count), request: isDatagram ? 60 : 500,
            response: isDatagram ? 200 : 20_000))
        if isDatagram { traffic.name += "/udp" }
        traffic.start = starts[position]
        scenario.traffic.append(traffic)
      }
    }
  }

  /// Published ports; the same one of TCP and UDP counts once.
  private func publishedOnce(_ service: ComposeService) -> [ComposePort] {
    var seen: Set<Int> = []
    return service.ports.filter { $0.published != nil && $0.transport != "sctp" }
      .sorted {
        ($0.published?.lowerBound ?? 0, $0.transport) < ($1.published?.lowerBound ?? 0, $1.transport)
      }
      .filter { seen.insert($0.published?.lowerBound ?? 0).inserted }
  }

  // MARK: Calls

  private mutating func possibleCalls() -> [ComposeCalls.Call] {
    ComposeCalls(project).all().filter { call in
      guard serviceNames[call.from] != nil, serviceNames[call.to] != nil else { return false }
      if call.isPossible { return true }
      let (from, to) = (project.services[call.from], project.services[call.to])
      log.note("\(from.name) names \(to.name), but shares no network with it: no requests", at: from.place)
      return false
    }
  }

  private mutating func add(_ call: ComposeCalls.Call, rate: Double, start: SimTime) {
    guard let from = senders[call.from], let to = serviceNames[call.to] else { return }
    let replicas = max(1, scenario.network.containers.first { $0.name == from }?.replicas ?? 1)
    var traffic = TrafficSpec(
      name: "\(serviceNames[call.from] ?? from)->\(to)", from: from, to: .service(to),
      kind: MadeUpTraffic.requests(rate: rate / Double(replicas), request: 300, response: 2000))
    traffic.start = start
    scenario.traffic.append(traffic)
  }

  // MARK: Start

  /// When each service is first asked: after those that it waits for. A service is healthy after its first probe, which
  /// comes one interval after its start (compose specification, 05 “healthcheck”).
  private func startTimes() -> [SimTime] {
    let positions = Dictionary(
      project.services.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    var times = [SimTime?](repeating: nil, count: project.services.count)
    func start(_ position: Int, depth: Int) -> SimTime {
      if let known = times[position] { return known }
      // A circle of dependencies, which Docker refuses, ends here.
      times[position] = .zero
      guard depth < 500 else { return .zero }
      var latest = SimTime.zero
      for dependency in project.services[position].dependencies {
        guard let other = positions[dependency.service] else { continue }
        var ready = start(other, depth: depth + 1)
        if dependency.condition == .healthy, let health = project.services[other].health {
          ready += health.startPeriod > .zero ? min(health.startInterval, health.interval) : health.interval
        }
        latest = max(latest, ready)
      }
      times[position] = min(latest, .seconds(86_400))
      return times[position] ?? .zero
    }
    return project.services.indices.map { start($0, depth: 0) }
  }
}
