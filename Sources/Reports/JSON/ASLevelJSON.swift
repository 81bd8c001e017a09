import Metrics
import NetworkModel

/// The `as_level` part of `rhumb.run/1`.
enum ASLevelJSON {
  static func level(_ level: ASLevelResult) -> JSONValue {
    .object([
      ("ases", .integer(Int64(level.ases))), ("links", .integer(Int64(level.links))),
      ("messages", .integer(Int64(level.messages))),
      (
        "prefixes",
        .array(
          level.prefixes.map { prefix in
            .object([
              ("prefix", .string(prefix.prefix.description)), ("phases", .array(prefix.phases.map(phase))),
            ])
          })
      ),
    ])
  }

  private static func phase(_ phase: ASLevelResult.Phase) -> JSONValue {
    .object([
      ("event", .string(phase.event)), ("time_seconds", RunJSON.seconds(phase.time)),
      ("announcements", .integer(Int64(phase.announcements))),
      ("withdrawals", .integer(Int64(phase.withdrawals))),
      ("best_changes", .integer(Int64(phase.bestChanges))),
      ("convergence_seconds", RunJSON.seconds(phase.convergence)),
      ("reached", .integer(Int64(phase.reached))), ("path_hops", .integer(Int64(phase.pathHops))),
      ("longest_path", .integer(Int64(phase.longestPath))),
      (
        "shares",
        .array(
          phase.shares.map { share in
            .object([("origin", .integer(Int64(share.origin))), ("ases", .integer(Int64(share.ases)))])
          })
      ),
    ])
  }
}
