import NetworkModel

/// Makes a scenario of Kubernetes manifests.
///
/// Files → `KubernetesLoader` (documents, lists) → `KubernetesDecoder` (`KubernetesCluster`) → `Scheduler` and
/// `KubernetesLowering` (`Scenario`). Kinds and fields that take no part are listed in the diagnostics as notes.
package enum KubernetesImporter {
  /// How a node balances connections to a service.
  package enum Proxy: String, Sendable, CaseIterable {
    case iptables
    case ipvs
  }

  package struct Options: Sendable {
    /// Hosts of the scenario that are the nodes; empty: those of the manifests, or three that are made up.
    package var hosts: [String] = []
    package var proxy = Proxy.iptables
    package var withClients = true
    package var taken: Set<String> = []
    /// Replicas by workload, in place of the files'.
    package var scale: [String: Int] = [:]

    package init() {}
  }

  package static func load(
    _ paths: [String], options: Options = Options(), files: ManifestFiles = .system
  ) -> Imported {
    var loader = KubernetesLoader(files: files)
    loader.load(paths)
    let file = paths.first?.split(separator: "/").last.map(String.init) ?? "cluster"
    let title = file.split(separator: ".").first.map(String.init) ?? file
    var decoder = KubernetesDecoder(log: loader.log)
    decoder.decode(loader.objects)
    guard !decoder.log.hasErrors else {
      return Imported(scenario: Scenario(title: title), diagnostics: decoder.log.diagnostics)
    }
    var lowering = KubernetesLowering(decoder.cluster, options: options, log: decoder.log, title: title)
    lowering.lower()
    return Imported(scenario: lowering.scenario, diagnostics: lowering.log.diagnostics)
  }
}
