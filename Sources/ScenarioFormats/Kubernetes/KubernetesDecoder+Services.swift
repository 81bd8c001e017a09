import NetworkModel

extension KubernetesDecoder {
  mutating func decodeService(_ object: KubernetesObject) {
    let path = "\(object.title): spec"
    finish(object, taking: ["spec"])
    guard let spec = object.value["spec"], var fields = ManifestFields(spec, path, &log) else {
      log.error("\(object.title) has no `spec`", at: object.place)
      return
    }
    var service = KubernetesService(name: object.name, namespace: object.namespace, place: object.place)
    let type = fields.take("type")
    if let text = log.text(type, "\(path).type") {
      guard let known = KubernetesService.Exposure(rawValue: text) else {
        log.error(
          "\(path).type: there is no type `\(text)`", at: type?.place,
          hint: "one of: ClusterIP, NodePort, LoadBalancer, ExternalName")
        return
      }
      service.exposure = known
    }
    if spec["clusterIP"]?.text == "None" {
      service.isHeadless = true
      _ = fields.take("clusterIP")
    }
    let selector = fields.take("selector")
    service.selector = KubernetesLoader.labels(selector)
    service.hasAffinity = log.text(fields.take("sessionAffinity"), "\(path).sessionAffinity") == "ClientIP"
    service.keepsToNode =
      log.text(fields.take("externalTrafficPolicy"), "\(path).externalTrafficPolicy") == "Local"
    if let name = fields.take("externalName") {
      log.notModelled("\(path).externalName", "the service is outside of the cluster", at: name.place)
    }
    for item in fields.take("ports")?.items ?? [] { decodePort(item, "\(path).ports", &service) }
    fields.listRest(&log, .kubernetesService)
    if service.selector.isEmpty {
      log.note(
        "left out: \(object.title) (without a selector it has no pods of these files)", at: object.place)
      return
    }
    cluster.services.append(service)
  }

  private mutating func decodePort(_ item: SourceValue, _ path: String, _ service: inout KubernetesService) {
    guard var fields = ManifestFields(item, path, &log),
      let number = log.integer(fields.take("port"), in: 1...65535, "\(path).port")
    else { return }
    let target = log.text(fields.take("targetPort"), "\(path).targetPort") ?? "\(number)"
    var port = KubernetesService.Port(number: UInt16(number), target: target)
    port.name = log.text(fields.take("name"), "\(path).name")
    let transport = fields.take("protocol")
    if let text = log.text(transport, "\(path).protocol") {
      if let known = TransportProtocol(name: text) {
        port.transport = known
      } else {
        log.error("\(path).protocol: `\(text)` is none of TCP, UDP, SCTP", at: transport?.place)
      }
    }
    port.nodePort = log.integer(fields.take("nodePort"), in: 0...65535, "\(path).nodePort").map(UInt16.init)
    fields.listRest(&log, .kubernetesServicePort)
    service.ports.append(port)
  }
}
