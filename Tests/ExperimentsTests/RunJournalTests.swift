import Foundation
import Kernel
import Metrics
import Study
import Synchronization
import Testing

@testable import Experiments

@Suite struct RunJournalTests {
  /// A file of its own, removed at the end.
  private func withFile(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "rhumb-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private static let record = RunRecord(
    key: RunKey(block: 1, variant: 2, replication: 3), seed: .max, fingerprint: "00c0ffee00c0ffee",
    simulated: SimTime(picoseconds: 123), events: 45, stoppedBy: .eventLimit,
    values: [0.1 + 0.2, nil, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude],
    expectations: [.init(isMet: false, name: "a\tb \\n", message: "line\nand\r\\ more: ünicode")],
    notices: ["", "x\ty"])

  @Test func linesReadBackToTheBit() throws {
    let line = JournalLine.write(.run(Self.record))
    #expect(line.split(separator: "\n").count == 1 && line.hasSuffix("\n"))
    let back = try #require(JournalLine.read(line.dropLast()))
    #expect(back == .run(Self.record))
    guard case .run(let run) = back else { return }
    #expect(run.values[2]?.sign == .minus)
    let pilot = StudyRuns.Entry.pilot(
      PilotRecord(key: RunKey(block: 0, variant: 1, replication: 2), time: .seconds(3), isTooShort: true))
    #expect(JournalLine.read(JournalLine.write(pilot).dropLast()) == pilot)
  }

  @Test func aLineWithOneByteChangedOrCutIsNone() {
    let line = String(JournalLine.write(.run(Self.record)).dropLast())
    for cut in 0..<line.count { #expect(JournalLine.read(line.prefix(cut)) == nil) }
    let bytes = Array(line.utf8)
    for position in bytes.indices {
      var changed = bytes
      changed[position] ^= 1
      #expect(JournalLine.read(Substring(String(decoding: changed, as: UTF8.self))) == nil)
    }
  }

  /// Wherever a journal is cut, as a killed process leaves it, the study ends with the same runs, and makes only those that
  /// are not in it.
  @Test func aStudyCutAnywhereEndsTheSame() throws {
    let executor = try SmallScenario.executor(replications: 2, warmUp: .mser5)
    let runner = StudyRunner(executor, threads: 2)
    let digest = StudyDigest.of(executor.plan, executor.scenarios, version: "1")
    let whole = try runner.run()
    try withFile { path in
      let journal = try RunJournal(path: path, digest: digest)
      for pilot in whole.pilots.values.sorted(by: { $0.key < $1.key }) { try journal.add(.pilot(pilot)) }
      for record in whole.sortedRecords { try journal.add(.run(record)) }
      let bytes = try Data(contentsOf: URL(filePath: path))
      let head = try #require(bytes.firstIndex(of: 10)) + 1
      for cut in stride(from: head, through: bytes.count, by: 97) {
        try withFile { copy in
          try bytes.prefix(cut).write(to: URL(filePath: copy))
          let reopened = try RunJournal(path: copy, digest: digest)
          let lines = bytes.prefix(cut).count { $0 == 10 } - 1
          #expect(reopened.known.count == lines)
          let made = Mutex(0)
          let resumed = try runner.run(
            known: reopened.known,
            ended: { entry throws(StudyFailure) in
              made.withLock { $0 += 1 }
              do throws(RunJournal.Failure) { try reopened.add(entry) } catch {
                throw .journal(error.message)
              }
            })
          #expect(resumed.sortedRecords == whole.sortedRecords)
          #expect(resumed.cuts == whole.cuts)
          #expect(made.withLock { $0 } == whole.count - lines)
          // Nothing is in it twice.
          let text = try String(contentsOfFile: copy, encoding: .utf8)
          let entries = text.split(separator: "\n").compactMap { JournalLine.read($0) }
          #expect(entries.count == whole.count)
        }
      }
    }
  }

  @Test func anotherStudyIsRefused() throws {
    try withFile { path in
      do { _ = try RunJournal(path: path, digest: "1") }
      #expect(throws: RunJournal.Failure.self) { try RunJournal(path: path, digest: "2") }
      _ = try RunJournal(path: path, digest: "1")
    }
  }

  @Test func twoAtOnceAreRefused() throws {
    try withFile { path in
      let first = try RunJournal(path: path, digest: "1")
      #expect(throws: RunJournal.Failure.self) { try RunJournal(path: path, digest: "1") }
      withExtendedLifetime(first) {}
    }
  }

  @Test func theDigestIsOfWhatRunsDependOn() throws {
    func digest(_ executor: RunExecutor) -> String {
      StudyDigest.of(executor.plan, executor.scenarios, version: "1")
    }
    let plain = try SmallScenario.executor(replications: 2)
    #expect(digest(plain) == digest(try SmallScenario.executor(replications: 9)))
    #expect(
      digest(plain) != digest(try SmallScenario.executor(values: ["exponential(10ms)", "exponential(13ms)"])))
    #expect(digest(plain) != digest(try SmallScenario.executor(warmUp: .mser5)))
    #expect(digest(plain) != StudyDigest.of(plain.plan, plain.scenarios, version: "2"))
  }

  /// Sets and dictionaries of equal contents iterate in different orders when they grew differently.
  @Test func theDigestKnowsNoOrderOfSets() {
    var grown = Set<Int>(minimumCapacity: 4096)
    for number in 0..<100 { grown.insert(number) }
    let made = Set((0..<100).reversed())
    #expect(Array(grown) != Array(made), "or this test shows nothing")
    #expect(StudyDigest.contents((grown, "a")) == StudyDigest.contents((made, "a")))
    #expect(StudyDigest.contents(grown) != StudyDigest.contents(made.union([100])))
  }
}
