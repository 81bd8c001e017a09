import GraphvizRender
import Metrics
import NetworkModel
import Reports

/// The whole set of files that `--out` writes.
struct ResultBundle {
  let result: RunResult
  let routes: RoutesSnapshot
  let topology: Topology
  let replay: String

  func write(to path: String) throws {
    let directory = try OutputDirectory(path)
    let drawing = TopologyDrawing.make(topology, result: result, routes: routes)
    let svg = try? GraphvizRenderer.render(drawing, format: .svg)
    try directory.write(RunJSON.document(result).serialized(), to: "summary.json")
    try directory.write(RoutesJSON.document(routes).serialized(), to: "routes.json")
    try directory.write(RunCSV.metrics(result), to: "metrics.csv")
    try directory.write(
      RunMarkdown.document(result, picture: svg == nil ? nil : "topology.svg"), to: "report.md")
    try directory.write(
      RunHTML.document(result, drawing: svg.map { String(decoding: $0, as: UTF8.self) }), to: "report.html")
    try directory.write(
      RunJUnit.document([RunJUnit.Run(result: result, replay: replay)]), to: "junit.xml")
    if !result.requests.isEmpty { try directory.write(RunCSV.requests(result), to: "requests.csv") }
    if !result.log.isEmpty { try directory.write(RunCSV.events(result), to: "events.csv") }
    if let svg { try directory.write(svg, to: "topology.svg") }
    if let dot = try? GraphvizRenderer.render(drawing, format: .dot) {
      try directory.write(dot, to: "topology.dot")
    }
  }
}
