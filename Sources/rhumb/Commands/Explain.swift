import ArgumentParser

struct Explain: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract: "Tell the story of one request: every choice with its reason, every wait, every try.")

  static let examples = [
    "rhumb explain scenarios/balancing/retry-storm.yaml request 6000",
    "rhumb explain scenarios/containers/docker-host.yaml request 42 --seed 7",
  ]

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case request
  }

  @Argument(help: "A scenario file; - reads standard input.")
  var scenario: String

  @Argument(help: "What is explained: request.")
  var subject: Subject

  @Argument(help: "The number of the request, as in requests.csv.")
  var number: String

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    do {
      Console.write(try RequestExplanation.text(number, scenario: scenario, options, quiet: output.quiet))
    } catch let failure as UsageFailure {
      failure.report()
      try ExitStatus.usage.exit()
    } catch let failure as ScenarioFailure {
      failure.report()
      try failure.status.exit()
    }
  }
}
