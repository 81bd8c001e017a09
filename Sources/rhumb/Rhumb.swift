import ArgumentParser
import Reports

/// The command line. Each subcommand is one file in Commands/.
@main
struct Rhumb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rhumb",
    abstract: "Simulates routing and load balancing, packet by packet and request by request.",
    discussion: """
      Examples:
        rhumb new first.yaml && rhumb run first.yaml
        rhumb routes scenarios/rip/abilene.yaml --at 61s --node denver
      """,
    version: "rhumb \(RunJSON.version)",
    subcommands: [Run.self, Check.self, Routes.self, Render.self, Import.self, List.self, New.self])
}
