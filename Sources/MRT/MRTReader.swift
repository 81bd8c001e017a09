import NetworkModel
import Routing

/// Reads the routing tables of a dump (RFC 6396 §2, §4.3; RFC 8050 §4).
package enum MRTReader {
  /// RFC 6396 §4.
  private static let tableDumpV2 = 13
  private static let names = [
    12: "TABLE_DUMP", 13: "TABLE_DUMP_V2", 16: "BGP4MP", 17: "BGP4MP_ET", 11: "OSPFv2", 32: "ISIS",
    48: "OSPFv3",
  ]

  /// The last table of the file that has IPv4 routes: BIRD appends one after the other.
  ///
  /// - Throws: when a record is cut off, names a peer that is not there, or cannot be read.
  /// - Complexity: O(octets).
  package static func read(_ bytes: [UInt8]) throws(MRTError) -> MRTDump {
    var dump = MRTDump()
    var earlier: MRTDump?
    var hasPeers = false
    var reader = ByteReader(bytes)
    while reader.remaining > 0 {
      let offset = bytes.count - reader.remaining
      guard let time = reader.number32(), let type = reader.number16(), let subtype = reader.number16(),
        let length = reader.number32()
      else { throw MRTError(offset: offset, message: "a record's header of 12 octets is cut off") }
      guard let body = reader.take(Int(length)) else {
        throw MRTError(
          offset: offset,
          message: "a record of \(length) octets is cut off after \(reader.remaining), or this is no MRT file"
        )
      }
      var record = Record(ByteReader(body), offset: offset)
      switch (type, subtype) {
      case (tableDumpV2, 1):
        if !dump.routes.isEmpty { earlier = dump }
        dump = MRTDump(skipped: dump.skipped)
        dump.time = time
        try record.peers(into: &dump)
        hasPeers = true
      case (tableDumpV2, 2), (tableDumpV2, 8):
        guard hasPeers else {
          throw MRTError(offset: offset, message: "routes before any PEER_INDEX_TABLE (RFC 6396 §4.3.1)")
        }
        try record.routes(into: &dump, hasIdentifiers: subtype == 8)
      case (tableDumpV2, _): dump.skipped["IPv6, multicast and other tables", default: 0] += 1
      default: dump.skipped[names[type] ?? "type \(type)", default: 0] += 1
      }
    }
    if dump.routes.isEmpty, var last = earlier {
      last.skipped = dump.skipped
      return last
    }
    return dump
  }
}

/// One record behind its header.
private struct Record {
  var reader: ByteReader
  let offset: Int

  init(_ reader: ByteReader, offset: Int) {
    self.reader = reader
    self.offset = offset
  }

  private func fault(_ message: String) -> MRTError { MRTError(offset: offset, message: message) }

  /// §4.3.1.
  mutating func peers(into dump: inout MRTDump) throws(MRTError) {
    guard let collector = reader.number32(), let length = reader.number16(), let name = reader.take(length),
      let count = reader.number16()
    else { throw fault("a PEER_INDEX_TABLE is cut off") }
    dump.collector = IPv4Address(bits: collector)
    dump.viewName = String(decoding: name, as: UTF8.self)
    for _ in 0..<count {
      guard let type = reader.byte(), let identifier = reader.number32() else {
        throw fault("a PEER_INDEX_TABLE of \(count) peers is cut off")
      }
      var address: IPv4Address?
      if type & 1 == 0 {
        guard let bits = reader.number32() else { throw fault("a peer's address is cut off") }
        address = IPv4Address(bits: bits)
      } else if reader.take(16) == nil {
        throw fault("a peer's address is cut off")
      }
      let number = type & 2 != 0 ? reader.number32() : reader.number16().map { UInt32($0) }
      guard let number else { throw fault("a peer's AS is cut off") }
      dump.peers.append(
        MRTDump.Peer(identifier: IPv4Address(bits: identifier), address: address, number: number))
    }
  }

  /// §4.3.2, §4.3.4.
  mutating func routes(into dump: inout MRTDump, hasIdentifiers: Bool) throws(MRTError) {
    guard reader.number32() != nil, let prefix = PrefixEncoding.read(&reader), let count = reader.number16()
    else { throw fault("a prefix cannot be read") }
    for _ in 0..<count {
      guard let peer = reader.number16(), let originated = reader.number32() else {
        throw fault("the routes of \(prefix) are cut off")
      }
      var pathIdentifier: UInt32?
      if hasIdentifiers {
        guard let number = reader.number32() else { throw fault("the routes of \(prefix) are cut off") }
        pathIdentifier = number
      }
      guard let length = reader.number16(), let octets = reader.take(length) else {
        throw fault("the attributes of a route to \(prefix) are cut off")
      }
      guard peer < dump.peers.count else {
        throw fault("a route to \(prefix) is of peer \(peer), and there are \(dump.peers.count)")
      }
      let decoding = AttributeDecoding(octets, requires: false)
      if !decoding.faults.isEmpty || decoding.notification != nil {
        dump.skipped["routes with malformed attributes", default: 0] += 1
        continue
      }
      var route = MRTDump.Route(
        peer: peer, prefix: prefix, originated: originated, attributes: decoding.attributes)
      route.pathIdentifier = pathIdentifier
      dump.routes.append(route)
    }
  }
}
