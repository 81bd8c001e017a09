import Kernel
import NetworkModel

/// Volumes on servers: a host of its own beside the nodes, unless a Service has the name.
extension KubernetesLowering {
  /// - Parameter rates: by workload, requests a second that it serves.
  mutating func addStorage(rates: [Double]) {
    var services: [String: String] = [:]
    for (position, workload) in cluster.workloads.enumerated() {
      let members = podsOfWorkload[position]
      var seen: Set<String> = []
      for storage in workload.storage where !members.isEmpty && seen.insert(storage.server).inserted {
        guard
          let target = services[storage.server] ?? serve(storage, namespace: workload.pod.namespace)
        else { continue }
        services[storage.server] = target
        let each =
          rates[position] > 0 ? rates[position] / Double(members.count) : NetworkStorage.idleRate
        for (node, name) in nodeNames.enumerated() {
          let count = members.count { pods[$0].node == node }
          if count == 0 { continue }
          var traffic = NetworkStorage.reads(
            of: "\(workload.name) on \(name)", by: name, to: target, rate: each * Double(count))
          traffic.start = workload.readyAfter
          scenario.traffic.append(traffic)
        }
      }
    }
    if !services.isEmpty { log.note(NetworkStorage.told, at: nil) }
  }

  /// The service that reads go to; nil where the scenario says how its nodes are linked, and to no storage.
  private mutating func serve(_ storage: NetworkStorage, namespace: String) -> String? {
    let parts = storage.server.split(separator: ".", maxSplits: 2).map(String.init)
    let own = entrances.first { entrance in
      let service = cluster.services[entrance.service]
      return service.name == parts.first && service.namespace == (parts.count > 1 ? parts[1] : namespace)
    }
    if let own { return own.name }
    guard let fabric = scenario.network.routers.first else {
      log.notModelled("storage on \(storage.server)", "the scenario says how its nodes are linked", at: nil)
      return nil
    }
    let node = names.take(storage.nodeName)
    scenario.network.hosts.append(HostSpec(name: node))
    var link = LinkSpec(node, fabric.name)
    link.delay = .microseconds(100)
    scenario.network.links.append(link)
    var taken = UniqueNames(taken: Set(scenario.services.map(\.name)))
    let service = storage.service(named: taken.take(node), on: node)
    scenario.services.append(service)
    return service.name
  }
}
