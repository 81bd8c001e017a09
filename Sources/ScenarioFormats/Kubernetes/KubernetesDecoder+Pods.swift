import Kernel
import NetworkModel

extension KubernetesDecoder {
  mutating func decodePod(_ value: SourceValue, _ path: String, _ workload: inout KubernetesWorkload) {
    guard var fields = ManifestFields(value, path, &log) else { return }
    workload.usesHostNetwork = log.boolean(fields.take("hostNetwork"), "\(path).hostNetwork") ?? false
    workload.pod.nodeName = log.text(fields.take("nodeName"), "\(path).nodeName")
    workload.pod.nodeSelector = KubernetesLoader.labels(fields.take("nodeSelector"))
    decodePlacement(&fields, path, &workload.pod)
    decodeVolumes(fields.take("volumes"), path, &workload, at: fields.place(of: "volumes"))
    let containers = fields.take("containers")
    fields.listRest(&log, .kubernetesPod)
    guard let items = containers?.items, !items.isEmpty else {
      log.error("\(path): a pod has `containers`", at: containers?.place ?? value.place)
      return
    }
    var limits: [Double?] = []
    for item in items {
      let name = item["name"]?.text ?? "unnamed"
      limits.append(decodeContainer(item, "\(path).containers[\(name)]", &workload))
    }
    // A container without a limit may use what there is.
    if limits.allSatisfy({ $0 != nil }) { workload.cpuLimit = limits.reduce(0) { $0 + ($1 ?? 0) } }
  }

  /// - Returns: its limit of processors.
  private mutating func decodeContainer(
    _ value: SourceValue, _ path: String, _ workload: inout KubernetesWorkload
  ) -> Double? {
    guard var fields = ManifestFields(value, path, &log) else { return nil }
    _ = fields.take("name")
    for item in fields.take("ports")?.items ?? [] { decodePort(item, "\(path).ports", &workload) }
    for item in fields.take("env")?.items ?? [] {
      if let name = item["name"]?.text, let text = item["value"]?.text {
        workload.environment.append((name, text))
      }
    }
    // Addresses among the arguments count as those in variables do.
    for key in ["args", "command"] {
      for item in value[key]?.items ?? [] { workload.environment.append(("", item.text ?? "")) }
    }
    if let probe = fields.take("readinessProbe") {
      decodeReadiness(probe, "\(path).readinessProbe", &workload)
    }
    var limit: Double?
    if let resources = fields.take("resources"),
      var amounts = ManifestFields(resources, "\(path).resources", &log)
    {
      limit = decodeResources(&amounts, "\(path).resources", &workload)
      amounts.listRest(&log, .kubernetesResources)
    }
    fields.listRest(&log, .kubernetesContainer)
    return limit
  }

  private mutating func decodeResources(
    _ fields: inout ManifestFields, _ path: String, _ workload: inout KubernetesWorkload
  ) -> Double? {
    var limit: Double?
    let limits = fields.take("limits")
    if let limits, var inner = ManifestFields(limits, "\(path).limits", &log) {
      limit = amount(inner.take("cpu"), "\(path).limits.cpu")
      inner.listRest(&log, .kubernetesResources)
    }
    let requests = fields.take("requests")
    if let requests, var inner = ManifestFields(requests, "\(path).requests", &log) {
      for key in ["cpu", "memory"] { _ = inner.take(key) }
      inner.listRest(&log, .kubernetesResources)
    }
    // What is limited but not asked for is asked for in the same amount.
    if let cpu = amount(requests?["cpu"], "\(path).requests.cpu") ?? limit {
      workload.pod.cpu = (workload.pod.cpu ?? 0) + cpu
    }
    let memory =
      amount(requests?["memory"], "\(path).requests.memory")
      ?? amount(limits?["memory"], "\(path).limits.memory")
    if let memory { workload.pod.memory = (workload.pod.memory ?? 0) + memory }
    return limit == 0 ? nil : limit
  }

  private mutating func decodePort(_ item: SourceValue, _ path: String, _ workload: inout KubernetesWorkload)
  {
    guard var fields = ManifestFields(item, path, &log),
      let number = log.integer(fields.take("containerPort"), in: 1...65535, "\(path).containerPort")
    else { return }
    let name = log.text(fields.take("name"), "\(path).name") ?? ""
    let written = fields.take("protocol")
    let transport = written.flatMap { $0.text.flatMap(TransportProtocol.init(name:)) }
    if let written, transport == nil {
      log.error("\(path).protocol: \(written.described) is none of TCP, UDP, SCTP", at: written.place)
    }
    workload.ports.append(NamedPort(name, UInt16(number), transport ?? .tcp))
    let host = fields.take("hostPort") ?? (workload.usesHostNetwork ? item["containerPort"] : nil)
    if let port = log.integer(host, in: 0...65535, "\(path).hostPort"), port > 0 {
      workload.pod.hostPorts.append("\(port)/\(transport ?? .tcp)")
    }
    if let address = fields.take("hostIP") {
      log.notModelled("\(path).hostIP", "a port is taken on all addresses", at: address.place)
    }
    fields.listRest(&log, .kubernetesServicePort)
  }

  /// A pod is ready after its probe's first success: `initialDelaySeconds` after its start.
  private mutating func decodeReadiness(
    _ value: SourceValue, _ path: String, _ workload: inout KubernetesWorkload
  ) {
    if let delay = log.integer(value["initialDelaySeconds"], in: 0...86_400, "\(path).initialDelaySeconds") {
      workload.readyAfter = max(workload.readyAfter, .seconds(Double(delay)))
    }
    for field in value.fields ?? [] where field.key != "initialDelaySeconds" {
      log.notModelled("\(path).\(field.key)", "a pod is ready at its first probe", at: field.place)
    }
  }
}
