import Kernel
import NetworkModel

extension ComposeDecoder {
  /// Nil for a service whose profile is not active, and after errors.
  mutating func decodeService(_ entry: SourceField) -> ComposeService? {
    let path = "services.\(entry.key)"
    guard var fields = ManifestFields(entry.value, path, &log) else { return nil }
    guard !entry.key.isEmpty, entry.key.count <= 100,
      entry.key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) })
    else {
      log.error("`\(entry.key)` cannot be the name of a service", at: entry.place)
      return nil
    }
    var service = ComposeService(name: entry.key, place: entry.place)
    let own = log.texts(fields.take("profiles"), "\(path).profiles").map(\.text)
    if !own.isEmpty && profiles.isDisjoint(with: own) && !profiles.contains("*") {
      log.note(
        "left out: \(path) (its profile \(own.joined(separator: ", ")) is not active)", at: entry.place)
      return nil
    }
    service.cpus = log.number(fields.take("cpus"), in: 0...1_000_000, "\(path).cpus")
    if let scale = log.integer(fields.take("scale"), in: 0...10_000, "\(path).scale") {
      service.replicas = scale
    }
    decodeDeploy(fields.take("deploy"), path, &service)
    if service.cpus == 0 { service.cpus = nil }
    decodeStack(&fields, path, &service)
    service.ports = decodePorts(fields.take("ports"), path)
    decodeDependencies(fields.take("depends_on"), path, &service)
    service.links = log.texts(fields.take("links"), "\(path).links").map(\.text)
    decodeHealth(fields.take("healthcheck"), path, &service)
    decodeEnvironment(&fields, path, &service)
    decodeMounts(fields.take("volumes"), path, &service, at: fields.place(of: "volumes"))
    fields.listRest(&log, .composeService)
    return service
  }

  private mutating func decodeDeploy(_ value: SourceValue?, _ path: String, _ service: inout ComposeService) {
    guard let value, var deploy = ManifestFields(value, "\(path).deploy", &log) else { return }
    let mode = log.text(deploy.take("mode"), "\(path).deploy.mode") ?? "replicated"
    let replicas = log.integer(deploy.take("replicas"), in: 0...10_000, "\(path).deploy.replicas")
    if let replicas, mode.hasPrefix("replicated") { service.replicas = replicas }
    if mode.hasPrefix("global") { service.replicas = 1 }
    if mode.hasSuffix("-job") {
      log.notModelled("\(path).deploy.mode", "jobs run as long as the run lasts", at: value["mode"]?.place)
    }
    service.hasVirtualAddress =
      log.text(deploy.take("endpoint_mode"), "\(path).deploy.endpoint_mode") != "dnsrr"
    if let value = deploy.take("resources"),
      var resources = ManifestFields(value, "\(path).deploy.resources", &log)
    {
      for kind in ["limits", "reservations"] {
        guard let value = resources.take(kind),
          var amounts = ManifestFields(value, "\(path).deploy.resources.\(kind)", &log)
        else { continue }
        let inner = "\(path).deploy.resources.\(kind).cpus"
        let cpus = amounts.take("cpus")
        if kind == "limits" {
          if let cpus = log.number(cpus, in: 0...1_000_000, inner) { service.cpus = cpus }
        } else if let cpus {
          log.notModelled(inner, "a host gives each container its limit", at: cpus.place)
        }
        amounts.listRest(&log, .composeResources)
      }
      resources.listRest(&log, .composeResources)
    }
    deploy.listRest(&log, .composeDeploy)
  }

  // MARK: Networks

  private mutating func decodeStack(
    _ fields: inout ManifestFields, _ path: String, _ service: inout ComposeService
  ) {
    let networks = fields.take("networks")
    let modeValue = fields.take("network_mode") ?? fields.take("net")
    if let mode = log.text(modeValue, "\(path).network_mode") {
      if networks != nil {
        log.error("\(path): `network_mode` and `networks` exclude each other", at: modeValue?.place)
      }
      switch mode {
      case "host": service.stack = .host
      case "none": service.stack = .none
      case "bridge", "default":
        let place = modeValue?.place ?? service.place
        let name = mode == "bridge" ? Self.dockersBridge : "default"
        service.stack = .networks([ComposeService.Attachment(network: name, place: place)])
      case _ where mode.hasPrefix("service:"):
        service.stack = .service(String(mode.dropFirst("service:".count)))
      case _ where mode.hasPrefix("container:"):
        log.notModelled("\(path).network_mode", "the container is not of this file", at: modeValue?.place)
        service.stack = .none
      default:
        log.error(
          "\(path).network_mode: there is no mode `\(mode)`", at: modeValue?.place,
          hint: "host, none, bridge, service:NAME")
      }
      return
    }
    var attachments: [ComposeService.Attachment] = []
    for entry in networks?.fields ?? [] {
      attachments.append(decodeAttachment(entry, "\(path).networks.\(entry.key)"))
    }
    if networks != nil && networks?.fields == nil {
      log.error("\(path).networks: expected a list or a mapping", at: networks?.place)
    }
    if attachments.isEmpty {
      attachments = [ComposeService.Attachment(network: "default", place: service.place)]
    }
    // The highest priority is connected first (compose specification, 05 “priority”).
    let order = attachments.enumerated().sorted {
      ($1.element.priority, $0.offset) < ($0.element.priority, $1.offset)
    }
    service.stack = .networks(order.map(\.element))
  }

  private mutating func decodeAttachment(_ entry: SourceField, _ path: String) -> ComposeService.Attachment {
    var attachment = ComposeService.Attachment(network: entry.key, place: entry.place)
    guard var fields = ManifestFields(entry.value, path, &log) else { return attachment }
    attachment.aliases = log.texts(fields.take("aliases"), "\(path).aliases").map(\.text)
    attachment.priority =
      log.integer(fields.take("priority"), in: Int.min / 2...Int.max / 2, "\(path).priority") ?? 0
    let address = fields.take("ipv4_address")
    if let text = log.text(address, "\(path).ipv4_address"), !text.isEmpty {
      attachment.address = IPv4Address(text)
      if attachment.address == nil {
        log.error("\(path).ipv4_address: `\(text)` is no address", at: address?.place)
      }
    }
    fields.listRest(&log, .composeAttachment)
    return attachment
  }

  // MARK: Dependencies and health

  private mutating func decodeDependencies(
    _ value: SourceValue?, _ path: String, _ service: inout ComposeService
  ) {
    guard let value else { return }
    guard let entries = value.fields else {
      log.error("\(path).depends_on: expected a list or a mapping", at: value.place)
      return
    }
    for entry in entries {
      let inner = "\(path).depends_on.\(entry.key)"
      var dependency = ComposeService.Dependency(service: entry.key, place: entry.place)
      guard var fields = ManifestFields(entry.value, inner, &log) else { continue }
      let condition = fields.take("condition")
      if let text = log.text(condition, "\(inner).condition") {
        let known = ComposeService.Condition(rawValue: text)
        if known == nil {
          log.error(
            "\(inner).condition: there is no condition `\(text)`", at: condition?.place,
            hint: NearestName.hint(text, among: ComposeService.Condition.allCases.map(\.rawValue)))
        }
        dependency.condition = known ?? .started
      }
      dependency.isRequired = log.boolean(fields.take("required"), "\(inner).required") ?? true
      fields.listRest(&log, .composeDependency)
      service.dependencies.append(dependency)
    }
  }

  private mutating func decodeHealth(_ value: SourceValue?, _ path: String, _ service: inout ComposeService) {
    guard let value, var fields = ManifestFields(value, "\(path).healthcheck", &log) else { return }
    let isDisabled = log.boolean(fields.take("disable"), "\(path).healthcheck.disable") ?? false
    let test = value["test"]
    if isDisabled || test?.text == "NONE" || test?.items?.first?.text == "NONE" {
      _ = fields.take("test")
      return
    }
    var health = ComposeService.Health()
    if let time = duration(fields.take("interval"), "\(path).healthcheck.interval"), time > .zero {
      health.interval = time
    }
    if let time = duration(fields.take("timeout"), "\(path).healthcheck.timeout"), time > .zero {
      health.timeout = time
    }
    if let time = duration(fields.take("start_period"), "\(path).healthcheck.start_period") {
      health.startPeriod = time
    }
    if let time = duration(fields.take("start_interval"), "\(path).healthcheck.start_interval"), time > .zero
    {
      health.startInterval = time
    }
    if let retries = log.integer(fields.take("retries"), in: 0...1_000, "\(path).healthcheck.retries"),
      retries > 0
    {
      health.retries = retries
    }
    service.health = health
    fields.listRest(&log, .composeHealthcheck)
  }

  private mutating func duration(_ value: SourceValue?, _ path: String) -> SimTime? {
    guard let value, let text = log.text(value, path) else { return nil }
    if let time = ComposeDuration.parse(text) { return time }
    log.error("\(path): `\(text)` is no duration", at: value.place, hint: "such as 10s, 1m30s or 500ms")
    return nil
  }

  // MARK: Environment

  private mutating func decodeEnvironment(
    _ fields: inout ManifestFields, _ path: String, _ service: inout ComposeService
  ) {
    for entry in fields.take("env_file")?.items ?? [] {
      let name = entry.text ?? entry["path"]?.text
      let isRequired = entry["required"]?.text?.lowercased() != "false"
      guard let name else {
        log.error("\(path).env_file: expected a file", at: entry.place)
        continue
      }
      guard let bytes = try? files.read(FileReader.resolve(name, in: directory)), bytes.count <= 1 << 20
      else {
        if isRequired { log.note("not read: \(path).env_file (there is no \(name))", at: entry.place) }
        continue
      }
      service.environment += EnvironmentFile.read(String(decoding: bytes, as: UTF8.self), outer: [:])
    }
    let environment = fields.take("environment")
    let own = environment?.fields ?? []
    if !own.isEmpty {
      log.notModelled(
        "\(path).environment", "only the names of other services in it are used", at: environment?.place)
    }
    let names = Set(own.map(\.key))
    service.environment.removeAll { names.contains($0.name) }
    service.environment += own.map { ($0.key, $0.value.text ?? "") }
  }
}
