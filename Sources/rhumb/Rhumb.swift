import ArgumentParser
import Reports

/// The command line. Each subcommand is one file in Commands/.
@main
struct Rhumb: ExampleProviding {
  static let configuration = CommandConfiguration(
    commandName: "rhumb",
    abstract: "Simulates routing and load balancing, packet by packet and request by request.",
    version: "rhumb \(RunJSON.version)",
    subcommands: [
      Run.self, Check.self, Routes.self, Show.self, Explain.self, Explore.self, Render.self, Compare.self,
      Reach.self, Import.self, List.self, New.self,
    ])

  static let examples = [
    "rhumb new first.yaml && rhumb run first.yaml",
    "rhumb routes scenarios/rip/abilene.yaml --at 61s --node denver",
  ]

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let text = fullMessage(for: error)
      guard exitCode(for: error).isSuccess, text.contains("USAGE:") else { exit(withError: error) }
      Console.write(text + (text.hasSuffix("\n") ? "" : "\n"))
      Console.write(Help.examples(for: CommandLine.arguments.dropFirst()))
    }
  }
}
