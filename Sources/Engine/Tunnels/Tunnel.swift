import Kernel
import NetworkModel

/// One mouth of a container network's tunnel: of a bridge to all other hosts, or of a host to one other.
struct Tunnel {
  let network: Int
  let name: String
  /// The host whose address the outer packets bear, and its place on the network.
  let host: UInt32
  let interface: UInt32
  let address: IPv4Address
  /// The mouths at the far ends.
  let far: [UInt32]
  let farAddresses: [IPv4Address]
  let sizes: EncapsulationSizes
  let encapsulation: Encapsulation
  let learning: TunnelLearning
  /// Picoseconds of a processor for each packet, and for a thousand bytes of it.
  let timePerPacket: Int64
  let timePerThousandBytes: Int64
  /// Largest inner packet; lowered when the path turns out to be narrower.
  var mtu: UInt32
  /// By hardware address: behind which far mouth a station is.
  var stations: [UInt32: UInt32] = [:]
  /// Sending and receiving are one processor's work each, one packet after the other.
  var sending = Worker()
  var receiving = Worker()
  var counters = Counters()

  struct Worker {
    var busyUntil = SimTime.zero
    var waiting = 0
    var used = SimTime.zero

    /// When work that comes now is done; nil when too much waits.
    mutating func accept(_ duration: SimTime, at now: SimTime) -> SimTime? {
      guard waiting < Tunnel.backlogLimit else { return nil }
      busyUntil = max(now, busyUntil) + duration
      used += duration
      waiting += 1
      return busyUntil
    }
  }

  struct Counters {
    var packets: UInt64 = 0
    var innerBytes: UInt64 = 0
    var headerBytes: UInt64 = 0
    var encryptionBytes: UInt64 = 0
    /// Copies to further hosts, since the destination was unknown or everybody.
    var replicated: UInt64 = 0
    var received: UInt64 = 0
    var dropped: UInt64 = 0
  }

  /// Linux's default of net.core.netdev_max_backlog.
  static let backlogLimit = 1000

  init(
    network: Int, _ built: Topology.ContainerNetwork, name: String, host: UInt32, interface: UInt32,
    address: IPv4Address, far: [UInt32], farAddresses: [IPv4Address]
  ) {
    let spec = built.spec
    self.network = network
    self.name = name
    self.host = host
    self.interface = interface
    self.address = address
    self.far = far
    self.farAddresses = farAddresses
    encapsulation = built.encapsulation
    sizes = EncapsulationSizes(built.encapsulation, deviceMTU: built.mtu)
    learning = spec.learning
    mtu = UInt32(clamping: built.mtu)
    let picosecondsPerCycle = 1e12 / Double(max(1, spec.clock))
    timePerPacket = Int64(Double(spec.packetCycles) * picosecondsPerCycle)
    // Thousandths of a cycle a byte are cycles a thousand bytes.
    timePerThousandBytes = Int64(
      Double(built.encapsulation.suite?.millicyclesPerByte ?? 0) * picosecondsPerCycle)
  }

  func work(bytes: UInt32) -> SimTime {
    SimTime(picoseconds: timePerPacket + timePerThousandBytes * Int64(bytes) / 1000)
  }

  /// RFC 7348 §4.3 leaves fragmentation to the underlay, and Linux clears DF for VXLAN, Geneve and WireGuard; IPIP and
  /// GRE set it (path MTU discovery is their default), ESP in tunnel mode as well.
  var mayFragment: Bool { encapsulation.carriesFrames || encapsulation.protection == .wireGuard }
}
