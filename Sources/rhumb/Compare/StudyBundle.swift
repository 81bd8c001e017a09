import Engine
import Experiments
import GraphvizRender
import NetworkModel
import Reports
import Study
import StudyDatabase

/// The whole set of files that `compare --out` writes.
struct StudyBundle {
  let result: StudyResult
  let executor: RunExecutor
  let jobs: Int

  func write(to path: String) throws {
    let directory = try OutputDirectory(path)
    let exemplars = try exemplars()
    try directory.write(StudyJSON.document(result).serialized(), to: "summary.json")
    try directory.write(
      StudyMarkdown.document(result, charts: StudyCharts.intervalNames(result)), to: "report.md")
    try directory.write(page(exemplars), to: "report.html")
    try directory.write(StudyJUnit.document(result), to: "junit.xml")
    try directory.write(StudyCSV.runs(result), to: "runs.csv")
    try directory.write(StudyCSV.comparisons(result), to: "comparisons.csv")
    try directory.write(StudyOpenMetrics.document(result), to: "openmetrics.txt")
    _ = try OutputDirectory("\(path)/charts")
    for chart in StudyCharts.files(result, exemplars) { try directory.write(chart.text, to: chart.name) }
    try writeDatabase(exemplars, directory)
  }

  /// `report.html` alone.
  func page() throws -> String { page(try exemplars()) }

  private func page(_ exemplars: [Exemplar]) -> String {
    StudyHTML.document(
      result, exemplars: exemplars, pictures: executor.plan.blocks.indices.map { picture(block: $0) })
  }

  /// Beside its place first, like any other file.
  private func writeDatabase(_ exemplars: [Exemplar], _ directory: OutputDirectory) throws {
    let part = "study.sqlite.part"
    directory.remove(part)
    do {
      try StudyDatabase.write(
        result, exemplars: exemplars, version: RunJSON.version, to: "\(directory.path)/\(part)")
    } catch {
      directory.remove(part)
      throw OutputDirectory.Failure(
        status: .outputFailed, message: "cannot write \(directory.path)/study.sqlite: \(error)")
    }
    try directory.move(part, to: "study.sqlite")
  }

  /// The first replication of each variant, recorded; of a study with very many variants, of the first fifty.
  private func exemplars() throws -> [Exemplar] {
    let wanted = executor.plan.blocks.enumerated().flatMap { number, block in
      block.variants.indices.prefix(50).map { (block: number, variant: $0) }
    }
    do throws(SimulationError) {
      return try JobPool.map(
        count: wanted.count, threads: jobs,
        { [executor] job throws(SimulationError) in
          try executor.exemplar(block: wanted[job].block, variant: wanted[job].variant)
        }, finished: { _, _ throws(SimulationError) in })
    } catch {
      throw ScenarioFailure(status: .badInput, diagnostics: [.init(source: "rhumb", message: "\(error)")])
    }
  }

  /// The network of a block's reference variant, as it is planned; nil where it cannot be drawn or is too large to read.
  private func picture(block: Int) -> StudyHTML.Picture? {
    let scenario = executor.scenarios[block][executor.plan.blocks[block].reference]
    guard let topology = try? Topology(scenario.network), topology.nodes.count <= 300,
      let svg = try? GraphvizRenderer.render(TopologyDrawing.make(topology), format: .svg)
    else { return nil }
    return StudyHTML.Picture(svg: String(decoding: svg, as: UTF8.self), links: topology.links.map(\.name))
  }
}
