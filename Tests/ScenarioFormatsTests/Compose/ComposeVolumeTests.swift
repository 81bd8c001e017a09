import NetworkModel
import Testing

@testable import ScenarioFormats

/// Volumes on servers are traffic of the host that mounts them (compose specification, 07 “driver_opts”).
@Suite struct ComposeVolumeTests {
  private static let text = """
    services:
      web:
        image: x
        ports: ["8080:80"]
        volumes: [media:/srv, "./local:/etc/x"]
      worker:
        image: x
        volumes:
          - {type: volume, source: media, target: /srv}
          - {type: volume, source: backup, target: /backup}
      plain:
        image: x
        volumes: [scratch:/tmp]
    volumes:
      media:
        driver_opts: {type: nfs, o: "addr=10.40.0.199,nolock,soft,rw", device: ":/docker/example"}
      backup:
        driver_opts: {type: cifs, device: "//filer/backup", o: "username=u"}
      scratch: {}
    """

  @Test func eachServerIsAHostThatTheDockerHostReadsFrom() throws {
    let scenario = try ComposeText.scenario(Self.text)
    #expect(scenario.network.hosts.map(\.name).contains("storage-10-40-0-199"))
    #expect(scenario.network.hosts.map(\.name).contains("filer"))
    let media = try #require(scenario.services.first { $0.name == "storage-10-40-0-199" })
    #expect(media.port == 2049)
    #expect(scenario.services.first { $0.name == "filer" }?.port == 445)
    let reads = scenario.traffic.filter { $0.to == .service("storage-10-40-0-199") }
    #expect(
      reads.map(\.name) == [
        "volumes of web->storage-10-40-0-199", "volumes of worker->storage-10-40-0-199",
      ])
    let docker = try #require(scenario.network.containerNetworks.first?.host)
    #expect(reads.allSatisfy { $0.from == docker })
  }

  @Test func whatIsOnTheHostsOwnDiskIsListed() {
    let notes = ComposeText.messages(ComposeText.load(Self.text), .note)
    #expect(notes.contains { $0.hasSuffix("not modelled: volumes.scratch (it is on the host's own disk)") })
    #expect(notes.contains { $0.contains("not modelled: services.plain.volumes (files take no part)") })
    #expect(notes.contains { $0.contains("not modelled: services.web.volumes (files take no part)") })
    #expect(!notes.contains { $0.contains("services.worker.volumes") })
    #expect(notes.contains { $0.contains("one read of 16 KiB is made up") })
  }

  @Test func aServerInTheFileIsItsOwnService() throws {
    let scenario = try ComposeText.scenario(
      """
      services:
        nfs: {image: x}
        web: {image: x, ports: ["80:80"], volumes: ["data:/srv"]}
      volumes:
        data: {driver_opts: {type: nfs4, o: "addr=nfs,rw", device: ":/"}}
      """)
    #expect(scenario.traffic.contains { $0.to == .service("nfs") })
    #expect(scenario.network.hosts.count == 2)  // Docker's, and the clients'.
  }

  @Test(arguments: [
    ("{sshcmd: \"user@box:/data\"}", "sshfs box"), ("{type: nfs, device: \"box:/data\"}", "nfs box"),
    ("{type: glusterfs, device: \"box:vol\"}", "glusterfs box"), ("{type: tmpfs, device: tmpfs}", "none"),
    ("{type: nfs}", "none"), ("{type: none, o: bind, device: /data}", "none"),
  ])
  func optionsNameTheServer(options: String, expected: String) throws {
    let (tree, _) = ComposeText.tree(["c": "volumes: {v: {driver_opts: \(options)}}"], ["c"])
    var decoder = ComposeDecoder(log: ImportLog(), files: ComposeText.files([:]), directory: "", profiles: [])
    decoder.decodeVolumes(tree?["volumes"])
    let found = decoder.networkVolumes["v"].map { "\($0.kind.rawValue) \($0.server)" }
    #expect(found ?? "none" == expected)
  }
}
