import Kernel
import NetworkModel

/// Writes what importers make as a scenario file that can be edited: what has its default is left out, and what is not
/// simulated of the original stands as comments at the end.
package enum ScenarioYAML {
  package static func text(_ scenario: Scenario, notes: [Diagnostic] = []) -> String {
    var text = "title: \(ScenarioWriter.quote(scenario.title))\n"
    if let about = scenario.about { text += "about: \(ScenarioWriter.quote(about))\n" }
    if let duration = scenario.duration { text += "duration: \(duration)\n" }
    text += "\nnetwork:\n" + network(scenario.network)
    if scenario.routing.protocols != ["global"] {
      text += "\nrouting:\n  protocol: \(list(scenario.routing.protocols))\n"
    }
    if !scenario.services.isEmpty {
      text += "\nservices:\n" + scenario.services.map(service).joined()
    }
    if !scenario.traffic.isEmpty {
      text += "\ntraffic:\n" + scenario.traffic.map(traffic).joined()
    }
    if !notes.isEmpty {
      text += "\n# What takes no part, and what was added:\n"
      for note in notes {
        let place = note.line > 0 ? "\(note.source):\(note.line):\(note.column): " : ""
        text += "#   \(place)\(note.message)".map { $0.isNewline ? " " : String($0) }.joined() + "\n"
      }
    }
    return text
  }

  // MARK: Network

  private static func network(_ network: NetworkSpec) -> String {
    var text = section("hosts", network.hosts) { host in
      entry(
        host.name,
        [
          host.cpus == 1 ? nil : ("cpus", number(host.cpus)),
          host.label.map { ("label", ScenarioWriter.quote($0)) },
        ])
    }
    text += section("routers", network.routers) { router in
      entry(
        router.name,
        [
          router.autonomousSystem.map { ("as", "\($0)") },
          router.routerID.map { ("router-id", $0.description) },
          router.loopback.map { ("loopback", $0.description) },
        ])
    }
    text += section("bridges", network.bridges) { bridge in
      entry(bridge.name, [bridge.subnet.map { ("subnet", $0.description) }])
    }
    text += section("networks", network.containerNetworks) { entry($0.name, networkFields($0)) }
    text += section("containers", network.containers) { container in
      let attachments = container.networks.map { name in
        let fields: [(String, String)?] = [
          container.addresses[name].map { ("address", $0.description) },
          container.aliases[name].map { ("aliases", list($0.map(ScenarioWriter.quote))) },
        ]
        return (word(name), fields.compactMap { $0 })
      }
      let isPlain = attachments.allSatisfy { $0.1.isEmpty }
      let networks =
        isPlain
        ? list(container.networks.map(word))
        : flow(attachments.map { ($0.0, $0.1.isEmpty ? "" : flow($0.1)) })
      return entry(
        container.name,
        [
          container.replicas == 1 ? nil : ("replicas", "\(container.replicas)"),
          ("on", container.hosts.count == 1 ? word(container.hosts[0]) : list(container.hosts.map(word))),
          ("networks", networks), container.cpus == 1 ? nil : ("cpus", number(container.cpus)),
          container.ports.isEmpty ? nil : ("ports", list(container.ports.map(ScenarioWriter.quote))),
        ] + identity(container))
    }
    if !network.links.isEmpty {
      text += "  links:\n"
      for link in network.links {
        text += "    - \(flow(linkFields(link)))\n"
      }
    }
    return text + PolicyYAML.text(network)
  }

  private static func addresses(_ link: LinkSpec) -> (String, String)? {
    let ends = [link.addresses.first, link.addresses.second]
    return ends.allSatisfy { $0 == nil } ? nil : ("addresses", list(ends.map { $0?.description ?? "null" }))
  }

  /// A list has both; one alone is taken for the default of the other.
  private static func costs(_ link: LinkSpec) -> (String, String)? {
    guard let first = link.costs.first, let second = link.costs.second else { return nil }
    return ("cost", first == second ? "\(first)" : list(["\(first)", "\(second)"]))
  }

  private static func networkFields(_ network: ContainerNetworkSpec) -> [(String, String)?] {
    [
      ("driver", network.driver.rawValue),
      ("on", network.hosts.count == 1 ? word(network.host) : list(network.hosts.map(word))),
      network.subnet.map { ("subnet", $0.description) }, network.gateway.map { ("gateway", $0.description) },
      network.isInternal ? ("internal", "true") : nil, network.isDefaultBridge ? ("default", "true") : nil,
      network.allowsInterContainer ? nil : ("icc", "false"),
      network.gatewayMode == .nat ? nil : ("gateway-mode", network.gatewayMode.rawValue),
      network.mtu.map { ("mtu", "\($0)") },
      network.encryption == .none ? nil : ("encryption", network.encryption.rawValue),
    ]
  }

  private static func identity(_ container: ContainerSpec) -> [(String, String)?] {
    let ports = container.namedPorts.map { port in
      (word(port.name), port.transport == .tcp ? "\(port.number)" : "\(port.number)/\(port.transport)")
    }
    return [
      container.namespace == "default" ? nil : ("namespace", word(container.namespace)),
      container.labels.isEmpty ? nil : ("labels", labels(container.labels)),
      ports.isEmpty ? nil : ("named-ports", flow(ports)),
    ]
  }

  /// In the order of their names.
  static func labels(_ labels: [String: String]) -> String {
    flow(labels.sorted { $0.key < $1.key }.map { (word($0.key), ScenarioWriter.quote($0.value)) })
  }

  private static func linkFields(_ link: LinkSpec) -> [(String, String)?] {
    let plain = LinkSpec("", "")
    return [
      ("between", list([word(link.ends.first), word(link.ends.second)])),
      link.bandwidth == plain.bandwidth ? nil : ("bandwidth", link.bandwidth.description),
      link.delay == plain.delay ? nil : ("delay", link.delay.description),
      link.mtu == plain.mtu ? nil : ("mtu", "\(link.mtu)"),
      link.overhead == plain.overhead ? nil : ("overhead", "\(link.overhead)"), addresses(link), costs(link),
      link.area.map { ("area", "\($0)") },
    ]
  }

  // MARK: Services and traffic

  private static func security(_ spec: SecuritySpec) -> String {
    let plain = SecuritySpec()
    let fields: [(String, String)?] = [
      ("version", spec.version?.rawValue ?? "none"),
      spec.first == plain.first ? nil : ("handshake", spec.first.rawValue),
      spec.again == plain.again || spec.version == nil ? nil : ("again", spec.again.rawValue),
      spec.isMutual ? ("mutual", "true") : nil, spec.includesBackends ? ("backends", "true") : nil,
      spec.keepAlive.map { kept in
        ("keep-alive", flow([("requests", "\(kept.requests)"), ("idle", "\(kept.idle)")]))
      },
    ]
    return flow(fields.compactMap { $0 })
  }

  private static func service(_ service: ServiceSpec) -> String {
    let plain = ServiceSpec(name: "")
    let check = service.healthCheck.map { check in
      flow([
        ("interval", check.interval.description), ("timeout", check.timeout.description),
        ("unhealthy", "\(check.unhealthy)"), ("healthy", "\(check.healthy)"),
      ])
    }
    let isWeighted = service.backends.contains { $0.weight != 1 }
    let backends =
      isWeighted
      ? flow(service.backends.map { (word($0.name), "\($0.weight)") })
      : list(service.backends.map { word($0.name) })
    let fields: [(String, String)?] = [
      ("backends", backends),
      service.port == plain.port ? nil : ("port", "\(service.port)"),
      service.balancer.map { balancer in
        let seats = [balancer] + service.furtherBalancers
        return ("at", seats.count == 1 ? word(balancer) : list(seats.map(word)))
      },
      service.layer == plain.layer ? nil : ("layer", "\(service.layer.rawValue)"),
      service.policy.name == plain.policy.name && service.policy.parameters.isEmpty
        ? nil : ("policy", policy(service.policy)),
      service.policy.flavor.map { ("flavor", $0) },
      service.serviceTime == plain.serviceTime ? nil : ("service-time", duration(service.serviceTime)),
      service.concurrency == plain.concurrency ? nil : ("concurrency", "\(service.concurrency)"),
      service.security.map { ("tls", security($0)) },
      check.map { ("health-check", $0) },
    ]
    return "  \(word(service.name)):\n" + fields.compactMap { $0 }.map { "    \($0.0): \($0.1)\n" }.joined()
  }

  private static func policy(_ policy: PolicySpec) -> String {
    if policy.parameters.isEmpty { return policy.name }
    return flow([("name", policy.name)] + policy.parameters.map { ($0.name, $0.text ?? number($0.value)) })
  }

  private static func traffic(_ traffic: TrafficSpec) -> String {
    var fields: [(String, String)?] = [
      ("name", ScenarioWriter.quote(traffic.name)), ("from", word(traffic.from)),
    ]
    switch traffic.to {
    case .node(let name), .service(let name): fields.append(("to", word(name)))
    case .address(let address): fields.append(("to", address.description))
    }
    switch traffic.kind {
    case .requests(let requests):
      fields += [
        ("arrivals", "poisson(\(rate(requests.gap.mean))/s)"), ("request", size(requests.requestBytes)),
        ("response", size(requests.responseBytes)),
      ]
    case .flow(let flow):
      fields += [("flow", "udp"), ("rate", flow.rate.description), ("packet", "\(flow.packetBytes)B")]
    }
    if traffic.start > .zero { fields.append(("start", traffic.start.description)) }
    if let stop = traffic.stop { fields.append(("stop", stop.description)) }
    return "  - \(flow(fields))\n"
  }

  // MARK: Words

  private static func section<Part>(_ name: String, _ parts: [Part], _ line: (Part) -> String) -> String {
    parts.isEmpty ? "" : "  \(name):\n" + parts.map(line).joined()
  }

  private static func entry(_ name: String, _ fields: [(String, String)?]) -> String {
    let known = fields.compactMap { $0 }
    return "    \(word(name)):\(known.isEmpty ? "" : " " + flow(known))\n"
  }

  static func flow(_ fields: [(String, String)?]) -> String {
    "{" + fields.compactMap { $0 }.map { "\($0.0): \($0.1)" }.joined(separator: ", ") + "}"
  }

  static func list(_ items: [String]) -> String { "[" + items.joined(separator: ", ") + "]" }

  /// A name as it stands, or in quotes where YAML would read something else.
  static func word(_ name: String) -> String {
    let isPlain =
      (name.first.map { $0.isASCII && $0.isLetter } ?? false)
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    let isReserved = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(name.lowercased())
    return isPlain && !isReserved ? name : ScenarioWriter.quote(name)
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  /// The rate whose inverse the mean is, with as few digits as will do.
  private static func rate(_ mean: Double) -> String {
    let exact = 1 / mean
    for digits in [1.0, 10, 100, 1000, 1e6] {
      let rounded = (exact * digits).rounded() / digits
      if rounded > 0, 1 / rounded == mean { return number(rounded) }
    }
    return number(exact)
  }

  private static func size(_ sizes: Distribution) -> String {
    let bytes = sizes.mean
    return bytes >= 1000 && bytes.truncatingRemainder(dividingBy: 1000) == 0
      ? "\(number(bytes / 1000))kB" : "\(number(bytes))B"
  }

  private static func duration(_ time: Distribution) -> String {
    switch time {
    case .constant(let seconds): SimTime.seconds(seconds).description
    default: "exponential(\(SimTime.seconds(time.mean)))"
    }
  }
}
