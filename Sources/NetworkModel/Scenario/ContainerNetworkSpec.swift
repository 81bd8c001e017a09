import Kernel

/// A container network, as Docker's and Kubernetes' network plugins make them.
package struct ContainerNetworkSpec: Sendable, Equatable {
  package var name: String
  package var driver: ContainerNetworkDriver = .bridge
  /// The hosts that it is on; one for drivers that do not span hosts.
  package var hosts: [String]
  /// Assigned from 172.17.0.0/16 upwards when nil, as Docker does. Of pod networks: cut into a block for each host.
  package var subnet: IPv4Prefix?
  /// The host's address in the subnet; its first address when nil.
  package var gateway: IPv4Address?
  /// No way out of the network, nor in.
  package var isInternal = false
  /// Docker's network `bridge`: it has no embedded DNS.
  package var isDefaultBridge = false
  /// Containers of one bridge talk to each other (`com.docker.network.bridge.enable_icc`).
  package var allowsInterContainer = true
  package var gatewayMode = GatewayMode.nat
  /// Of the containers' interfaces; nil: what the driver makes of the host's MTU.
  package var mtu: Int?
  package var tunnel = TunnelKind.standard
  package var encryption = TunnelEncryption.none
  package var learning = TunnelLearning.controlPlane
  /// Bridges answer for stations behind the tunnel, from the control plane.
  package var suppressesARP = true
  /// Drivers macvlan and ipvlan: the node at the other end of the parent's link; nil: the host's first link.
  package var parent: String?
  package var ipvlanMode = IPVLANMode.l2
  /// What the way between a container and its bridge or parent adds, one way.
  package var delay: SimTime = .microseconds(10)
  /// What a tunnel costs a host's processor for each packet at each end, beside the cipher: half a microsecond at 2.6 GHz.
  /// An assumption; measure yours.
  package var packetCycles = 1300
  /// The clock of the processor that encapsulates and encrypts, in hertz.
  package var clock = 2_600_000_000

  package init(name: String, hosts: [String]) {
    self.name = name
    self.hosts = hosts
  }

  package init(name: String, host: String) { self.init(name: name, hosts: [host]) }

  /// The first of its hosts.
  package var host: String { hosts.first ?? "" }
  /// Its containers are stations of a host interface's own network.
  package var attachesToParent: Bool { driver == .macvlan || (driver == .ipvlan && ipvlanMode == .l2) }
  package var isEncrypted: Bool { encryption != .none || tunnel == .wireguard }

  /// What is put around packets between hosts.
  package var encapsulation: Encapsulation {
    guard driver.spansHosts else { return .plain }
    let carrier: Encapsulation.Carrier
    switch tunnel {
    case .none, .wireguard: carrier = .none
    case .ipip: carrier = .ipip
    case .gre: carrier = .gre
    case .vxlan: carrier = .vxlan
    case .geneve: carrier = .geneve(options: 0)
    case .standard: carrier = driver == .calico ? .ipip : .vxlan
    }
    let isTunnel = carrier == .none
    switch encryption {
    case .none: return Encapsulation(carrier, tunnel == .wireguard ? .wireGuard : .none)
    case .wireguard: return Encapsulation(carrier, .wireGuard)
    case .swarm: return Encapsulation(carrier, isTunnel ? .espTunnel(.aesGCM8) : .espTransport(.aesGCM8))
    case .ipsec: return Encapsulation(carrier, isTunnel ? .espTunnel(.aesGCM16) : .espTransport(.aesGCM16))
    case .ipsecCBC:
      return Encapsulation(carrier, isTunnel ? .espTunnel(.aesCBCSHA256) : .espTransport(.aesCBCSHA256))
    }
  }
}

package enum ContainerNetworkDriver: String, Sendable, CaseIterable {
  /// A bridge on one host, which is the gateway and translates addresses.
  case bridge
  /// The host's own stack, addresses and ports.
  case host
  /// Nothing but the loopback.
  case none
  /// Stations of their own on the parent interface's network.
  case macvlan
  /// On the parent's network with the parent's hardware address (l2), or routed by the host (l3).
  case ipvlan
  /// One broadcast domain on several hosts, through tunnels.
  case overlay
  /// A routed block of addresses for each host; tunnels where they are wanted (IPIP by default).
  case calico
  /// The same with VXLAN by default, or none (`host-gw`).
  case flannel

  /// Whether containers on different hosts share it.
  package var spansHosts: Bool { self == .overlay || isRouted }
  /// Whether each host has a block of its own, reached by a route.
  package var isRouted: Bool { self == .calico || self == .flannel }
}

/// Docker's `gateway_mode_ipv4`.
package enum GatewayMode: String, Sendable, CaseIterable {
  /// Outbound masqueraded; inbound only to published ports, by the host's address.
  case nat
  /// Outbound masqueraded; inbound by direct routing too, to all ports.
  case natUnprotected = "nat-unprotected"
  /// No translation; inbound by direct routing, to published ports.
  case routed
}

package enum TunnelKind: String, Sendable, CaseIterable {
  /// What the driver does by itself: IPIP with calico, VXLAN else.
  case standard = "default"
  case none
  case ipip
  case gre
  case vxlan
  case geneve
  case wireguard
}

package enum TunnelEncryption: String, Sendable, CaseIterable {
  case none
  /// Docker's `encrypted` option: ESP in transport mode, AES-GCM with a tag of eight bytes.
  case swarm
  /// ESP, AES-GCM with a tag of 16 bytes; in tunnel mode where there is no other tunnel.
  case ipsec
  /// ESP, AES-CBC and HMAC-SHA2-256-128.
  case ipsecCBC = "ipsec-cbc"
  case wireguard
}

package enum TunnelLearning: String, Sendable, CaseIterable {
  /// Every host knows where each container is (Docker's gossip, BGP EVPN).
  case controlPlane = "control-plane"
  /// From the source addresses of what arrives; unknown destinations go to all hosts (RFC 7348 §4.1).
  case flooding
}

package enum IPVLANMode: String, Sendable, CaseIterable {
  case l2
  case l3
}
