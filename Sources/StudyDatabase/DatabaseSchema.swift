import GRDB

/// The tables of a study's database.
enum DatabaseSchema {
  /// Written into the file as its `user_version`; it grows when a table or column changes its meaning.
  static let version = 1

  static func create(_ database: Database) throws {
    try database.execute(sql: "PRAGMA user_version = \(version)")
    for statement in statements { try database.execute(sql: statement) }
  }

  private static let statements = [
    """
    CREATE TABLE study (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL, replications INTEGER NOT NULL,
      common_random_numbers INTEGER NOT NULL, confidence REAL NOT NULL, warm_up_seconds REAL, command TEXT NOT NULL,
      version TEXT NOT NULL)
    """,
    """
    CREATE TABLE variant (
      id INTEGER PRIMARY KEY, study_id INTEGER NOT NULL REFERENCES study(id), name TEXT NOT NULL,
      scenario TEXT NOT NULL, is_reference INTEGER NOT NULL, UNIQUE (study_id, name))
    """,
    """
    CREATE TABLE setting (
      variant_id INTEGER NOT NULL REFERENCES variant(id), path TEXT NOT NULL, value TEXT NOT NULL)
    """,
    """
    CREATE TABLE metric (
      id INTEGER PRIMARY KEY, study_id INTEGER NOT NULL REFERENCES study(id), name TEXT NOT NULL, unit TEXT NOT NULL,
      better TEXT NOT NULL, UNIQUE (study_id, name))
    """,
    """
    CREATE TABLE run (
      id INTEGER PRIMARY KEY, variant_id INTEGER NOT NULL REFERENCES variant(id), replication INTEGER NOT NULL,
      seed NOT NULL, fingerprint TEXT NOT NULL, simulated_seconds REAL NOT NULL, events_processed INTEGER NOT NULL,
      stopped_by TEXT NOT NULL, UNIQUE (variant_id, replication))
    """,
    """
    CREATE TABLE run_value (
      run_id INTEGER NOT NULL REFERENCES run(id), metric_id INTEGER NOT NULL REFERENCES metric(id), value REAL,
      PRIMARY KEY (run_id, metric_id)) WITHOUT ROWID
    """,
    """
    CREATE TABLE estimate (
      variant_id INTEGER NOT NULL REFERENCES variant(id), metric_id INTEGER NOT NULL REFERENCES metric(id),
      n INTEGER NOT NULL, missing INTEGER NOT NULL, mean REAL NOT NULL, deviation REAL NOT NULL, low REAL, high REAL,
      minimum REAL NOT NULL, maximum REAL NOT NULL, median REAL NOT NULL, median_low REAL, median_high REAL,
      p90 REAL NOT NULL, PRIMARY KEY (variant_id, metric_id)) WITHOUT ROWID
    """,
    """
    CREATE TABLE comparison (
      variant_id INTEGER NOT NULL REFERENCES variant(id), metric_id INTEGER NOT NULL REFERENCES metric(id),
      reference_id INTEGER NOT NULL REFERENCES variant(id), test TEXT NOT NULL, n INTEGER NOT NULL,
      difference REAL NOT NULL, low REAL, high REAL, p REAL, adjusted_p REAL, effect_size REAL, verdict TEXT NOT NULL,
      replications_needed INTEGER, detectable_difference REAL, PRIMARY KEY (variant_id, metric_id)) WITHOUT ROWID
    """,
    """
    CREATE TABLE expectation (
      variant_id INTEGER NOT NULL REFERENCES variant(id), name TEXT NOT NULL, runs INTEGER NOT NULL,
      missed INTEGER NOT NULL, message TEXT)
    """,
    """
    CREATE TABLE sample (
      variant_id INTEGER NOT NULL REFERENCES variant(id), seconds REAL NOT NULL, entity TEXT NOT NULL,
      metric TEXT NOT NULL, value REAL NOT NULL)
    """,
    """
    CREATE TABLE latency (
      variant_id INTEGER NOT NULL REFERENCES variant(id), service TEXT NOT NULL, share REAL NOT NULL,
      seconds REAL NOT NULL)
    """,
    """
    CREATE VIEW measurement AS
      SELECT study.name AS study, variant.name AS variant, run.replication, run.seed, metric.name AS metric,
        metric.unit, run_value.value
      FROM run_value JOIN run ON run.id = run_id JOIN metric ON metric.id = metric_id
        JOIN variant ON variant.id = run.variant_id JOIN study ON study.id = variant.study_id
    """,
  ]
}
