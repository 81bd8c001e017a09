import Kernel
import NetworkModel

/// Requests where manifests have none to tell of: clients ask what is reachable from outside, pods ask the services that their
/// variables and arguments name, once for every request of their own; workloads that nobody asks but that name services are
/// clients too.
extension KubernetesLowering {
  mutating func addTraffic() {
    let calls = calls()
    let asked = askedFromOutside(calls)
    var edges: [(from: Int, to: Int, share: Double)] = []
    for call in calls {
      let targets = entrances[call.entrance].workloads
      for to in targets { edges.append((call.from, to, 1 / Double(targets.count))) }
    }
    let order = CallOrder(count: cluster.workloads.count, calls: edges.map { ($0.from, $0.to) })
    let loads = MadeUpTraffic.loads(outside: outsideLoads(asked, calls), calls: edges, order: order)
    let capacities = cluster.workloads.indices.map { position in
      MadeUpTraffic.capacity(
        containers: podsOfWorkload[position].count, cpus: cluster.workloads[position].cpuLimit ?? 1)
    }
    let rate = MadeUpTraffic.rate(loads: loads, capacities: capacities)
    addClients(asked, rate: rate)
    for position in order where loads[position] > 0 {
      for call in calls where call.from == position {
        let isForward = entrances[call.entrance].workloads.allSatisfy {
          order.goesForward(from: position, to: $0)
        }
        if isForward { add(call, rate: rate * loads[position]) }
      }
    }
    addStorage(rates: loads.map { $0 * rate })
    scenario.duration = (scenario.traffic.map(\.start).max() ?? .zero) + .seconds(30)
  }

  private struct Call {
    let from: Int
    let entrance: Int
  }

  /// When the pods of an entrance are ready.
  private func ready(_ entrance: Int) -> SimTime {
    entrances[entrance].workloads.map { cluster.workloads[$0].readyAfter }.max() ?? .zero
  }

  // MARK: Clients

  /// Entrances that clients ask; where nothing is reachable from outside and nobody asks, all are made so.
  private mutating func askedFromOutside(_ calls: [Call]) -> [Int] {
    guard options.hosts.isEmpty else {
      if entrances.contains(where: \.isOutside) {
        log.note("no clients were made up: the scenario says where the nodes are linked", at: nil)
      }
      return []
    }
    let asked = entrances.indices.filter { entrances[$0].isOutside }
    guard asked.isEmpty && calls.isEmpty && !entrances.isEmpty else { return asked }
    for position in entrances.indices { expose(position) }
    log.note("no service is reachable from outside; clients come in by way of \(nodeNames[0])", at: nil)
    return Array(entrances.indices)
  }

  /// One for each service that clients ask, and for each workload that nobody asks but that asks others.
  private func outsideLoads(_ asked: [Int], _ calls: [Call]) -> [Double] {
    var loads = [Double](repeating: 0, count: cluster.workloads.count)
    for position in asked {
      let entrance = entrances[position]
      let sharing = asked.count { entrances[$0].service == entrance.service }
      for workload in entrance.workloads { loads[workload] += 1 / Double(sharing * entrance.workloads.count) }
    }
    for position in cluster.workloads.indices where !podsOfWorkload[position].isEmpty {
      let isAsked = entrances.contains { $0.workloads.contains(position) }
      if !isAsked && calls.contains(where: { $0.from == position }) { loads[position] = 1 }
    }
    return loads
  }

  private mutating func addClients(_ asked: [Int], rate: Double) {
    guard !asked.isEmpty else { return }
    let client = names.take("client")
    scenario.network.hosts.append(HostSpec(name: client))
    if let fabric = scenario.network.routers.first {
      scenario.network.links.append(LinkSpec(client, fabric.name))
    }
    for position in asked {
      let entrance = entrances[position]
      let service = cluster.services[entrance.service]
      let sharing = asked.count { entrances[$0].service == entrance.service }
      let ports = service.ports.filter { $0.transport != .sctp }.prefix(MadeUpTraffic.maximumPorts)
      let chosen: [KubernetesService.Port?] = ports.isEmpty ? [nil] : ports.map(Optional.some)
      for port in chosen {
        let isDatagram = port?.transport == .udp
        var traffic = TrafficSpec(
          name: "\(client)->\(entrance.name)" + (port.map { ":\($0.number)" } ?? "")
            + (isDatagram ? "/udp" : ""),
          from: client, to: .service(entrance.name),
          kind: MadeUpTraffic.requests(
            rate: rate / Double(chosen.count * sharing), request: isDatagram ? 60 : 500,
            response: isDatagram ? 200 : 20_000))
        traffic.start = ready(position)
        if !scenario.traffic.contains(where: { $0.name == traffic.name }) { scenario.traffic.append(traffic) }
      }
    }
  }

  // MARK: Calls

  private func calls() -> [Call] {
    var byName: [String: Int] = [:]
    for (position, entrance) in entrances.enumerated() {
      let service = cluster.services[entrance.service]
      let key = "\(service.namespace)/\(service.name)"
      if byName[key] == nil { byName[key] = position }
    }
    var calls: [Call] = []
    for (from, workload) in cluster.workloads.enumerated() where !podsOfWorkload[from].isEmpty {
      var seen: Set<Int> = []
      for variable in workload.environment {
        for host in NamedHosts.find(inVariable: variable.name, variable.value) {
          let parts = host.split(separator: ".", maxSplits: 2)
          let namespace = parts.count > 1 ? String(parts[1]) : workload.pod.namespace
          guard let name = parts.first, let to = byName["\(namespace)/\(name)"],
            !entrances[to].workloads.contains(from), seen.insert(to).inserted
          else { continue }
          calls.append(Call(from: from, entrance: to))
        }
      }
    }
    return calls
  }

  private mutating func add(_ call: Call, rate: Double) {
    let members = podsOfWorkload[call.from]
    let start = max(ready(call.entrance), cluster.workloads[call.from].readyAfter)
    var seen: Set<String> = []
    for index in members where seen.insert(pods[index].endpoint).inserted {
      var traffic = TrafficSpec(
        name: "\(pods[index].name)->\(entrances[call.entrance].name)", from: pods[index].endpoint,
        to: .service(entrances[call.entrance].name),
        kind: MadeUpTraffic.requests(rate: rate / Double(members.count), request: 300, response: 2000))
      traffic.start = start
      scenario.traffic.append(traffic)
    }
  }
}
