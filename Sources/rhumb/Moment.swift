import ArgumentParser
import Engine
import Kernel
import NetworkModel
import ScenarioFormats

/// A scenario at a moment of its run: what `show` and `explain` look at.
enum Moment {
  /// Runs to the given time, or until routing has settled after the last event.
  static func simulation(
    _ path: String, _ options: ScenarioOptions, _ output: OutputOptions, at: TimeArgument?
  ) throws -> Simulation {
    try simulation(try options.load(path, quiet: output.quiet), path, at: at)
  }

  /// The same for a scenario that has been read.
  static func simulation(_ scenario: Scenario, _ path: String, at: TimeArgument?) throws -> Simulation {
    try RoutesOfASes.refuse(scenario)
    var scenario = scenario
    if let at { scenario.duration = max(at.time, .init(picoseconds: 1)) }
    var simulation = try ScenarioOptions.prepare(scenario, path: path)
    if let at { simulation.run(until: at.time) } else { simulation.runUntilQuiet() }
    return simulation
  }

  /// The routers named, or all; an unknown name is a wrong usage.
  static func routers(_ names: [String], in simulation: borrowing Simulation) throws -> [String] {
    let known = simulation.topology.nodes.filter { $0.kind == .router }.map(\.name)
    if let unknown = names.first(where: { !known.contains($0) }) {
      throw UsageFailure(
        "there is no router named `\(unknown)`", hint: NearestName.hint(unknown, among: known))
    }
    return names.isEmpty ? known : names
  }

  /// Prints a text, or why there is none.
  static func write(_ text: () throws -> String) throws {
    try Failures.reported { Console.write(try text()) }
  }
}
