/// Fat trees and leaf–spine fabrics, with their hosts.
extension TopologyGenerator {
  /// Al-Fares, Loukissas and Vahdat, "A scalable, commodity data center network architecture", SIGCOMM 2008: k pods of
  /// k/2 edge and k/2 aggregation switches, (k/2)² cores, k/2 hosts an edge switch.
  static let fatTree = Family(
    name: "fat-tree",
    summary: "k pods after Al-Fares et al.: core-c, agg-p-i, edge-p-i and host-p-i-h.",
    parameters: [
      Parameter("k", "Ports of a switch, an even number.", 4, 2...64),
      {
        var hosts = Parameter("hosts", "Whether hosts are attached.", 1, 0...1)
        hosts.isSwitch = true
        return hosts
      }(),
      .stubs,
    ]
  ) { input throws(GeneratorError) in
    let k = input.count("k")
    guard k % 2 == 0 else { throw .odd(parameter: "k", value: k) }
    let half = k / 2
    var network = NetworkSpec()
    let width = Double(k * half)
    for core in 0..<(half * half) {
      let x = (Double(core) + 0.5) * width / Double(half * half)
      network.routers.append(input.router("core-\(core)", number: core, x: x, y: 3))
    }
    for pod in 0..<k {
      for index in 0..<half {
        let x = Double(pod * half + index) + 0.5
        let number = network.routers.count
        network.routers.append(input.router("agg-\(pod)-\(index)", number: number, x: x, y: 2))
        network.routers.append(input.router("edge-\(pod)-\(index)", number: number + 1, x: x, y: 1))
      }
    }
    for pod in 0..<k {
      for edge in 0..<half {
        for aggregation in 0..<half {
          network.links.append(input.link("edge-\(pod)-\(edge)", "agg-\(pod)-\(aggregation)"))
        }
      }
      for aggregation in 0..<half {
        for core in 0..<half {
          network.links.append(input.link("agg-\(pod)-\(aggregation)", "core-\(aggregation * half + core)"))
        }
      }
    }
    if input.number("hosts") != 0 {
      for pod in 0..<k {
        for edge in 0..<half {
          for host in 0..<half {
            let name = "host-\(pod)-\(edge)-\(host)"
            network.hosts.append(
              attachedHost(name, x: Double(pod * half + edge) + (Double(host) + 0.5) / Double(half)))
            network.links.append(input.link(name, "edge-\(pod)-\(edge)"))
          }
        }
      }
    }
    return network
  }

  static let leafSpine = Family(
    name: "leaf-spine", summary: "Every leaf linked to every spine; hosts at the leaves.",
    parameters: [
      Parameter("leaves", "Number of leaf switches.", 4, 1...2000),
      Parameter("spines", "Number of spine switches.", 2, 1...500),
      Parameter("hosts", "Hosts a leaf.", 2, 0...500),
      .stubs,
    ]
  ) { input throws(GeneratorError) in
    let (leaves, spines, hosts) = (input.count("leaves"), input.count("spines"), input.count("hosts"))
    try input.limit(links: Double(leaves) * Double(spines + hosts))
    var network = NetworkSpec()
    for spine in 0..<spines {
      let x = (Double(spine) + 0.5) * Double(leaves) / Double(spines)
      network.routers.append(input.router("spine-\(spine + 1)", number: spine, x: x, y: 2))
    }
    for leaf in 0..<leaves {
      network.routers.append(
        input.router("leaf-\(leaf + 1)", number: spines + leaf, x: Double(leaf) + 0.5, y: 1))
      for spine in 0..<spines { network.links.append(input.link("leaf-\(leaf + 1)", "spine-\(spine + 1)")) }
    }
    for leaf in 0..<leaves {
      for host in 0..<hosts {
        let name = "host-\(leaf + 1)-\(host + 1)"
        network.hosts.append(attachedHost(name, x: Double(leaf) + (Double(host) + 0.5) / Double(hosts)))
        network.links.append(input.link(name, "leaf-\(leaf + 1)"))
      }
    }
    return network
  }

  private static func attachedHost(_ name: String, x: Double) -> HostSpec {
    var host = HostSpec(name: name)
    host.position = GeoPosition(longitude: x, latitude: 0)
    return host
  }
}
