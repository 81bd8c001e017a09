/// Why keys of containerlab topologies take no part in the simulation.
extension NotModelled {
  static let containerlabFile = NotModelled([("settings of the lab", "mgmt prefix settings debug")])

  static let containerlabNode = NotModelled([
    (
      "what runs in a node is not simulated",
      "image type license startup-config startup-delay enforce-startup-config auto-remove restart-policy user "
        + "entrypoint cmd env env-files labels sandbox kernel runtime cpu cpu-set memory extras certificate "
        + "healthcheck aliases position dns wait-for config components stages sysctls credentials cap-add devices shm-size "
        + "suppress-startup-config image-pull-policy security-opt ulimits exec-after"
    ),
    (
      "the management network takes no part",
      "mgmt-ipv4 mgmt-ipv6 mgmt_ipv4 mgmt_ipv6 ports publish network-mode"
    ),
  ])

  static let containerlabLink = NotModelled([
    ("words for people and programs", "labels vars"), ("there is no IPv6", "ipv6"),
  ])
}
