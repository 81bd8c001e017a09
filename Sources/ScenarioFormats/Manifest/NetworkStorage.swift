import Kernel
import NetworkModel

/// A server that volumes are on, as compose files and manifests name it: what is read from such a volume crosses the network.
struct NetworkStorage: Equatable, Sendable {
  enum Kind: String, Sendable, CaseIterable {
    case nfs
    case cifs
    case sshfs
    case iscsi
    case glusterfs
    case ceph

    /// Registered with IANA.
    var port: UInt16 {
      switch self {
      case .nfs: 2049
      case .cifs: 445
      case .sshfs: 22
      case .iscsi: 3260
      case .glusterfs: 24007
      case .ceph: 6789
      }
    }
  }

  var kind: Kind
  /// Name or address.
  var server: String

  /// The first word of a host, of `host:port` or of a name with its domain; nil for what is none.
  init?(_ kind: Kind, server text: String?) {
    guard let text, !text.isEmpty, text.utf8.count <= 253 else { return nil }
    self.kind = kind
    server = text
  }

  /// As a node's name: `storage-10-0-0-5`, `filer`.
  var nodeName: String {
    let host = server.split(separator: ":").first.map(String.init) ?? server
    if IPv4Address(host) != nil { return "storage-" + UniqueNames.plain(host) }
    return UniqueNames.plain(host.split(separator: ".").first.map(String.init) ?? host)
  }

  // MARK: What is made up

  /// Reads of one block for each request that the one who mounts it serves. How often a container reads is in no manifest.
  static let request = 200.0
  static let block = 16_384.0
  /// Requests a second where nobody asks the one who mounts it.
  static let idleRate = 1.0
  /// Threads of Linux's NFS server by default (nfs-utils, `RPCNFSDCOUNT`).
  static let threads = 8
  static let serviceTime = Distribution.exponential(mean: 0.001)

  static let told =
    "storage over the network: one read of 16 KiB is made up for each request of the one who mounts it"

  /// Its server as a service of a scenario.
  func service(named name: String, on node: String) -> ServiceSpec {
    var spec = ServiceSpec(name: name)
    spec.backends = [BackendSpec(name: node)]
    spec.port = kind.port
    spec.layer = .connection
    spec.concurrency = Self.threads
    spec.serviceTime = Self.serviceTime
    return spec
  }

  /// Volumes are mounted by the host, in its own network, on behalf of the containers.
  static func reads(of consumer: String, by host: String, to service: String, rate: Double) -> TrafficSpec {
    TrafficSpec(
      name: "volumes of \(consumer)->\(service)", from: host, to: .service(service),
      kind: MadeUpTraffic.requests(rate: rate, request: request, response: block))
  }
}
