/// Which service calls which, by their places.
package struct CallGraph: Sendable {
  /// The services that each one calls, in the order of its stages, each of them once.
  package let callees: [[Int]]
  /// Calls that one request makes to each of `callees`, over all stages.
  private let counts: [[Int]]

  /// Calls to services that are not there are left out.
  package init(_ services: [ServiceSpec]) {
    var places: [String: Int] = [:]
    for (place, service) in services.enumerated() { places[service.name] = place }
    var callees: [[Int]] = []
    var counts: [[Int]] = []
    for service in services {
      var (names, sums): ([Int], [Int]) = ([], [])
      for call in service.calls.stages.flatMap(\.calls) {
        guard let place = places[call.to] else { continue }
        if let known = names.firstIndex(of: place) {
          sums[known] += call.count
        } else {
          names.append(place)
          sums.append(call.count)
        }
      }
      callees.append(names)
      counts.append(sums)
    }
    self.callees = callees
    self.counts = counts
  }

  package var isEmpty: Bool { callees.allSatisfy(\.isEmpty) }

  /// Callers before those that they call; nil when calls go round. O(services + calls).
  package var order: [Int]? {
    var callers = [Int](repeating: 0, count: callees.count)
    for callee in callees.joined() { callers[callee] += 1 }
    var order = callees.indices.filter { callers[$0] == 0 }
    var next = 0
    while next < order.count {
      for callee in callees[order[next]] {
        callers[callee] -= 1
        if callers[callee] == 0 { order.append(callee) }
      }
      next += 1
    }
    return order.count == callees.count ? order : nil
  }

  /// A way from a service back to itself, the service at both ends; nil when there is none. O(services + calls).
  package func circle(from start: Int) -> [Int]? {
    var cameFrom: [Int: Int] = [:]
    var reached = [start]
    var next = 0
    while next < reached.count {
      let place = reached[next]
      next += 1
      for callee in callees[place] {
        if callee == start {
          var way = [start, place]
          while let last = way.last, last != start, let before = cameFrom[last] { way.append(before) }
          return way.reversed()
        }
        if cameFrom[callee] == nil {
          cameFrom[callee] = place
          reached.append(callee)
        }
      }
    }
    return nil
  }

  /// How many requests one request of each service leads to, itself included, when no try fails; `Int.max` where that is
  /// more than can be counted. Nil when calls go round.
  package var sizes: [Int]? {
    guard let order else { return nil }
    var sizes = [Int](repeating: 1, count: callees.count)
    for place in order.reversed() {
      for (callee, count) in zip(callees[place], counts[place]) {
        let (product, isTooLarge) = sizes[callee].multipliedReportingOverflow(by: count)
        let (sum, isStillTooLarge) = sizes[place].addingReportingOverflow(product)
        sizes[place] = isTooLarge || isStillTooLarge ? .max : sum
      }
    }
    return sizes
  }

  /// By service: the services whose requests lead to it, itself included.
  package func callers(of service: Int) -> [Int] {
    callees.indices.filter { $0 == service || reaches($0, service) }
  }

  private func reaches(_ start: Int, _ target: Int) -> Bool {
    var seen = Set([start])
    var reached = [start]
    while let place = reached.popLast() {
      for callee in callees[place] where seen.insert(callee).inserted {
        if callee == target { return true }
        reached.append(callee)
      }
    }
    return false
  }
}
