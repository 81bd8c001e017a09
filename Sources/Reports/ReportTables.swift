import Kernel
import Metrics
import NetworkModel

/// The tables that the text, Markdown and HTML reports share: one place decides what is in them.
enum ReportTables {
  static func convergence(_ result: RunResult) -> TextTable? {
    guard result.convergence.contains(where: { $0.routeChanges > 0 }) else { return nil }
    var table = TextTable(
      [
        ("event", .left), ("at", .right), ("detected", .right), ("first change", .right),
        ("last change", .right),
        ("changes", .right), ("lost", .right), ("looped", .right),
      ], dispensable: [2, 3])
    func after(_ time: SimTime?) -> String { time.map { "+" + Decimal.duration($0) } ?? "–" }
    for entry in result.convergence {
      table.add([
        entry.title, Decimal.duration(entry.time), after(entry.detection), after(entry.firstRouteChange),
        after(entry.lastRouteChange), Decimal.grouped(entry.routeChanges), Decimal.grouped(entry.packetsLost),
        Decimal.grouped(entry.packetsLooped),
      ])
    }
    return table
  }

  /// How each event's convergence divides into the steps of a link-state protocol, with what was lost in each.
  static func phases(_ result: RunResult) -> TextTable? {
    guard result.convergence.contains(where: { !$0.phases.isEmpty }) else { return nil }
    var table = TextTable(
      [("event", .left)] + ConvergencePhase.allCases.map { ($0.name, .right) } + [("lost in each", .left)])
    for entry in result.convergence where !entry.phases.isEmpty {
      let durations = ConvergencePhase.allCases.map { phase in
        entry.phases.first { $0.phase == phase }.map { Decimal.duration($0.time) } ?? "–"
      }
      let losses = entry.phases.filter { $0.lost + $0.looped > 0 }.map { phase in
        let looped = "\(Decimal.grouped(phase.looped)) looped"
        if phase.lost == 0 { return "\(phase.phase.name) \(looped)" }
        return "\(phase.phase.name) \(Decimal.grouped(phase.lost))" + (phase.looped > 0 ? " (\(looped))" : "")
      }
      table.add([entry.title] + durations + [losses.isEmpty ? "nothing" : losses.joined(separator: ", ")])
    }
    return table
  }

  static func protocols(_ result: RunResult) -> TextTable? {
    let talking = result.routing.filter { $0.messages > 0 }
    guard !talking.isEmpty else { return nil }
    var table = TextTable([("protocol", .left), ("messages", .right), ("bytes", .right), ("settings", .left)])
    for entry in talking {
      table.add([
        entry.name, Decimal.grouped(entry.messages), Decimal.grouped(entry.bytes),
        entry.settings.map { "\($0.name) \($0.value)" }.joined(separator: ", "),
      ])
    }
    return table
  }

  /// - Parameter limit: the busiest so many.
  static func links(_ result: RunResult, limit: Int) -> TextTable? {
    let used = result.links.filter { $0.packets.first + $0.packets.second > 0 }
    guard !used.isEmpty else { return nil }
    let ranked = used.enumerated().sorted { a, b in
      let (left, right) = (peak(a.element), peak(b.element))
      return left != right ? left > right : a.offset < b.offset
    }
    var table = TextTable(
      [
        ("link", .left), ("utilization →", .right), ("←", .right), ("packets →", .right), ("←", .right),
        ("dropped", .right), ("queue peak", .right), ("state", .left),
      ], dispensable: [6, 4, 3])
    for (_, link) in ranked.prefix(limit) {
      table.add([
        link.name, percent(link.utilization.first), percent(link.utilization.second),
        Decimal.grouped(link.packets.first), Decimal.grouped(link.packets.second),
        Decimal.grouped(link.dropped.first + link.dropped.second),
        String(max(link.queuePeak.first, link.queuePeak.second)), link.isUp ? "up" : "down",
      ])
    }
    return table
  }

  private static func peak(_ link: LinkResult) -> Double {
    max(link.utilization.first, link.utilization.second)
  }

  static func flows(_ result: RunResult, limit: Int) -> TextTable? {
    guard !result.flows.isEmpty else { return nil }
    var table = TextTable(
      [
        ("flow", .left), ("from", .left), ("to", .left), ("sent", .right), ("received", .right),
        ("lost", .right),
        ("delay mean", .right), ("max", .right), ("ICMP errors", .right),
      ], dispensable: [8, 7])
    for flow in result.flows.prefix(limit) {
      table.add([
        flow.name, flow.from, flow.to, Decimal.grouped(flow.sent), Decimal.grouped(flow.received),
        Decimal.grouped(flow.lost), flow.received == 0 ? "–" : Decimal.duration(flow.delayMean),
        flow.received == 0 ? "–" : Decimal.duration(flow.delayMax),
        Decimal.grouped(flow.icmpUnreachable + flow.icmpTimeExceeded),
      ])
    }
    return table
  }

  static func services(_ result: RunResult) -> TextTable? {
    guard !result.services.isEmpty else { return nil }
    var table = TextTable(
      [
        ("service", .left), ("policy", .left), ("requests", .right), ("ok", .right), ("success", .right),
        ("mean", .right), ("p50", .right), ("p90", .right), ("p99", .right), ("p99.9", .right),
        ("max", .right),
      ], dispensable: [3, 9, 7])
    for service in result.services {
      let latency = service.latency
      func cell(_ time: SimTime?) -> String { time.map { Decimal.duration($0) } ?? "–" }
      table.add([
        service.name, service.policy, Decimal.grouped(service.requests),
        Decimal.grouped(service.count(of: .ok)),
        service.successRatio.map(percent) ?? "–", cell(latency?.mean), cell(latency?.p50), cell(latency?.p90),
        cell(latency?.p99), cell(latency?.p999), cell(latency?.max),
      ])
    }
    return table
  }

  static func backends(_ service: ServiceResult) -> TextTable {
    var table = TextTable(
      [
        ("backend", .left), ("weight", .right), ("requests", .right), ("share", .right),
        ("utilization", .right),
        ("queue mean", .right), ("peak", .right), ("health", .left),
      ], dispensable: [6, 5])
    let total = service.backends.reduce(0) { $0 + $1.requests }
    for backend in service.backends {
      let share = total == 0 ? 0 : Double(backend.requests) / Double(total)
      table.add([
        backend.name, String(backend.weight), Decimal.grouped(backend.requests), percent(share),
        percent(backend.utilization), Decimal.fixed(backend.queueMean, 2), String(backend.queuePeak),
        backend.isHealthy ? "healthy" : "out",
      ])
    }
    return table
  }

  static func bridges(_ result: RunResult) -> TextTable? {
    guard !result.bridges.isEmpty else { return nil }
    let names = Dictionary(result.links.map { ($0.link, $0.name) }, uniquingKeysWith: { first, _ in first })
    var table = TextTable([
      ("bridge", .left), ("spanning tree", .left), ("port", .left), ("role", .left), ("state", .left),
    ])
    for bridge in result.bridges {
      for (position, port) in bridge.ports.enumerated() {
        table.add([
          position == 0 ? bridge.name + (bridge.isRoot && bridge.mode != .off ? " (root)" : "") : "",
          position == 0 ? bridge.mode.rawValue : "", names[port.link] ?? "", port.role, port.state,
        ])
      }
    }
    return table
  }

  static func outcomes(_ service: ServiceResult) -> String {
    var parts = service.outcomes.map { "\(Decimal.grouped($0.count)) \($0.outcome)" }
    if service.pending > 0 { parts.append("\(Decimal.grouped(service.pending)) pending") }
    return parts.joined(separator: ", ")
  }

  static func conservation(_ ledger: Conservation) -> String {
    let causes = ledger.dropped.map { "\(Decimal.grouped($0.count)) \($0.cause)" }.joined(separator: ", ")
    let dropped = Decimal.grouped(ledger.droppedTotal) + " dropped" + (causes.isEmpty ? "" : " (\(causes))")
    return
      "\(Decimal.grouped(ledger.sent)) sent = \(Decimal.grouped(ledger.delivered)) delivered + \(dropped) + "
      + "\(Decimal.grouped(ledger.inFlight)) in flight"
  }

  static func stopped(_ result: RunResult) -> String {
    switch result.stoppedBy {
    case .duration: "to the end of its duration"
    case .quiet: "until nothing was left to happen"
    case .eventLimit: "until the event limit"
    case .backlogLimit: "until too much was under way at once"
    case .oscillation: "until its BGP was proven to go round for ever"
    }
  }

  /// One decimal; more where it would say none or all and that is not so: `0.004%`, `99.998%`.
  static func percent(_ ratio: Double) -> String {
    guard ratio > 0, ratio < 1, ratio < 0.001 || ratio >= 0.9995 else {
      return Decimal.fixed(ratio * 100, 1) + "%"
    }
    if ratio < 0.000_005 { return "<0.001%" }
    if ratio >= 0.999_995 { return ">99.999%" }
    return Decimal.fixed(ratio * 100, 3) + "%"
  }

  /// A scenario's title on one line: a file may break it, or put control characters into it.
  static func title(_ result: RunResult) -> String { oneLine(result.scenario) }

  static func oneLine(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
    return String(String.UnicodeScalarView(scalars)).trimmed
  }
}
