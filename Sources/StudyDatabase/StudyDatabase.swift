import GRDB
import Metrics
import NetworkModel
import Statistics
import Study

/// A study as one SQLite file, which pandas, DuckDB and Datasette open.
///
/// | table | a row is |
/// |---|---|
/// | `study` | scenarios that were compared together |
/// | `variant`, `setting` | a variant; a field that it changes |
/// | `metric` | a metric of a study |
/// | `run`, `run_value` | a run; a metric in it (null where it has none) |
/// | `estimate`, `comparison` | what the runs of a variant say of a metric; how it stands to the reference |
/// | `expectation` | a line of `expect:` over the runs of a variant |
/// | `sample`, `latency` | from the first replication, recorded: a value at a time; a quantile of a service's latencies |
///
/// The view `measurement` joins what is asked for most: study, variant, replication, seed, metric, unit, value. Times are in
/// seconds, ratios 0…1. Seeds above 2⁶³ − 1, which SQLite cannot hold, are written as text.
package enum StudyDatabase {
  /// Makes the file; there must be none.
  ///
  /// - Throws: `DatabaseError` when it cannot be written.
  package static func write(_ result: StudyResult, exemplars: [Exemplar], version: String, to path: String)
    throws
  {
    var configuration = Configuration()
    configuration.journalMode = .default
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      // The file is new: when writing fails, all of it is thrown away.
      try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
      try database.inTransaction {
        try DatabaseSchema.create(database)
        var writer = StudyWriter(database: database, result: result, version: version)
        try writer.write(exemplars)
        return .commit
      }
    }
    try queue.close()
  }
}
