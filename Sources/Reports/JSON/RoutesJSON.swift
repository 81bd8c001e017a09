import Kernel
import Metrics
import NetworkModel

/// `rhumb.routes/1`: the routing tables at one time, sorted.
package enum RoutesJSON {
  package static func document(_ snapshot: RoutesSnapshot) -> JSONValue {
    let routers = snapshot.routers.sorted { $0.name < $1.name }.map { router in
      var fields = [("routes", JSONValue.array(router.routes.map(route)))]
      if let table = router.bgp { fields.append(("bgp", BGPJSON.table(table))) }
      return (key: router.name, value: JSONValue.object(fields))
    }
    return .object([
      ("schema", .string("rhumb.routes/1")),
      ("at_seconds", RunJSON.seconds(snapshot.time)),
      ("quiet", .bool(snapshot.isQuiet)),
      ("routers", .object(routers)),
    ])
  }

  private static func route(_ route: SelectedRoute) -> JSONValue {
    var fields: [(key: String, value: JSONValue)] = [
      ("prefix", .string(route.prefix.description)), ("protocol", .string(route.source)),
      ("distance", .integer(Int64(route.distance))), ("metric", .integer(Int64(route.metric))),
      (
        "next_hops",
        .array(
          route.nextHops.map { hop in
            .object([
              ("node", hop.node.map { .string($0) } ?? .null), ("interface", .string(hop.interfaceName)),
              ("address", hop.address.map { .string($0.description) } ?? .null),
            ])
          })
      ),
    ]
    if let path = route.path { fields.append(("path", .string(path))) }
    if let area = route.area { fields.append(("area", .string(area))) }
    return .object(fields)
  }
}
