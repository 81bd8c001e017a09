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
  /// Requests a second to a published service, over all of its ports.
  static let rate = 20.0
  /// What a service gets at most from its callers: half of what one container of ten milliseconds a request can do.
  static let maximumRate = 50.0
  static let maximumPorts = 20

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
