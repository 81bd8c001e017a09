/// Volumes: those on a server of the network are traffic, the others are the host's own disk.
extension ComposeDecoder {
  /// `volumes:` of a compose file: options of the driver `local` as mount(8) takes them, and those of vieux/sshfs.
  mutating func decodeVolumes(_ value: SourceValue?) {
    for entry in value?.fields ?? [] {
      if let storage = storage(of: entry.value) {
        networkVolumes[entry.key] = storage
      } else {
        log.notModelled("volumes.\(entry.key)", "it is on the host's own disk", at: entry.place)
      }
    }
  }

  private func storage(of value: SourceValue) -> NetworkStorage? {
    guard let options = value["driver_opts"] else { return nil }
    if let command = options["sshcmd"]?.text {
      // user@host:/path
      let host = command.split(separator: "@").last?.split(separator: ":").first.map(String.init)
      return NetworkStorage(.sshfs, server: host)
    }
    let kind: NetworkStorage.Kind
    switch options["type"]?.text?.lowercased() {
    case "nfs", "nfs4": kind = .nfs
    case "cifs", "smb3": kind = .cifs
    case "glusterfs": kind = .glusterfs
    case "ceph": kind = .ceph
    default: return nil
    }
    let given = (options["o"]?.text ?? "").split(separator: ",").first { $0.hasPrefix("addr=") }
    if let given { return NetworkStorage(kind, server: String(given.dropFirst(5))) }
    // `//server/share` or `server:/path`.
    let device = options["device"]?.text ?? ""
    if device.hasPrefix("//") {
      return NetworkStorage(kind, server: device.dropFirst(2).split(separator: "/").first.map(String.init))
    }
    guard device.contains(":"), !device.hasPrefix(":") else { return nil }
    return NetworkStorage(kind, server: device.split(separator: ":").first.map(String.init))
  }

  /// What a service mounts, in the short form (`data:/var/lib`) and the long one.
  mutating func decodeMounts(
    _ value: SourceValue?, _ path: String, _ service: inout ComposeService, at place: SourcePlace
  ) {
    var isLocal = false
    for item in value?.items ?? [] {
      let source = item.text.map { String($0.prefix { $0 != ":" }) } ?? item["source"]?.text
      if let source, let storage = networkVolumes[source] {
        if !service.storage.contains(storage) { service.storage.append(storage) }
      } else {
        isLocal = true
      }
    }
    if isLocal || (value != nil && value?.items == nil) {
      log.notModelled("\(path).volumes", "files take no part", at: place)
    }
  }
}
