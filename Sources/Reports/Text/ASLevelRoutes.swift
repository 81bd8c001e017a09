import Kernel
import Metrics
import NetworkModel

/// Whom the ASes of a run on their level send packets to: `rhumb routes` where there are no routers.
package struct ASLevelRoutes {
  private let result: ASLevelResult
  private let time: SimTime
  /// Places of the ASes that are shown, in order.
  private let places: [Int]

  /// - Parameters:
  ///   - numbers: the ASes that are shown; empty: all.
  ///   - time: the moment that the run ended at.
  package init(_ result: ASLevelResult, only numbers: [UInt32], at time: SimTime) {
    self.result = result
    self.time = time
    let wanted = Set(numbers)
    places = result.numbers.indices.filter { wanted.isEmpty || wanted.contains(result.numbers[$0]) }
  }

  /// The way that packets take from an AS, without itself; empty at an origin, nil without a route. A way that comes back to an
  /// AS, as it may before all have heard, ends there.
  private func path(from place: Int, _ state: ASLevelResult.State) -> [UInt32]? {
    guard state.next[place] != .max else { return nil }
    var path: [UInt32] = []
    var seen: Set<Int> = [place]
    var place = place
    while Int(state.next[place]) != place, state.next[place] != .max {
      place = Int(state.next[place])
      path.append(result.numbers[place])
      guard seen.insert(place).inserted else { break }
    }
    return path
  }

  private func routes(of place: Int) -> [(prefix: IPv4Prefix, path: [UInt32])] {
    result.prefixes.compactMap { prefix in
      prefix.state.flatMap { path(from: place, $0) }.map { (prefix.prefix, $0) }
    }
  }

  /// As the routing tables of routers are printed, with the way in place of an interface.
  package var text: String {
    var text = "Codes: B BGP; > selected, * in the forwarding table\nAt \(time)\n"
    for place in places {
      let routes = routes(of: place)
      text += "\nas\(result.numbers[place])\n"
      for route in routes {
        let head = "B>* \(route.prefix)"
        if let next = route.path.first {
          let way = route.path.map(String.init).joined(separator: " ")
          text += "\(head) via as\(next), path \(way)\n"
        } else {
          text += "\(head) is its own\n"
        }
      }
      if routes.isEmpty { text += "  no routes\n" }
    }
    return text
  }

  /// `rhumb.routes/1`, with what ASes have of it.
  package var json: JSONValue {
    let routers = places.map { place in
      let routes = routes(of: place)
      let tables = routes.map { route in
        JSONValue.object([
          ("prefix", .string(route.prefix.description)),
          (
            "paths",
            .array([
              .object([
                ("best", .bool(true)), ("from", route.path.first.map { .string("as\($0)") } ?? .null),
                ("as_path", .array(route.path.map { .integer(Int64($0)) })),
              ])
            ])
          ),
        ])
      }
      let selected = routes.map { route in
        let hops = route.path.first.map { [JSONValue.object([("node", .string("as\($0)"))])] } ?? []
        return JSONValue.object([
          ("prefix", .string(route.prefix.description)), ("protocol", .string("bgp")),
          ("next_hops", .array(hops)),
        ])
      }
      return (
        key: "as\(result.numbers[place])",
        value: JSONValue.object([("routes", .array(selected)), ("bgp", .array(tables))])
      )
    }
    return .object([
      ("schema", .string("rhumb.routes/1")), ("at_seconds", RunJSON.seconds(time)),
      ("routers", .object(routers.sorted { $0.key < $1.key })),
    ])
  }
}
