import Foundation
import Kernel
import NetworkModel
import Testing

@testable import ScenarioFormats

/// Hostile changes of manifests: an import ends with a scenario that can be written, read back and built, or with located
/// errors.
@Suite struct KubernetesMutationTests {
  static let sample = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop, labels: {app: web}}
    spec:
      replicas: 3
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web, tier: front}}
        spec:
          nodeSelector: {kubernetes.io/hostname: node-1}
          tolerations: [{key: a, operator: Exists, effect: NoSchedule}]
          affinity:
            nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: DoesNotExist}]}]}}
            podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 10, podAffinityTerm: {labelSelector: {matchLabels: {app: web}}, topologyKey: a}}]}
          topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}]
          containers:
            - name: c
              image: x
              env: [{name: DB_ADDR, value: "db:5432"}]
              ports: [{name: http, containerPort: 8080, hostPort: 0, protocol: TCP}]
              resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: "0.5"}}
              readinessProbe: {initialDelaySeconds: 3, periodSeconds: 5}
    ---
    apiVersion: v1
    kind: List
    items:
      - {apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {type: LoadBalancer, selector: {app: web}, ports: [{name: http, port: 80, targetPort: http, nodePort: 30080}]}}
      - {apiVersion: v1, kind: Service, metadata: {name: db, namespace: shop}, spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}}
      - {apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: a}}}
    ---
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db, namespace: shop}
    spec: {replicas: 2, serviceName: db, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: y}]}}}
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: db, namespace: shop}
    spec:
      podSelector: {matchLabels: {app: db}}
      policyTypes: [Ingress, Egress]
      ingress: [{from: [{podSelector: {matchLabels: {app: web}}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{port: 5432, protocol: TCP}, {port: 1, endPort: 9}, {port: http}]}]
      egress: [{to: [{namespaceSelector: {matchExpressions: [{key: team, operator: NotIn, values: [b]}]}}]}]
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: i, namespace: shop}
    spec: {rules: [{http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}]}
    """

  private static let hostile = [
    "-1", "1e309", "\"\"", "null", "[]", "{}", "[[]]", String(repeating: "9", count: 40), "nan", "0", "*x",
    "&x y",
    "0.0.0.0/0", "255.255.255.255/32", "::/0", "65536", "10000", "3001", "9223372036854775807", "1e18", "-5m",
    "99999999Gi", "0.0001m", String(repeating: "[", count: 150), "true", String(repeating: "a", count: 5000),
    "é",
    "--", "{{ x }}", "DaemonSet", "Pod", "Node", "NetworkPolicy", "NodePort", "Local", "hostNetwork", "In",
    "Gt",
    "node-1", "web", "shop", "|", ">-", "- a", "<<", "---", "!!int x",
  ]

  @Test(.timeLimit(.minutes(2)), arguments: 0..<100)
  func endsWithAScenarioOrDiagnostics(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), entity: "kubernetes", purpose: "mutation")
    for _ in 0..<10 {
      var text = Self.sample
      for _ in 0..<(1 + stream.below(3)) { text = Self.mutated(text, &stream) }
      let imported = KubernetesImporterTests.load(text)
      if imported.hasErrors {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.count
        #expect(imported.diagnostics.allSatisfy { (0...lines + 1).contains($0.line) && !$0.rendered.isEmpty })
        continue
      }
      let decoded = try ScenarioFile.decode(ScenarioYAML.text(imported.scenario), name: "written.yaml")
        .scenario
      #expect(decoded == imported.scenario, "seed \(seed):\n\(text)")
    }
  }

  private static func mutated(_ text: String, _ stream: inout RandomStream) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let place = stream.below(lines.count)
    guard stream.below(2) == 0 else { return ComposeMutationTests.mutated(text, &stream) }
    let parts = lines[place].split(separator: ": ", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1 else { return text }
    let which = 1 + stream.below(parts.count - 1)
    var changed = parts
    changed[which] = hostile[stream.below(hostile.count)] + parts[which].drop { !",}]".contains($0) }
    lines[place] = changed.joined(separator: ": ")
    return lines.joined(separator: "\n")
  }
}

/// Every file of folders of real manifests, when `RHUMB_MANIFESTS` names them, divided by colons.
@Suite struct ManifestFilesTests {
  static let files: [String] = (ProcessInfo.processInfo.environment["RHUMB_MANIFESTS"] ?? "").split(
    separator: ":"
  )
  .flatMap { folder in
    ((try? FileManager.default.contentsOfDirectory(atPath: String(folder))) ?? []).sorted().map {
      "\(folder)/\($0)"
    }
  }.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }

  @Test(.enabled(if: !files.isEmpty), arguments: files) func importsAndCanBeRun(file: String) throws {
    let imported = KubernetesImporter.load([file])
    #expect(!imported.hasErrors, "\(imported.diagnostics.filter { $0.severity == .error }.map(\.summary))")
    let written = ScenarioYAML.text(imported.scenario)
    let scenario = try ScenarioFile.decode(written, name: "written.yaml").scenario
    _ = try Topology(scenario.network)
  }
}
