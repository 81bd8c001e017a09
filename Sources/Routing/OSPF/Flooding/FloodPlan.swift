import NetworkModel

/// Who gets what is flooded, by scope: worked out again when a neighbour's or an interface's state changes.
struct FloodPlan: Sendable {
  struct Line: BitwiseCopyable, Sendable {
    let interface: Int32
    /// By its number.
    let neighbor: Int32
  }

  /// The one neighbour on an interface.
  struct Port: BitwiseCopyable, Sendable {
    let index: InterfaceIndex
    let address: IPv4Address
    let router: RouterID
    let areaNumber: UInt32
    let area: Int32
    let interface: Int32
    /// Its place on the interface, and its number.
    let place: Int32
    let neighbor: Int32
    /// The bits of all other neighbours in its area; nil: some are not among the first ones.
    var others: UInt64?
  }

  private(set) var isValid = false
  /// No interface has neighbours that depend on a designated router, or more than one.
  private(set) var isSimple = true
  private(set) var lines: [[Line]] = []
  /// Everything that the everyday case asks for lies here. None where virtual links are: whose a packet is takes more to tell.
  private(set) var ports: [Port] = []

  init() {}

  init(_ interfaces: [OSPFInterface], areas: [OSPFArea], hasVirtualLinks: Bool) {
    isValid = true
    let wide = areas.count
    lines = Array(repeating: [], count: areas.count + 1)
    for (position, interface) in interfaces.enumerated() where interface.speaks {
      guard let place = interface.neighbors.firstIndex(where: { $0.state >= .exchange }) else { continue }
      if interface.isBroadcast
        || interface.neighbors[(place + 1)...].contains(where: { $0.state >= .exchange })
      {
        isSimple = false
        return
      }
      let neighbor = interface.neighbors[place]
      let line = Line(
        interface: Int32(truncatingIfNeeded: position), neighbor: Int32(bitPattern: neighbor.id))
      lines[interface.area].append(line)
      if interface.takesExternals { lines[wide].append(line) }
      ports.append(
        Port(
          index: interface.routing.index, address: neighbor.address, router: neighbor.router,
          areaNumber: areas[interface.area].number, area: Int32(truncatingIfNeeded: interface.area),
          interface: line.interface, place: Int32(truncatingIfNeeded: place), neighbor: line.neighbor))
    }
    if hasVirtualLinks { ports = [] }
    let bits = lines.map { lines in
      lines.reduce(UInt64?.some(0)) { bits, line in
        guard let bits, line.neighbor < LinkStateDatabase.near else { return nil }
        return bits | LinkStateDatabase.bit(Int(line.neighbor))
      }
    }
    for place in ports.indices {
      ports[place].others = bits[Int(ports[place].area)].map {
        $0 & ~LinkStateDatabase.bit(Int(ports[place].neighbor))
      }
    }
  }

  mutating func fetchPorts() { ports.fetchStart() }

  /// Where the sender of a packet is the neighbour that LSAs are exchanged with.
  func port(_ message: OSPFMessage, on index: InterfaceIndex, from sender: IPv4Address) -> Port? {
    guard !message.isForDesignated,
      let port = ports.first(where: { $0.index == index && $0.address == sender }),
      port.router == message.router, port.areaNumber == message.area
    else { return nil }
    return port
  }
}
