import Engine
import Kernel
import NetworkModel
import Reports

/// `rhumb routes` for a scenario on the level of ASes, which has no routers.
enum RoutesOfASes {
  /// - Parameter names: of the ASes that are shown; empty: all.
  static func text(_ scenario: Scenario, only names: [String], format: Routes.Format) throws(UsageFailure)
    -> String
  {
    guard let graph = scenario.network.asGraph, let run = ASLevelRun(scenario) else { return "" }
    var numbers: [UInt32] = []
    for name in names {
      guard let number = ASGraph.number(named: name), graph.place(of: number) != nil else {
        throw UsageFailure("there is no AS `\(name)`", hint: "ASes are named as64512, or by their numbers")
      }
      numbers.append(number)
    }
    let result = run.run()
    guard let level = result.asLevel, level.prefixes.count <= ASLevelRun.keptStates else {
      throw UsageFailure("routes of ASes are kept for up to \(ASLevelRun.keptStates) prefixes")
    }
    let routes = ASLevelRoutes(level, only: numbers, at: scenario.duration ?? result.simulated)
    switch format {
    case .text: return routes.text
    case .json: return routes.json.serialized()
    case .mrt:
      throw UsageFailure("an MRT file holds the table of a router", hint: "--set routing.bgp.level=router")
    }
  }

  /// What looks into routers cannot look into ASes.
  static func refuse(_ scenario: Scenario) throws(UsageFailure) {
    guard scenario.network.asGraph != nil else { return }
    throw UsageFailure(
      "with `level: as` there are no routers, links and messages to look at",
      hint:
        "`rhumb routes FILE --node as64512` tells whom an AS sends to; --set routing.bgp.level=router makes routers"
    )
  }
}
