import NetworkModel
import Routing

extension MRTDump {
  /// As a file: one PEER_INDEX_TABLE, and one RIB_IPV4_UNICAST record a prefix (RFC 6396 §4.3.1, §4.3.2), or
  /// RIB_IPV4_UNICAST_ADDPATH where a peer has several paths (RFC 8050 §4).
  ///
  /// Routes of one prefix must stand together. A prefix has at most 65,535 of them.
  package var encoded: [UInt8] {
    var file: [UInt8] = []
    Self.append(subtype: 1, peerTable, time: time, to: &file)
    var sequence: UInt32 = 0
    var start = 0
    while start < routes.count {
      var end = start
      while end < routes.count, routes[end].prefix == routes[start].prefix { end += 1 }
      let group = routes[start..<min(end, start + 65535)]
      let hasIdentifiers = group.contains { $0.pathIdentifier != nil }
      Self.append(
        subtype: hasIdentifiers ? 8 : 2, Self.record(group, sequence, hasIdentifiers), time: time, to: &file)
      sequence &+= 1
      start = end
    }
    return file
  }

  private static func append(subtype: Int, _ body: [UInt8], time: UInt32, to file: inout [UInt8]) {
    file.append32(time)
    file.append16(13)
    file.append16(subtype)
    file.append32(UInt32(body.count))
    file += body
  }

  private var peerTable: [UInt8] {
    var body: [UInt8] = []
    body.append32(collector.bits)
    let name = Array(viewName.utf8.prefix(65535))
    body.append16(name.count)
    body += name
    body.append16(peers.count)
    for peer in peers {
      // IPv4, and an AS number of four octets.
      body.append(2)
      body.append32(peer.identifier.bits)
      body.append32(peer.address?.bits ?? 0)
      body.append32(peer.number)
    }
    return body
  }

  private static func record(_ routes: ArraySlice<Route>, _ sequence: UInt32, _ hasIdentifiers: Bool)
    -> [UInt8]
  {
    var body: [UInt8] = []
    body.append32(sequence)
    if let prefix = routes.first?.prefix { PrefixEncoding.append(prefix, to: &body) }
    body.append16(routes.count)
    for route in routes {
      body.append16(route.peer)
      body.append32(route.originated)
      if hasIdentifiers { body.append32(route.pathIdentifier ?? 0) }
      let attributes = AttributeEncoding.encode(route.attributes)
      body.append16(attributes.count)
      body += attributes
    }
    return body
  }
}
