import Reports
import Study

/// The whole set of files that `compare --out` writes.
struct StudyBundle {
  let result: StudyResult

  func write(to path: String) throws(OutputDirectory.Failure) {
    let directory = try OutputDirectory(path)
    try directory.write(StudyJSON.document(result).serialized(), to: "summary.json")
    try directory.write(StudyMarkdown.document(result), to: "report.md")
    try directory.write(StudyJUnit.document(result), to: "junit.xml")
    try directory.write(StudyCSV.runs(result), to: "runs.csv")
    try directory.write(StudyCSV.comparisons(result), to: "comparisons.csv")
  }
}
