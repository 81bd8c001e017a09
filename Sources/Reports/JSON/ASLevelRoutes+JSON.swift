import NetworkModel

extension ASLevelRoutes {
  /// `rhumb.routes/1`: an AS stands for a router. What ASes do not have is null: interfaces, addresses, preferences.
  package var json: JSONValue {
    let routers = places.map { place in
      let routes = routes(of: place)
      return (
        key: "as\(result.numbers[place])",
        value: JSONValue.object([
          ("routes", .array(routes.map { Self.selected($0.prefix, $0.path) })),
          ("bgp", .array(routes.map { Self.table($0.prefix, $0.path) })),
        ])
      )
    }
    return .object([
      ("schema", .string("rhumb.routes/1")), ("at_seconds", RunJSON.seconds(time)),
      ("quiet", .bool(result.isQuiet)), ("routers", .object(routers.sorted { $0.key < $1.key })),
    ])
  }

  /// Of routes from other ASes, as routers have it.
  private static let externalDistance: Int64 = 20

  /// RFC 4271 §5.1.1: of what a network statement originates, and on this level nothing else does.
  private static let origin = "IGP"

  private static func selected(_ prefix: IPv4Prefix, _ path: [UInt32]) -> JSONValue {
    let hop = path.first.map { number in
      JSONValue.object([("node", .string("as\(number)")), ("interface", .null), ("address", .null)])
    }
    return .object([
      ("prefix", .string(prefix.description)), ("protocol", .string("bgp")),
      ("distance", .integer(externalDistance)), ("metric", .integer(0)),
      ("next_hops", .array(hop.map { [$0] } ?? [])),
    ])
  }

  private static func table(_ prefix: IPv4Prefix, _ path: [UInt32]) -> JSONValue {
    let best = JSONValue.object([
      ("best", .bool(true)), ("reason", .null), ("from", path.first.map { .string("as\($0)") } ?? .null),
      ("as_path", .array(path.map { .integer(Int64($0)) })), ("local_preference", .null), ("med", .null),
      ("origin", .string(origin)), ("next_hop", .null), ("communities", .array([])), ("originator_id", .null),
      ("cluster_list", .array([])),
    ])
    return .object([("prefix", .string(prefix.description)), ("paths", .array([best]))])
  }
}
