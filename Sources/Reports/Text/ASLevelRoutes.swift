import Kernel
import Metrics
import NetworkModel

/// Whom the ASes of a run on their level send packets to: `rhumb routes` where there are no routers.
package struct ASLevelRoutes {
  let result: ASLevelResult
  let time: SimTime
  /// Places of the ASes that are shown, in order.
  let places: [Int]

  /// - Parameters:
  ///   - numbers: the ASes that are shown; empty: all.
  ///   - time: the moment that the run ended at.
  package init(_ result: ASLevelResult, only numbers: [UInt32], at time: SimTime) {
    self.result = result
    self.time = time
    let wanted = Set(numbers)
    places = result.numbers.indices.filter { wanted.isEmpty || wanted.contains(result.numbers[$0]) }
  }

  func routes(of place: Int) -> [(prefix: IPv4Prefix, path: [UInt32])] {
    result.prefixes.compactMap { prefix in result.way(from: place, to: prefix).map { (prefix.prefix, $0) } }
  }

  /// As the routing tables of routers are printed, with the way in place of an interface.
  package var text: String {
    var text = "Codes: B BGP; > selected, * in the forwarding table\nAt \(time)"
    text += result.isQuiet ? "\n" : ", routing has not settled\n"
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
}
