/// What an import of manifests takes beside its files.
extension ObjectSchema {
  /// Kinds of imports that bring services with them.
  static let manifestKinds = ["compose"]

  static let manifestKeys: [Key] = [
    Key("on", .text, "The Docker host; `docker` where none is given."),
    Key("name", .text, "Name of the project; by default the file's own, or its folder's."),
    Key("profiles", .list(.text), "Profiles that are active."),
    Key("scale", .paths(.integer(0...10000)), "Replicas by service, in place of the file's."),
    Key("env", .paths(.text), "Variables that the files use."),
    Key("env-file", .any([.text, .list(.text)]), "Files of variables, in place of `.env`."),
    Key(
      "clients", .boolean,
      "Whether clients ask the published ports; by default where the scenario has no traffic of its own."),
  ]
}
