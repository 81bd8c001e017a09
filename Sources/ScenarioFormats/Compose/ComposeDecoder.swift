import Kernel
import NetworkModel

/// Turns the merged tree of compose files into a `ComposeProject`; what is not taken is listed in the log.
///
/// | file | part |
/// |---|---|
/// | `ComposeDecoder.swift` | the top level, profiles, networks |
/// | `ComposeDecoder+Service.swift` | services |
/// | `ComposeDecoder+Ports.swift` | published ports |
/// | `ComposeDecoder+Volumes.swift` | volumes on servers |
struct ComposeDecoder {
  var log: ImportLog
  let files: ManifestFiles
  let directory: String
  var profiles: Set<String>
  /// Networks of the file by key.
  private var known: [String: ComposeNetwork] = [:]
  /// Volumes of the file that are on a server, by key.
  var networkVolumes: [String: NetworkStorage] = [:]

  init(log: ImportLog, files: ManifestFiles, directory: String, profiles: [String]) {
    self.log = log
    self.files = files
    self.directory = directory
    self.profiles = Set(profiles)
  }

  mutating func decode(_ root: SourceValue, defaultName: String) -> ComposeProject? {
    guard var fields = ManifestFields(root, "", &log) else { return nil }
    _ = fields.take("version")
    let given = log.text(fields.take("name"), "name")
    var project = ComposeProject(name: Self.projectName(given ?? defaultName))
    let networks = fields.take("networks")
    let services = fields.take("services")
    decodeVolumes(fields.take("volumes"))
    for key in ["secrets", "configs"] {
      for entry in fields.take(key)?.fields ?? [] {
        log.notModelled("\(key).\(entry.key)", "files take no part", at: entry.place)
      }
    }
    fields.listRest(&log, .composeFile)
    decodeNetworks(networks, project: project.name)
    guard let services else {
      log.error("a compose file has `services`", at: root.place)
      return nil
    }
    guard let entries = services.fields else {
      log.error("services: expected a mapping, found \(services.described)", at: services.place)
      return nil
    }
    for entry in entries {
      if let service = decodeService(entry) { project.services.append(service) }
    }
    checkReferences(project)
    project.networks = usedNetworks(of: project)
    return project
  }

  /// Lower-case letters, digits, dashes and underscores, beginning with a letter or digit (compose specification, 04
  /// “Version and name”).
  static func projectName(_ text: String) -> String {
    let allowed = text.lowercased().filter {
      $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_")
    }
    let name = allowed.prefix(100).drop { $0 == "-" || $0 == "_" }
    return name.isEmpty ? "compose" : String(name).replacing("--", with: "-")
  }

  // MARK: Networks

  private mutating func decodeNetworks(_ value: SourceValue?, project: String) {
    guard let value else { return }
    guard let entries = value.fields else {
      log.error("networks: expected a mapping, found \(value.described)", at: value.place)
      return
    }
    for entry in entries {
      let path = "networks.\(entry.key)"
      guard var fields = ManifestFields(entry.value, path, &log) else { continue }
      var network = ComposeNetwork(key: entry.key, name: "\(project)_\(entry.key)", place: entry.place)
      let name = fields.take("name")
      let external = fields.take("external")
      if external?.fields != nil {
        // The old form: `external: {name: …}`.
        network.name = log.text(external?["name"], "\(path).external.name") ?? entry.key
      } else if external.map({ log.boolean($0, "\(path).external") ?? false }) ?? false {
        network.name = entry.key
      }
      if let given = log.text(name, "\(path).name"), !given.isEmpty { network.name = given }
      network.driver = log.text(fields.take("driver"), "\(path).driver")
      network.isInternal = log.boolean(fields.take("internal"), "\(path).internal") ?? false
      decodeOptions(fields.take("driver_opts"), path, &network)
      decodeAddresses(fields.take("ipam"), path, &network)
      fields.listRest(&log, .composeNetwork)
      known[entry.key] = network
    }
  }

  private mutating func decodeOptions(_ value: SourceValue?, _ path: String, _ network: inout ComposeNetwork)
  {
    for option in value?.fields ?? [] {
      let inner = "\(path).driver_opts.\(option.key)"
      switch option.key {
      case "com.docker.network.driver.mtu":
        network.mtu = log.integer(option.value, in: 68...65535, inner)
      case "com.docker.network.bridge.enable_icc":
        network.allowsInterContainer = log.boolean(option.value, inner) ?? true
      case "com.docker.network.bridge.gateway_mode_ipv4":
        let text = log.text(option.value, inner) ?? ""
        if let mode = GatewayMode(rawValue: text) {
          network.gatewayMode = mode
        } else {
          log.error(
            "\(inner): there is no mode `\(text)`", at: option.value.place,
            hint: NearestName.hint(text, among: GatewayMode.allCases.map(\.rawValue)))
        }
      case "encrypted": network.isEncrypted = option.value.text != "false"
      default: log.notModelled(inner, "an option of the driver", at: option.place)
      }
    }
  }

  private mutating func decodeAddresses(
    _ value: SourceValue?, _ path: String, _ network: inout ComposeNetwork
  ) {
    guard let value, var fields = ManifestFields(value, "\(path).ipam", &log) else { return }
    for item in fields.take("config")?.items ?? [] {
      guard var config = ManifestFields(item, "\(path).ipam.config", &log) else { continue }
      let subnet = config.take("subnet")
      if let text = log.text(subnet, "\(path).ipam.config.subnet") {
        if text.contains(":") {
          log.notModelled("\(path).ipam.config.subnet", "there is no IPv6", at: subnet?.place)
        } else if network.subnet != nil {
          log.notModelled("\(path).ipam.config.subnet", "a network has one subnet", at: subnet?.place)
        } else if let written = InterfaceAddress(text, defaultLength: 32) {
          // Docker takes `172.20.0.1/24` for the network that it is in.
          network.subnet = written.prefix
        } else {
          log.error("\(path).ipam.config.subnet: `\(text)` is no network", at: subnet?.place)
        }
      }
      let gateway = config.take("gateway")
      if let text = log.text(gateway, "\(path).ipam.config.gateway") {
        if text.contains(":") {
          log.notModelled("\(path).ipam.config.gateway", "there is no IPv6", at: gateway?.place)
        } else if let address = IPv4Address(text) {
          network.gateway = address
        } else {
          log.error("\(path).ipam.config.gateway: `\(text)` is no address", at: gateway?.place)
        }
      }
      config.listRest(&log, .composeIPAM)
    }
    fields.listRest(&log, .composeIPAM)
    if let subnet = network.subnet, subnet.length > 29 {
      log.error("\(path): \(subnet) has no room for a gateway and containers", at: network.place)
    }
    if let subnet = network.subnet, let gateway = network.gateway, !subnet.contains(gateway) {
      log.error("\(path): the gateway \(gateway) is not in \(subnet)", at: network.place)
    }
  }

  /// The network that services without `networks` share, and those that services name.
  private mutating func usedNetworks(of project: ComposeProject) -> [ComposeNetwork] {
    var used: [ComposeNetwork] = []
    var seen: Set<String> = []
    for service in project.services {
      guard case .networks(let attachments) = service.stack else { continue }
      for attachment in attachments where seen.insert(attachment.network).inserted {
        let isImplicit = attachment.network == "default" || attachment.network == Self.dockersBridge
        if let network = known[attachment.network] {
          used.append(network)
        } else if isImplicit {
          let name = attachment.network == "default" ? "\(project.name)_default" : "bridge"
          used.append(ComposeNetwork(key: attachment.network, name: name, place: attachment.place))
        } else {
          log.error(
            "there is no network `\(attachment.network)`", at: attachment.place,
            hint: NearestName.hint(attachment.network, among: known.keys.sorted()))
        }
      }
    }
    return used
  }

  /// Docker's own network, for `network_mode: bridge`: no key of a file has a blank.
  static let dockersBridge = "docker's bridge"

  private mutating func checkReferences(_ project: ComposeProject) {
    let names = project.services.map(\.name)
    let all = Set(names)
    for service in project.services {
      for dependency in service.dependencies where !all.contains(dependency.service) && dependency.isRequired
      {
        log.warning(
          "\(service.name) depends on `\(dependency.service)`, which is not there", at: dependency.place,
          hint: NearestName.find(dependency.service, among: names).map { "did you mean `\($0)`?" }
            ?? "its profile may not be active")
      }
      if case .service(let other) = service.stack, !all.contains(other) {
        log.error(
          "\(service.name) shares the network of `\(other)`, which is not there", at: service.place,
          hint: NearestName.hint(other, among: names))
      }
    }
  }
}
