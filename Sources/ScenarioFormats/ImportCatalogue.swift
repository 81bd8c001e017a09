/// Kinds of files that `import:` and `rhumb import` read.
package enum ImportCatalogue {
  package static let kinds: [(name: String, summary: String)] = [
    ("graphml", "A network as GraphML, such as those of the Internet Topology Zoo. Options: stubs."),
    (
      "as-rel",
      "AS relationships in CAIDA's form, serial-1 or serial-2, or in C-BGP's; in scenarios only. Options: stubs."
    ),
    (
      "mrt",
      "BGP tables of route collectors, BIRD, FRR or Quagga (TABLE_DUMP_V2, RFC 6396); by `rhumb import` only. Option: within."
    ),
    (
      "compose",
      "Compose files: services, replicas, networks, ports, health, variables. Options: on, name, profiles, scale, env, env-file, clients."
    ),
    (
      "kubernetes",
      "Kubernetes manifests: workloads placed by a scheduler, services, network policies. Options: on, scale, kube-proxy, clients."
    ),
    (
      "containerlab",
      "A containerlab topology with FRR configurations; by `rhumb import` and `rhumb run` only."
    ),
  ]
}
