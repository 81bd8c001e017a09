import Kernel
import Metrics

extension ReportTables {
  /// One line an event and prefix; nil for runs of another kind.
  static func asLevel(_ result: RunResult, limit: Int) -> TextTable? {
    guard let level = result.asLevel else { return nil }
    var table = TextTable([
      ("event", .left), ("at", .right), ("prefix", .left), ("updates", .right), ("withdrawals", .right),
      ("converged", .right), ("reached", .right), ("mean path", .right), ("longest", .right),
      ("shares", .left),
    ])
    for prefix in level.prefixes.prefix(limit) {
      for phase in prefix.phases {
        let mean = phase.reached == 0 ? 0 : Double(phase.pathHops) / Double(phase.reached)
        let shares = phase.shares.prefix(4).map { "AS \($0.origin) \(Decimal.grouped(UInt64($0.ases)))" }
        table.add([
          phase.event, Decimal.duration(phase.time), prefix.prefix.description,
          Decimal.grouped(UInt64(phase.announcements)), Decimal.grouped(UInt64(phase.withdrawals)),
          "+" + Decimal.duration(phase.convergence), Decimal.grouped(UInt64(phase.reached)),
          String((mean * 100).rounded() / 100), String(phase.longestPath), shares.joined(separator: ", "),
        ])
      }
    }
    return table
  }
}
