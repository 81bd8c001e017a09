import Kernel
import NetworkModel

extension KubernetesDecoder {
  mutating func decodeWorkload(_ object: KubernetesObject) {
    guard let kind = KubernetesWorkload.Kind(rawValue: object.kind) else { return }
    let path = "\(object.title): spec"
    guard let spec = object.value["spec"] else {
      log.error("\(object.title) has no `spec`", at: object.place)
      return
    }
    var workload = KubernetesWorkload(
      kind: kind, name: object.name,
      pod: PodRequest(name: object.name, workload: object.title, namespace: object.namespace),
      place: object.place)
    if kind == .pod {
      workload.pod.labels = object.labels
      decodePod(spec, path, &workload)
    } else {
      guard var fields = ManifestFields(spec, path, &log) else { return }
      let count = kind == .job ? "parallelism" : "replicas"
      if kind != .daemonSet,
        let replicas = log.integer(fields.take(count), in: 0...10_000, "\(path).\(count)")
      {
        workload.replicas = replicas
      }
      guard let template = fields.take("template") else {
        log.error("\(path) has no `template`", at: spec.place)
        return
      }
      decodeClaimTemplates(
        fields.take("volumeClaimTemplates"), "\(path).volumeClaimTemplates", &workload)
      fields.listRest(&log, .kubernetesWorkload)
      workload.pod.labels = KubernetesLoader.labels(template["metadata"]?["labels"])
      decodeTemplate(template, path + ".template", &workload)
    }
    finish(object, taking: ["spec"])
    cluster.workloads.append(workload)
  }

  private mutating func decodeTemplate(
    _ value: SourceValue, _ path: String, _ workload: inout KubernetesWorkload
  ) {
    guard var fields = ManifestFields(value, path, &log) else { return }
    if let metadata = fields.take("metadata"), var inner = ManifestFields(metadata, "\(path).metadata", &log)
    {
      for key in ["labels", "name", "namespace"] { _ = inner.take(key) }
      inner.listRest(&log, .kubernetesMetadata)
    }
    let spec = fields.take("spec")
    fields.listRest(&log, .kubernetesObject)
    guard let spec else {
      log.error("\(path) has no `spec`", at: value.place)
      return
    }
    decodePod(spec, "\(path).spec", &workload)
  }
}
