import Kernel
import NetworkModel

/// Volumes on servers: each a host of its own beside the Docker host, unless the file has a service of that name.
extension ComposeLowering {
  /// - Parameter rates: by position of the service, requests a second that it serves.
  mutating func addStorage(rates: [Double], starts: [SimTime]) {
    var services: [String: String] = [:]
    for (position, service) in project.services.enumerated() where service.replicas > 0 {
      for storage in service.storage {
        let target = services[storage.server] ?? serve(storage)
        services[storage.server] = target
        let rate = rates[position] > 0 ? rates[position] : NetworkStorage.idleRate
        var traffic = NetworkStorage.reads(of: service.name, by: host, to: target, rate: rate)
        traffic.start = starts[position]
        scenario.traffic.append(traffic)
      }
    }
    if !services.isEmpty { log.note(NetworkStorage.told, at: nil) }
  }

  /// The service that reads go to.
  private mutating func serve(_ storage: NetworkStorage) -> String {
    if let own = project.services.firstIndex(where: { $0.name == storage.server }),
      let name = serviceNames[own]
    {
      return name
    }
    let node = names.take(storage.nodeName)
    scenario.network.hosts.append(HostSpec(name: node))
    scenario.network.links.append(LinkSpec(host, node))
    var taken = UniqueNames(taken: Set(scenario.services.map(\.name)))
    let service = storage.service(named: taken.take(node), on: node)
    scenario.services.append(service)
    return service.name
  }
}
