import Kernel
import Metrics
import NetworkModel

/// A packet that was cut into pieces, which are put together again at their destination.
struct FragmentedPacket {
  /// Whole, in the pool, until all pieces are there.
  var original: UInt32
  var needed: Int
  var arrived = 0
  /// Pieces, and copies of pieces, that have not ended yet.
  var outstanding: Int
  var isLost = false
}

extension Simulation {
  /// RFC 791 §3.2: pieces of a multiple of eight bytes, each with a header of its own. False: the MTU has no room.
  mutating func fragment(_ packet: UInt32, into mtu: UInt32, on interface: UInt32) -> Bool {
    let whole = packets.whole(packet)
    let header = 20
    let room = (Int(mtu) - header) / 8 * 8
    let data = Int(whole.bytes) - header
    guard room >= 8, data > room else { return false }
    let count = (data + room - 1) / room
    let set: UInt32
    if whole.kind == .fragment {
      // A piece of a piece: one of them takes this one's place.
      set = whole.owner
      fragmented[Int(set)].needed += count - 1
      fragmented[Int(set)].outstanding += count - 1
      packets.release(packet)
      ledger.delivered &+= 1
    } else {
      let made = FragmentedPacket(original: packet, needed: count, outstanding: count)
      if let free = freeFragmented.popLast() {
        fragmented[free] = made
        set = UInt32(free)
      } else {
        set = UInt32(fragmented.count)
        fragmented.append(made)
      }
    }
    for number in 0..<count {
      var piece = whole
      piece.kind = .fragment
      piece.owner = set
      piece.bytes = UInt32(header + min(room, data - number * room))
      ledger.sent &+= 1
      transmit(packets.allocate(piece), on: interface)
    }
    return true
  }

  mutating func fragmentArrives(_ piece: Packet, at node: UInt32, on interface: UInt32) {
    let set = Int(piece.owner)
    fragmented[set].arrived += 1
    fragmented[set].outstanding -= 1
    let content = fragmented[set]
    freeIfOver(set)
    guard !content.isLost, content.arrived == content.needed else { return }
    // Whole again, at the node that the pieces were addressed to.
    route(content.original, at: node, arrivedOn: interface)
  }

  mutating func fragmentLost(_ piece: Packet, _ cause: DropCause) {
    let set = Int(piece.owner)
    fragmented[set].outstanding -= 1
    let isFirst = cause.isLossOfData && !fragmented[set].isLost
    if isFirst { fragmented[set].isLost = true }
    let original = fragmented[set].original
    freeIfOver(set)
    if isFirst { drop(original, cause) }
  }

  private mutating func freeIfOver(_ set: Int) {
    if fragmented[set].outstanding == 0 { freeFragmented.append(set) }
  }
}
