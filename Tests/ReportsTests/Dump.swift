import Foundation
import Testing
@testable import Reports
@Suite struct Dump {
  @Test func dump() throws {
    let r = SampleRun.result
    func put(_ t: String, _ n: String) throws { try t.write(toFile: "/tmp/dev/reports/golden/\(n)", atomically: true, encoding: .utf8) }
    try put(RunText.document(r, color: false), "text")
    try put(RunText.document(r, color: true, width: 72), "text72")
    try put(RunJSON.document(r).serialized(), "json")
    try put(RunCSV.metrics(r), "metrics")
    try put(RunCSV.requests(r), "requests")
    try put(RunCSV.events(r), "events")
    try put(RunMarkdown.document(r, picture: "topology.svg"), "md")
    try put(RunJUnit.document([.init(result: r, replay: "rhumb run a.yaml --set 'title=<x>'")]), "junit")
    try put(RunHTML.document(r, drawing: "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<svg><g/></svg>\n"), "html")
    try put(RoutesText.document(SampleRun.routes), "routes")
    try put(RoutesJSON.document(SampleRun.routes).serialized(), "routesjson")
  }
}
