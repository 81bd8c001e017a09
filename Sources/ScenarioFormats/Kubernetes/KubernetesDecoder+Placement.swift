import NetworkModel

/// What the scheduler reads of a pod: affinity, tolerations, spreading.
extension KubernetesDecoder {
  mutating func decodePlacement(_ fields: inout ManifestFields, _ path: String, _ pod: inout PodRequest) {
    pod.tolerations = (fields.take("tolerations")?.items ?? []).map { item in
      Toleration(
        key: item["key"]?.text ?? "", operation: item["operator"]?.text ?? "Equal",
        value: item["value"]?.text ?? "", effect: item["effect"]?.text ?? "")
    }
    for item in fields.take("topologySpreadConstraints")?.items ?? [] {
      let inner = "\(path).topologySpreadConstraints"
      pod.spread.append(
        SpreadConstraint(
          maxSkew: log.integer(item["maxSkew"], in: 1...10_000, "\(inner).maxSkew") ?? 1,
          topologyKey: item["topologyKey"]?.text ?? "kubernetes.io/hostname",
          isHard: item["whenUnsatisfiable"]?.text != "ScheduleAnyway",
          selector: item["labelSelector"].map {
            KubernetesSelector.decode($0, "\(inner).labelSelector", &log)
          }))
    }
    guard let affinity = fields.take("affinity") else { return }
    decodeNodeAffinity(affinity["nodeAffinity"], &pod)
    for (key, sign) in [("podAffinity", 1), ("podAntiAffinity", -1)] {
      guard let value = affinity[key] else { continue }
      let inner = "\(path).affinity.\(key)"
      for item in value["requiredDuringSchedulingIgnoredDuringExecution"]?.items ?? [] {
        let term = term(item, inner)
        if sign > 0 { pod.affinity.append(term) } else { pod.antiAffinity.append(term) }
      }
      for item in value["preferredDuringSchedulingIgnoredDuringExecution"]?.items ?? [] {
        let weight = log.integer(item["weight"], in: 0...100, "\(inner).weight") ?? 1
        if let written = item["podAffinityTerm"] {
          pod.preferredPods.append((sign * weight, term(written, inner)))
        }
      }
    }
  }

  private mutating func decodeNodeAffinity(_ value: SourceValue?, _ pod: inout PodRequest) {
    guard let value else { return }
    if let required = value["requiredDuringSchedulingIgnoredDuringExecution"] {
      pod.requiredNodes = (required["nodeSelectorTerms"]?.items ?? []).map(requirements)
    }
    for item in value["preferredDuringSchedulingIgnoredDuringExecution"]?.items ?? [] {
      let weight = log.integer(item["weight"], in: 0...100, "nodeAffinity.weight") ?? 1
      pod.preferredNodes.append((weight, item["preference"].map(requirements) ?? []))
    }
  }

  private func requirements(_ term: SourceValue) -> [NodeRequirement] {
    (term["matchExpressions"]?.items ?? []).map { item in
      NodeRequirement(
        key: item["key"]?.text ?? "", operation: item["operator"]?.text ?? "In",
        values: item["values"]?.items?.compactMap(\.text) ?? [])
    }
  }

  private mutating func term(_ value: SourceValue, _ path: String) -> AffinityTerm {
    AffinityTerm(
      selector: value["labelSelector"].map { KubernetesSelector.decode($0, "\(path).labelSelector", &log) },
      namespaces: value["namespaces"]?.items?.compactMap(\.text) ?? [],
      topologyKey: value["topologyKey"]?.text ?? "kubernetes.io/hostname")
  }
}
