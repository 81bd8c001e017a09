/// Storage: volumes of pods, claims, persistent volumes and their classes, as far as they name a server.
extension KubernetesDecoder {
  /// A claim on storage, before it is bound.
  struct Claim {
    let volume: String?
    /// Nil: the default class; empty: none.
    let storageClass: String?
    let title: String
    let place: SourcePlace
  }

  /// A persistent volume that is on a server.
  struct PersistentVolume {
    let name: String
    let storageClass: String
    let claim: String?
    let storage: NetworkStorage
  }

  /// True when the object is one of storage, and has been read.
  mutating func decodeStorage(_ object: KubernetesObject) -> Bool {
    let spec = object.value["spec"]
    switch object.kind {
    case "PersistentVolumeClaim" where object.group.isEmpty:
      claims["\(object.namespace)/\(object.name)"] = Claim(
        volume: spec?["volumeName"]?.text, storageClass: Self.storageClass(of: object.value),
        title: object.title, place: object.place)
    case "PersistentVolume" where object.group.isEmpty:
      guard let storage = Self.storage(spec) else { return false }
      let bound = spec?["claimRef"]
      let claim = bound?["name"]?.text.map { "\(bound?["namespace"]?.text ?? "default")/\($0)" }
      volumes.append(
        PersistentVolume(
          name: object.name, storageClass: Self.storageClass(of: object.value) ?? "", claim: claim,
          storage: storage))
    case "StorageClass" where object.group == "storage.k8s.io":
      let parameters = object.value["parameters"]
      let isCIFS = object.value["provisioner"]?.text?.contains("smb") ?? false
      let server = parameters?["server"]?.text ?? parameters?["source"]?.text
      guard let storage = NetworkStorage(isCIFS ? .cifs : .nfs, server: Self.host(server)) else {
        return false
      }
      storageClasses[object.name] = storage
    default: return false
    }
    finish(object, taking: ["spec", "parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"])
    return true
  }

  /// `storageClassName`, or the annotation that came before it.
  private static func storageClass(of value: SourceValue) -> String? {
    value["spec"]?["storageClassName"]?.text
      ?? value["metadata"]?["annotations"]?["volume.beta.kubernetes.io/storage-class"]?.text
  }

  /// Of a volume in a pod, or of a persistent one.
  static func storage(_ value: SourceValue?) -> NetworkStorage? {
    guard let value else { return nil }
    if let nfs = value["nfs"] { return NetworkStorage(.nfs, server: nfs["server"]?.text) }
    if let iscsi = value["iscsi"] { return NetworkStorage(.iscsi, server: host(iscsi["targetPortal"]?.text)) }
    if let gluster = value["glusterfs"] {
      return NetworkStorage(.glusterfs, server: gluster["endpoints"]?.text)
    }
    for kind in ["cephfs", "rbd"] {
      if let ceph = value[kind] {
        return NetworkStorage(.ceph, server: host(ceph["monitors"]?.items?.first?.text))
      }
    }
    guard let csi = value["csi"], let attributes = csi["volumeAttributes"] else { return nil }
    let isCIFS = csi["driver"]?.text?.contains("smb") ?? false
    return NetworkStorage(
      isCIFS ? .cifs : .nfs, server: host(attributes["server"]?.text ?? attributes["source"]?.text))
  }

  /// Of `host`, `host:port`, `//host/share`.
  private static func host(_ text: String?) -> String? {
    guard let text else { return nil }
    let rest = text.hasPrefix("//") ? text.dropFirst(2) : text[...]
    return rest.split(whereSeparator: { $0 == ":" || $0 == "/" }).first.map(String.init)
  }

  // MARK: What pods mount

  /// Volumes of a pod; what is on no server is listed.
  mutating func decodeVolumes(
    _ value: SourceValue?, _ path: String, _ workload: inout KubernetesWorkload, at place: SourcePlace
  ) {
    var isLocal = false
    for item in value?.items ?? [] {
      if let storage = Self.storage(item) {
        workload.storage.append(storage)
      } else if let claim = item["persistentVolumeClaim"]?["claimName"]?.text {
        workload.claims.append("\(workload.pod.namespace)/\(claim)")
      } else {
        isLocal = true
      }
    }
    if isLocal || (value != nil && value?.items == nil) {
      log.notModelled("\(path).volumes", "files of a node take no part", at: place)
    }
  }

  /// `volumeClaimTemplates` of a StatefulSet: each pod has a claim of the template's class.
  mutating func decodeClaimTemplates(
    _ value: SourceValue?, _ path: String, _ workload: inout KubernetesWorkload
  ) {
    for (number, item) in (value?.items ?? []).enumerated() {
      let name = item["metadata"]?["name"]?.text ?? "\(number + 1)"
      let key = "\(workload.pod.namespace)/\(workload.name)/\(name)"
      claims[key] = Claim(
        volume: item["spec"]?["volumeName"]?.text, storageClass: Self.storageClass(of: item),
        title: "\(path)[\(name)]", place: item.place)
      workload.claims.append(key)
    }
  }

  /// Binds claims to volumes: by name, by the volume's own reference, by class; a class with a server makes one. What is on no
  /// server is listed.
  mutating func bindClaims() {
    var bound: [String: NetworkStorage] = [:]
    var free = volumes
    for (key, claim) in claims.sorted(by: { $0.key < $1.key }) {
      let place = free.firstIndex { volume in
        if let name = claim.volume { return volume.name == name }
        if let owner = volume.claim { return owner == key }
        return volume.storageClass == claim.storageClass ?? ""
      }
      if let place {
        bound[key] = free[place].storage
        // A claim has its volume to itself.
        free.remove(at: place)
      } else if let storage = claim.storageClass.flatMap({ storageClasses[$0] }) {
        bound[key] = storage
      } else {
        log.notModelled(claim.title, "no storage node is named for it", at: claim.place)
      }
    }
    for position in cluster.workloads.indices {
      for claim in cluster.workloads[position].claims {
        if let storage = bound[claim] { cluster.workloads[position].storage.append(storage) }
      }
    }
  }
}
