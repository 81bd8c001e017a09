import NetworkModel
import Testing

@testable import ScenarioFormats

/// Claims on storage become traffic where a server is named (Kubernetes documentation, “Persistent Volumes”).
@Suite struct KubernetesStorageTests {
  private static func load(_ objects: String, volumes: String) -> Imported {
    KubernetesImporterTests.load(
      KubernetesImporterTests.deployment("web", replicas: 2, spec: "volumes: \(volumes), ") + objects)
  }

  private static func servers(_ imported: Imported) -> [String] {
    imported.scenario.services.map { "\($0.name):\($0.port)" }
  }

  @Test func aVolumeOfAPodIsReadByItsNode() throws {
    let imported = Self.load("", volumes: "[{name: v, nfs: {server: 10.0.0.9, path: /x}}]")
    #expect(Self.servers(imported) == ["storage-10-0-0-9:2049"])
    let nodes = Set(imported.scenario.traffic.map(\.from))
    #expect(nodes.isSubset(of: ["node-1", "node-2", "node-3"]) && !nodes.isEmpty)
  }

  private static let claim = "[{name: v, persistentVolumeClaim: {claimName: data}}]"

  private static func claim(_ more: String) -> String {
    "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {\(more)}\n---\n"
  }

  private static func volume(_ name: String, _ more: String) -> String {
    "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: \(name)}\nspec: {\(more)}\n---\n"
  }

  @Test func claimsAreBoundByNameReferenceAndClass() {
    let byName = Self.load(
      Self.volume("other", "nfs: {server: a, path: /}") + Self.volume("mine", "nfs: {server: b, path: /}")
        + Self.claim("volumeName: mine"), volumes: Self.claim)
    #expect(Self.servers(byName) == ["b:2049"])
    let byReference = Self.load(
      Self.volume("p", "claimRef: {name: data}, iscsi: {targetPortal: \"10.0.0.7:3260\"}") + Self.claim(""),
      volumes: Self.claim)
    #expect(Self.servers(byReference) == ["storage-10-0-0-7:3260"])
    let byClass = Self.load(
      Self.volume("p", "storageClassName: slow, nfs: {server: a, path: /}")
        + Self.volume("q", "storageClassName: fast, nfs: {server: b, path: /}")
        + Self.claim("storageClassName: fast"), volumes: Self.claim)
    #expect(Self.servers(byClass) == ["b:2049"])
  }

  @Test func aClassWithAServerProvisions() {
    let storageClass = """
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata: {name: shared}
      provisioner: nfs.csi.k8s.io
      parameters: {server: filer.example.com, share: /x}
      ---

      """
    let imported = Self.load(
      storageClass + Self.claim("storageClassName: shared"), volumes: Self.claim)
    #expect(Self.servers(imported) == ["filer:2049"])
  }

  @Test func whatIsOnNoServerIsListed() {
    let imported = Self.load(Self.claim("storageClassName: gp2"), volumes: Self.claim)
    #expect(Self.servers(imported).isEmpty)
    let notes = ComposeText.messages(imported, .note)
    #expect(
      notes.contains {
        $0.contains("not modelled: PersistentVolumeClaim data (no storage node is named for it)")
      })
  }

  @Test func anIngressWithTLSEndsItThere() throws {
    let ingress = """
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: i}
      spec:
        tls: [{hosts: [shop.example.com], secretName: s}]
        rules: [{http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}]
      ---

      """
    let scenario = try KubernetesImporterTests.scenario(
      KubernetesImporterTests.deployment("web") + KubernetesImporterTests.service("web") + ingress)
    #expect(scenario.services.first?.security?.version == .tls13)
    #expect(scenario.services.first?.security?.keepAlive != nil)
  }
}
