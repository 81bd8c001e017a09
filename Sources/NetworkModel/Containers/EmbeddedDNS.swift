/// The names that containers know each other by: Docker's resolver at 127.0.0.11, which every container on a user-defined network
/// has (https://docs.docker.com/engine/network/#dns-services).
///
/// A name is a container's own, its set's (all instances), or an alias that one or several containers bear on a network.
/// The networks of the one who asks are searched in their order, and the first that knows the name answers with all
/// addresses that it has there. The default bridge has no such resolver, nor has the host's own stack, nor a
/// network of pods.
package struct EmbeddedDNS: Sendable {
  /// By network, then by name: the containers behind it, in the order of the scenario.
  private var zones: [String: [String: [String]]] = [:]
  private var networksOf: [String: [ContainerNetworkSpec]] = [:]

  package init(_ network: NetworkSpec) {
    var specs: [String: ContainerNetworkSpec] = [:]
    for spec in network.containerNetworks { specs[spec.name] = spec }
    for container in network.containers {
      let instances = container.instanceNames
      for name in [container.name] + instances where networksOf[name] == nil {
        networksOf[name] = container.networks.compactMap { specs[$0] }
      }
      for place in container.networks {
        for name in [container.name] + (container.aliases[place] ?? []) {
          zones[place, default: [:]][name, default: []] += instances
        }
        for instance in instances where instance != container.name {
          zones[place, default: [:]][instance, default: []].append(instance)
        }
      }
    }
  }

  package struct Answer: Sendable, Equatable {
    /// Who searched where, and what became of it.
    package var story: [String] = []
    package var network: String?
    /// The containers whose addresses are the answer; empty: there is no such name.
    package var containers: [String] = []
  }

  /// - Parameter asker: a container, or a set whose containers are all on the same networks.
  package func answer(_ name: String, for asker: String) -> Answer {
    var answer = Answer()
    guard let networks = networksOf[asker] else {
      answer.story.append("\(asker) is no container: it has no embedded DNS")
      return answer
    }
    if networks.isEmpty { answer.story.append("\(asker) is on no network") }
    for network in networks {
      guard network.hasEmbeddedDNS else {
        answer.story.append("\(network.name) \(network.whyNoEmbeddedDNS)")
        continue
      }
      guard let containers = zones[network.name]?[name] else {
        answer.story.append("\(network.name) knows no `\(name)`")
        continue
      }
      // Two services may share an alias with a container on both.
      var seen: Set<String> = []
      answer.containers = containers.filter { seen.insert($0).inserted }
      answer.network = network.name
      answer.story.append("\(network.name) knows it")
      break
    }
    return answer
  }

  /// Every name that the asker can use, for hints.
  package func names(for asker: String) -> [String] {
    (networksOf[asker] ?? []).filter(\.hasEmbeddedDNS).flatMap { (zones[$0.name] ?? [:]).keys.sorted() }
  }
}

extension ContainerNetworkSpec {
  package var hasEmbeddedDNS: Bool {
    !isDefaultBridge && driver != .host && driver != .none && !driver.isRouted
  }

  fileprivate var whyNoEmbeddedDNS: String {
    if driver.isRouted { return "is a network of pods: a cluster's DNS knows services, not pods" }
    return (isDefaultBridge ? "is the default bridge" : "has the driver \(driver.rawValue)")
      + ": no embedded DNS"
  }
}
