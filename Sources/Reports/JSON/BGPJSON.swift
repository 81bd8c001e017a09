import Metrics
import NetworkModel

/// The `bgp` part of `rhumb.routes/1`: every path of every prefix, the best one first.
enum BGPJSON {
  static func table(_ table: BGPTable) -> JSONValue {
    .array(
      table.prefixes.filter { !$0.paths.isEmpty }.map { entry in
        .object([
          ("prefix", .string(entry.prefix.description)), ("paths", .array(entry.paths.map(path))),
        ])
      })
  }

  private static func path(_ path: BGPTablePath) -> JSONValue {
    var fields: [(key: String, value: JSONValue)] = [
      ("best", .bool(path.isBest)), ("multipath", .bool(path.isMultipath)), ("valid", .bool(path.isValid)),
      ("reason", .string(path.reason)), ("from", path.from.map { .string($0) } ?? .null),
      ("internal", .bool(path.isInternal)), ("as_path", .array(path.asPath.map(segment))),
      ("local_preference", .integer(Int64(path.localPreference))),
      ("med", path.multiExitDiscriminator.map { .integer(Int64($0)) } ?? .null),
      ("weight", .integer(Int64(path.weight))), ("origin", .string(path.origin)),
      ("next_hop", .string(path.nextHop.description)),
      ("igp_cost", path.interiorCost.map { .integer(Int64($0)) } ?? .null),
      ("communities", .array(path.communities.map { .string($0) })),
      ("large_communities", .array(path.largeCommunities.map { .string($0) })),
      ("atomic_aggregate", .bool(path.isAtomicAggregate)),
      ("aggregator", path.aggregator.map { .string($0) } ?? .null),
      ("originator_id", path.originatorID.map { .string($0.description) } ?? .null),
      ("cluster_list", .array(path.clusterList.map { .string($0.description) })),
    ]
    if path.isStale { fields.append(("stale", .bool(true))) }
    return .object(fields)
  }

  private static func list(_ numbers: [UInt32]) -> JSONValue {
    .array(numbers.map { .integer(Int64($0)) })
  }

  private static func segment(_ segment: BGPTablePath.Segment) -> JSONValue {
    switch segment {
    case .number(let number): .integer(Int64(number))
    case .set(let numbers): list(numbers)
    case .confederation(let numbers): .object([("confederation", list(numbers))])
    case .confederationSet(let numbers): .object([("confederation_set", list(numbers))])
    }
  }
}
