import Kernel
import NetworkModel
import Statistics
import Study
import Synchronization
import Testing

@testable import Experiments

@Suite struct StudyRunnerTests {
  @Test func anyNumberOfThreadsGivesTheSameRuns() throws {
    let executor = try SmallScenario.executor(replications: 4)
    let one = try StudyRunner(executor, threads: 1).run()
    let eight = try StudyRunner(executor, threads: 8).run()
    #expect(one.sortedRecords == eight.sortedRecords)
    #expect(one.records.count == 8)
    #expect(one.sortedRecords.map(\.seed) == [1, 1, 2, 2, 3, 3, 4, 4])
  }

  @Test func variantsRunOnCommonRandomNumbers() throws {
    // The same service time twice: on the same seed nothing differs.
    let executor = try SmallScenario.executor(values: ["exponential(10ms)", "exponential(0.01s)"])
    let records = try StudyRunner(executor, threads: 2).run().sortedRecords
    for pair in 0..<3 { #expect(records[2 * pair].fingerprint == records[2 * pair + 1].fingerprint) }
    #expect(records[0].fingerprint != records[2].fingerprint)
  }

  @Test func knownRunsAreNotMadeAgain() throws {
    let executor = try SmallScenario.executor(replications: 3)
    let all = try StudyRunner(executor, threads: 1).run()
    var known = StudyRuns()
    for record in all.sortedRecords.prefix(4) { known.add(.run(record)) }
    let ended = Mutex<[RunKey]>([])
    let resumed = try StudyRunner(executor, threads: 2).run(
      known: known,
      ended: { entry throws(StudyFailure) in
        if case .run(let record) = entry { ended.withLock { $0.append(record.key) } }
      })
    #expect(ended.withLock { $0 }.count == 2)
    #expect(resumed.sortedRecords == all.sortedRecords)
  }

  @Test func replicationsAreAddedUntilTheIntervalsAreNarrow() throws {
    let stopping = SequentialStopping(halfWidth: .relative(0.05), limit: 200)
    let executor = try SmallScenario.executor(replications: 2, stopping: stopping)
    let one = try StudyRunner(executor, threads: 1).run()
    let two = try StudyRunner(executor, threads: 2).run()
    #expect(one.sortedRecords == two.sortedRecords)
    let count = one.records.count / 2
    #expect(count > 10 && count < 200)
    for variant in 0..<2 {
      let values = one.sortedRecords.filter { $0.key.variant == variant }.compactMap { $0.values[0] }
      #expect(stopping.isReached(try #require(SampleSummary(values)), confidence: 0.95))
    }
  }

  @Test func aPilotFindsOneWarmUpForAllVariants() throws {
    let executor = try SmallScenario.executor(replications: 2, warmUp: .mser5)
    let runs = try StudyRunner(executor, threads: 2).run()
    #expect(runs.pilots.count == 2 * StudyRunner.pilots)
    let cut = try #require(runs.cuts[0])
    #expect(cut.pilot?.runs == 6)
    #expect(cut.time == runs.pilots.values.map(\.time).max())
  }

  @Test func theFirstFailureInThePlansOrderEndsTheStudy() throws {
    struct Failed: Error, Equatable { let job: Int }
    #expect(throws: Failed(job: 5)) {
      _ = try JobPool.map(
        count: 100, threads: 1,
        { job throws(Failed) in if job >= 5 { throw Failed(job: job) } else { job } },
        finished: { _, _ throws(Failed) in })
    }
    let squares = try JobPool.map(
      count: 100, threads: 7, { job throws(Failed) in job * job }, finished: { _, _ throws(Failed) in })
    #expect(squares == (0..<100).map { $0 * $0 })
  }
}
