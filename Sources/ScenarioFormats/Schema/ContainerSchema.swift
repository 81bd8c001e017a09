import NetworkModel

extension ObjectSchema {
  static let containerNetwork = ObjectSchema(
    "container network",
    [
      Key(
        "driver", .choice(ContainerNetworkDriver.allCases.map(\.rawValue)), "How its containers talk."),
      Key("on", .any([.text, .list(.text, 1...1000)]), required: true, "The host or hosts that it is on."),
      Key("subnet", .pattern(.prefix), "Its IP network; of a pod network, cut into a block for each host."),
      Key("gateway", .pattern(.address), "The host's address in it."),
      Key("internal", .boolean, "No way out of it, nor in."),
      Key("default", .boolean, "Docker's default bridge: no embedded DNS."),
      Key("icc", .boolean, "Whether its containers talk to each other; false isolates them."),
      Key(
        "gateway-mode", .choice(GatewayMode.allCases.map(\.rawValue)),
        "nat: masquerade outbound, published ports inbound; nat-unprotected: all ports inbound; routed: no translation."
      ),
      Key(
        "mtu", .pattern(.packetLength(68...65535)),
        "Of its containers' interfaces; by default what fits into the host's."),
      Key(
        "encapsulation", .choice(TunnelKind.allCases.map(\.rawValue)),
        "What carries packets between hosts; calico and flannel take none (routes only) too."),
      Key(
        "encryption", .any([.choice(TunnelEncryption.allCases.map(\.rawValue)), .boolean]),
        "What protects packets between hosts; true: swarm."),
      Key(
        "learning", .choice(TunnelLearning.allCases.map(\.rawValue)),
        "How hosts learn where an overlay's containers are."),
      Key("arp-suppression", .boolean, "Whether bridges answer for stations behind the tunnel."),
      Key("parent", .text, "macvlan, ipvlan: the node at the other end of the parent's link."),
      Key(
        "mode", .choice(IPVLANMode.allCases.map(\.rawValue)), "ipvlan: on the parent's network, or routed."),
      Key("delay", .pattern(.duration), "What a veth pair or child interface adds, one way."),
      Key("packet-cycles", .integer(0...1_000_000_000), "Processor cycles a packet at each end of a tunnel."),
      Key("clock", .number(1e6...1e12), "Clock of the processor that does this, in hertz."),
    ])

  static let container = ObjectSchema(
    "container",
    [
      Key("replicas", .integer(1...10000), "How many; more than one are numbered."),
      Key(
        "on", .any([.text, .list(.text, 1...1000)]),
        "The host that it runs on, by default its network's; of several, replicas take turns."),
      Key(
        "networks", .any([.list(.text, 1...Int.max), .map(.object(.attachment), allowsNull: true)]),
        required: true, "Container networks that it is attached to; a map gives addresses and aliases."),
      Key("cpus", .pattern(.number), "Share of a processor."),
      Key("ports", .list(.any([.pattern(.port), .integer(0...65535)])), "Published ports."),
    ] + identityKeys)

  static let attachment = ObjectSchema(
    "attachment to a network",
    [
      Key("address", .pattern(.address), "The container's address on it."),
      Key("aliases", .list(.text), "Further names in its embedded DNS."),
    ])
}
