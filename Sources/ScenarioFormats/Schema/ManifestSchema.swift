/// What an import of manifests takes beside its files.
extension ObjectSchema {
  /// Kinds of imports that bring services with them.
  static let manifestKinds = ["compose", "kubernetes"]

  static let manifestKeys: [Key] = [
    Key(
      "on", .any([.text, .list(.text, 1...100)]),
      "The Docker host, `docker` where none is given; or the nodes of a cluster, by default three that are made up."
    ),
    Key("name", .text, "Name of the project; by default the file's own, or its folder's."),
    Key("profiles", .list(.text), "Profiles that are active."),
    Key(
      "scale", .paths(.integer(0...10000)), "Replicas by service or workload, in place of the file's."),
    Key("env", .paths(.text), "Variables that the files use."),
    Key("env-file", .any([.text, .list(.text)]), "Files of variables, in place of `.env`."),
    Key("kube-proxy", .choice(["iptables", "ipvs"]), "How nodes balance services: at random, or in turn."),
    Key(
      "clients", .boolean,
      "Whether requests are made up; by default where the scenario has no traffic of its own."),
  ]

  /// The kinds that a key belongs to.
  static let manifestKeyOwners: [String: [String]] = [
    "on": manifestKinds, "scale": manifestKinds, "clients": manifestKinds, "name": ["compose"],
    "profiles": ["compose"], "env": ["compose"], "env-file": ["compose"], "kube-proxy": ["kubernetes"],
  ]
}
