import Foundation
import GRDB
import Kernel
import Metrics
import NetworkModel
import Statistics
import Study
import Testing

@testable import StudyDatabase

@Suite struct StudyDatabaseTests {
  private static let variants = ["round-robin", "it's \"quoted\""].map {
    Variant(
      name: $0, path: "web.yaml",
      assignments: [
        .init(path: "services.web.policy", value: $0), .init(path: "services.web.queue", value: "10"),
      ])
  }

  private static var result: StudyResult {
    let measures = ["services.web.latency.p99", "routing.bytes"].map { Measure(MeasureSpec(metric: $0)) }
    let block = StudyBlock(
      name: "web", title: "Web", variants: variants, reference: 0, measures: measures, replications: 2,
      stopping: nil,
      warmUp: .none, seeds: [UInt64.max - 1, UInt64.max - 1])
    var records: [RunRecord] = []
    for variant in 0..<2 {
      for replication in 0..<2 {
        let value: Double = 0.1 * Double(variant + 1) + Double(replication)
        records.append(
          RunRecord(
            key: RunKey(block: 0, variant: variant, replication: replication),
            seed: UInt64.max - 1 + UInt64(replication), fingerprint: "00c0ffee00c0ffee",
            simulated: .seconds(60),
            events: 1000, stoppedBy: .duration, values: [value, nil],
            expectations: [.init(isMet: replication == 0, name: "e", message: "m")], notices: []))
      }
    }
    let plan = StudyPlan(blocks: [block], command: "rhumb compare web.yaml")
    return StudyAnalysis.analyze(plan, records, warmUps: [WarmUpCut(time: .seconds(3))])
  }

  private func withDatabase(_ body: (Database) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "rhumb-\(UUID().uuidString).sqlite")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var exemplar = Exemplar(block: 0, variant: 1, seed: 1)
    exemplar.times = [1, 2]
    exemplar.series = [.init(entity: "web", metric: "service_pending_requests", values: [3, 4])]
    exemplar.latencies = [.init(service: "web", points: [(0, 0.01), (1, 0.02)])]
    try StudyDatabase.write(Self.result, exemplars: [exemplar], version: "0", to: path)
    try DatabaseQueue(path: path).read(body)
  }

  @Test func isWholeAndItsKeysHold() throws {
    try withDatabase { database in
      let check = try String.fetchOne(database, sql: "PRAGMA integrity_check")
      #expect(check == "ok")
      let breaches = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
      #expect(breaches.isEmpty)
      let version = try Int.fetchOne(database, sql: "PRAGMA user_version")
      #expect(version == DatabaseSchema.version)
    }
  }

  @Test func theViewHasARowForEachRunAndMetric() throws {
    try withDatabase { database in
      let rows = try Row.fetchAll(
        database,
        sql:
          "SELECT * FROM measurement WHERE metric = 'services.web.latency.p99' ORDER BY variant, replication")
      let values: [Double] = rows.map { $0["value"] }
      #expect(values == [0.2, 1.2, 0.1, 1.1])
      let variant: String = rows[0]["variant"]
      #expect(variant == "it's \"quoted\"")
      // 2⁶⁴ − 2 is more than an integer of SQLite holds.
      let seed: String = rows[0]["seed"]
      #expect(seed == "18446744073709551614")
      let missing = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM run_value WHERE value IS NULL")
      #expect(missing == 4)
    }
  }

  @Test func settingsBelongToTheirVariants() throws {
    try withDatabase { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT variant.name, path, value FROM setting JOIN variant ON variant.id = variant_id"
      )
      #expect(rows.count == 4)
      for row in rows {
        let (name, path, value): (String, String, String) = (row["name"], row["path"], row["value"])
        if path == "services.web.policy" { #expect(name == value) }
      }
    }
  }

  @Test func findingsAndSamplesAreThere() throws {
    try withDatabase { database in
      let comparison = try #require(try Row.fetchOne(database, sql: "SELECT * FROM comparison"))
      let (difference, reference): (Double, Int) = (comparison["difference"], comparison["reference_id"])
      #expect(abs(difference - 0.1) < 1e-12 && reference == 1)
      let warmUp = try Double.fetchOne(database, sql: "SELECT warm_up_seconds FROM study")
      #expect(warmUp == 3)
      let samples = try Double.fetchAll(database, sql: "SELECT value FROM sample ORDER BY seconds")
      #expect(samples == [3, 4])
      let longest = try Double.fetchOne(database, sql: "SELECT max(seconds) FROM latency")
      #expect(longest == 0.02)
      let missed = try Int.fetchAll(database, sql: "SELECT missed FROM expectation")
      #expect(missed == [1, 1])
    }
  }
}
