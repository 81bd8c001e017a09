import GraphvizRender
import Metrics
import NetworkModel
import Reports

/// The whole set of files that `--out` writes.
struct ResultBundle {
  let result: RunResult
  /// What the scenario asks for beside the summary: these files are there even when they have no rows.
  let recorded: Set<RecordKind>
  /// Nil: more than `routeLimit`.
  let routes: RoutesSnapshot?
  let topology: Topology
  let replay: String

  /// About 85 MB of routes.json, and seconds to write it. A thousand routers have four million routes, three hundred ASes with full
  /// tables nearly half a million paths.
  static let routeLimit = 500_000

  func write(to path: String) throws {
    let directory = try OutputDirectory(path)
    let drawing = TopologyDrawing.make(topology, result: result, routes: routes)
    let svg = draw(drawing, .svg)
    try directory.write(RunJSON.document(result).serialized(), to: "summary.json")
    try putRoutes(directory)
    try directory.write(RunCSV.metrics(result), to: "metrics.csv")
    try directory.write(
      RunMarkdown.document(result, picture: svg == nil ? nil : "topology.svg"), to: "report.md")
    try directory.write(
      RunHTML.document(result, drawing: svg.map { String(decoding: $0, as: UTF8.self) }), to: "report.html")
    try directory.write(
      RunJUnit.document([RunJUnit.Run(result: result, replay: replay)]), to: "junit.xml")
    try put(
      recorded.contains(.requests) ? Array(RunCSV.requests(result).utf8) : nil, "requests.csv", directory)
    try put(
      recorded.contains(.decisions) ? Array(RunCSV.decisions(result).utf8) : nil, "decisions.csv", directory)
    try put(recorded.contains(.events) ? Array(RunCSV.events(result).utf8) : nil, "events.csv", directory)
    try put(svg, "topology.svg", directory)
    try put(draw(drawing, .dot), "topology.dot", directory)
  }

  private func putRoutes(_ directory: OutputDirectory) throws {
    if let routes, routes.length <= Self.routeLimit {
      try directory.write(RoutesJSON.document(routes).serialized(), to: "routes.json")
      return
    }
    directory.remove("routes.json")
    Console.writeError(
      "rhumb: no routes.json: more than \(Self.routeLimit) routes, a path of BGP counted as four; "
        + "`rhumb routes SCENARIO --node NAME --format json` prints a router's\n")
  }

  /// A file that not every run makes; one that an earlier run left is taken away.
  private func put(_ bytes: [UInt8]?, _ name: String, _ directory: OutputDirectory) throws {
    if let bytes { try directory.write(bytes, to: name) } else { directory.remove(name) }
  }

  /// Nil when Graphviz cannot draw it, which is told: the numbers are worth having without the picture.
  private func draw(_ drawing: Drawing, _ format: DrawingFormat) -> [UInt8]? {
    do { return try GraphvizRenderer.render(drawing, format: format) } catch {
      Console.writeError("rhumb: no topology.\(format.rawValue): \(error)\n")
      return nil
    }
  }
}
