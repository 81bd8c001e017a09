/// What the documentation, the scenario decoder and `rhumb list protocols` know of a protocol.
package struct ProtocolDescriptor: Sendable {
  package let name: String
  package let summary: String
  package let standards: [String]
  package let administrativeDistance: Int
}

/// All protocols by name. A new protocol is one folder here and one line in this list.
package enum RoutingCatalogue {
  package static let protocols: [ProtocolDescriptor] = [
    ProtocolDescriptor(
      name: "global",
      summary: "Shortest paths computed at once from the whole topology; sends nothing (an oracle).",
      standards: [], administrativeDistance: RouteSource.global.administrativeDistance),
    ProtocolDescriptor(
      name: "static", summary: "Only the routes written in the scenario.", standards: [],
      administrativeDistance: RouteSource.static.administrativeDistance),
    ProtocolDescriptor(
      name: "rip", summary: "Distance vector, RIP version 2.", standards: ["RFC 2453"],
      administrativeDistance: RouteSource.rip.administrativeDistance),
    ProtocolDescriptor(
      name: "ospf", summary: "Link state, OSPF version 2.",
      standards: ["RFC 2328", "RFC 3101", "RFC 6987", "RFC 8405"],
      administrativeDistance: RouteSource.ospf.administrativeDistance),
    ProtocolDescriptor(
      name: "bgp", summary: "Path vector between and inside autonomous systems, BGP-4.",
      standards: [
        "RFC 4271", "RFC 4456", "RFC 5065", "RFC 1997", "RFC 2439", "RFC 4724", "RFC 6811", "RFC 7606",
        "RFC 7911", "RFC 8212", "RFC 8538", "RFC 9234",
      ],
      administrativeDistance: RouteSource.bgp.administrativeDistance),
  ]
}
