import Kernel
import NetworkModel

/// Callers before the called. Where they call each other in a circle, the order of the files breaks it.
struct CallOrder: Sequence {
  private let positions: [Int]
  private var ranks: [Int]

  init(count: Int, calls: [(from: Int, to: Int)]) {
    var waiting = [Int](repeating: 0, count: count)
    var callees = [[Int]](repeating: [], count: count)
    for call in calls {
      waiting[call.to] += 1
      callees[call.from].append(call.to)
    }
    var order: [Int] = []
    var isDone = [Bool](repeating: false, count: count)
    while order.count < count {
      let free = (0..<count).first { !isDone[$0] && waiting[$0] == 0 }
      guard let next = free ?? isDone.firstIndex(of: false) else { break }
      isDone[next] = true
      order.append(next)
      for callee in callees[next] { waiting[callee] -= 1 }
    }
    positions = order
    ranks = [Int](repeating: 0, count: count)
    for (rank, position) in order.enumerated() { ranks[position] = rank }
  }

  /// Whether a call goes forward in the order; the others close circles.
  func goesForward(from: Int, to: Int) -> Bool { ranks[to] > ranks[from] }

  func makeIterator() -> IndexingIterator<[Int]> { positions.makeIterator() }
}

/// Requests that importers make up.
enum MadeUpTraffic {
  /// Requests a second to a published service, over all of its ports, where nothing is overloaded by them.
  static let rate = 20.0
  static let maximumPorts = 20

  /// How often each is asked for one request to each of those that are asked from outside.
  ///
  /// - Parameters:
  ///   - outside: requests from outside; those that are asked get some, the others none.
  ///   - shares: for each call how many requests one of the caller's makes.
  static func loads(
    outside: [Double], calls: [(from: Int, to: Int, share: Double)], order: CallOrder
  ) -> [Double] {
    var byCaller = [[(to: Int, share: Double)]](repeating: [], count: outside.count)
    for call in calls where order.goesForward(from: call.from, to: call.to) {
      byCaller[call.from].append((call.to, call.share))
    }
    var loads = outside
    for position in order {
      for call in byCaller[position] {
        // Services that multiply each other's requests from level to level have no bound of their own.
        loads[call.to] = min(1e6, loads[call.to] + loads[position] * call.share)
      }
    }
    return loads
  }

  /// The rate at which the busiest is busy half of the time, and no more than `rate`.
  ///
  /// - Parameter capacities: requests a second that each can serve.
  static func rate(loads: [Double], capacities: [Double]) -> Double {
    var rate = rate
    for (load, capacity) in zip(loads, capacities) where load > 0 { rate = min(rate, capacity / load / 2) }
    return max(0.01, (rate * 100).rounded(.down) / 100)
  }

  /// Requests a second of the default service time, an exponential one of ten milliseconds, that containers with so many
  /// processors each can serve.
  static func capacity(containers: Int, cpus: Double) -> Double { Double(max(1, containers)) * cpus * 100 }

  static func requests(rate: Double, request: Double, response: Double) -> TrafficKind {
    let rounded = max(0.01, (rate * 100).rounded() / 100)
    return .requests(
      RequestsSpec(
        gap: .exponential(mean: 1 / rounded), requestBytes: .constant(request),
        responseBytes: .constant(response)))
  }
}

/// Names of hosts in the values of variables and arguments.
enum NamedHosts {
  /// In URLs, before ports, or whole where the variable's own name says so.
  static func find(inVariable name: String, _ value: String) -> [String] {
    guard value.utf8.count <= 4096 else { return [] }
    var hosts: [String] = []
    let upper = name.uppercased()
    let saysSo = ["HOST", "ADDR", "SERVER", "URL", "URI", "ENDPOINT", "UPSTREAM"].contains {
      upper.contains($0)
    }
    for part in value.split(whereSeparator: { $0 == "," || $0 == ";" || $0 == "=" || $0.isWhitespace }) {
      var rest = part
      var isURL = false
      if let scheme = part.firstRange(of: "://") {
        rest = part[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        isURL = true
      }
      let host = rest.prefix { $0 != ":" && $0 != "/" && $0 != "#" }
      let behind = rest[host.endIndex...].dropFirst()
      let hasPort = rest[host.endIndex...].hasPrefix(":") && (behind.first?.isNumber ?? false)
      if !host.isEmpty && (isURL || hasPort || saysSo) { hosts.append(String(host)) }
    }
    return hosts
  }
}
