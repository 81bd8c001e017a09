import Engine
import Kernel
import NetworkModel
import ScenarioFormats

/// `rhumb explain SCENARIO request ID`: the story of one request, from its arrival to its end.
enum RequestExplanation {
  /// - Parameter number: of the request, as requests.csv and decisions.csv have it.
  static func text(_ number: String, scenario path: String, _ options: ScenarioOptions, quiet: Bool) throws
    -> String
  {
    guard let id = UInt64(number), id > 0 else {
      throw UsageFailure("`\(number)` is no number of a request", hint: "requests.csv numbers them from 1")
    }
    let scenario = try options.load(path, quiet: quiet)
    var simulation = try ScenarioOptions.prepare(scenario, path: path)
    simulation.tracedRequest = id
    simulation.run()
    guard let first = simulation.story.first else {
      let count = simulation.result().services.reduce(0) { $0 + $1.requests }
      throw UsageFailure("there is no request \(id): the scenario has \(count) requests")
    }
    var text = ""
    text += pad("time", 14) + pad("since", 14) + "what\n"
    for entry in simulation.story {
      let time = pad(Self.decimal(entry.time.picoseconds / 1_000_000, 6) + "s", 14)
      text +=
        "\(time)\(pad("+" + Self.decimal((entry.time - first.time).picoseconds / 1_000_000, 3) + "ms", 14))\(entry.text)\n"
    }
    return text
  }

  /// A whole number with the point so many places from its end.
  private static func decimal(_ value: Int64, _ places: Int) -> String {
    var digits = String(value)
    while digits.count <= places { digits = "0" + digits }
    return "\(digits.dropLast(places)).\(digits.suffix(places))"
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
