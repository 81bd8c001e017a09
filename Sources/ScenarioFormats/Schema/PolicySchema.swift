/// Who may connect to whom.
extension ObjectSchema {
  static let policyKeys: [Key] = [
    Key(
      "namespaces", .map(.paths(.text), allowsNull: true), "Labels of namespaces, for network policies."),
    Key(
      "policies", .list(.anything),
      "Network policies: the `spec` of a Kubernetes NetworkPolicy with `name` and `namespace` beside it."),
    Key(
      "access-lists", .list(.object(.accessList)), "Rules at a node, of which the first that matches decides."
    ),
  ]

  static let identityKeys: [Key] = [
    Key("namespace", .text, "Namespace of its pods, for network policies."),
    Key("labels", .paths(.text), "Labels, by which network policies choose it."),
    Key(
      "named-ports", .map(.text, allowsNull: false),
      "Ports by name, such as 80 or 53/udp, for network policies."),
  ]

  static let accessList = ObjectSchema(
    "access list",
    [
      Key("name", .text, "For reports."),
      Key("on", .text, required: true, "The node, or a container set."),
      Key("direction", .choice(["in", "out"]), "Of connections: those to it, or those from it."),
      Key(
        "rules", .list(.text), required: true,
        "`allow|deny [tcp|udp|sctp] [PORT[-PORT]] [from|to NETWORK]`; what none matches is denied."),
    ])
}
