import Engine
import Kernel
import Metrics
import NetworkModel
import Statistics
import Study

/// Makes all runs of a plan: pilot runs where a warm-up is to be found, the replications, and more of them where a
/// precision is asked for.
///
/// What is run depends on the plan and on results, never on the number of threads or on which ends first.
package struct StudyRunner: Sendable {
  /// Pilot runs of each variant for MSER-5.
  package static let pilots = 3

  private let executor: RunExecutor
  private let threads: Int

  package init(_ executor: RunExecutor, threads: Int) {
    self.executor = executor
    self.threads = threads
  }

  /// - Parameters:
  ///   - known: runs that need not be made again.
  ///   - ended: called for each run made, one at a time.
  ///   - planned: called with the number of runs that are ahead, whenever that is known anew.
  package func run(
    known: StudyRuns = StudyRuns(), planned: @escaping @Sendable (Int) -> Void = { _ in },
    ended: @escaping @Sendable (StudyRuns.Entry) throws(StudyFailure) -> Void = { _ throws(StudyFailure) in }
  ) throws(StudyFailure) -> StudyRuns {
    var runs = known
    let cuts = try warmUps(&runs, planned, ended)
    runs.cuts = cuts
    var wanted = executor.plan.blocks.map { first(of: $0) }
    while true {
      let keys = missing(wanted, runs)
      planned(keys.count)
      let made = try JobPool.map(
        count: keys.count, threads: threads,
        { [executor] job throws(StudyFailure) in
          let key = keys[job]
          do throws(SimulationError) {
            return try executor.run(key, warmUp: cuts[key.block]?.time ?? .zero)
          } catch {
            throw StudyFailure.simulation(key, error)
          }
        }, finished: { _, record throws(StudyFailure) in try ended(.run(record)) })
      for record in made { runs.records[record.key] = record }
      let next = zip(executor.plan.blocks.indices, wanted).map { more(block: $0, after: $1, runs) }
      if next == wanted { break }
      wanted = next
    }
    return runs
  }

  /// With a precision to reach, ten at least: so few data should not decide alone when to stop.
  private func first(of block: StudyBlock) -> Int {
    guard let stopping = block.stopping else { return block.replications }
    return min(stopping.limit, max(block.replications, 10))
  }

  private func missing(_ wanted: [Int], _ runs: StudyRuns) -> [RunKey] {
    var keys: [RunKey] = []
    for (number, block) in executor.plan.blocks.enumerated() {
      for replication in 0..<wanted[number] {
        for variant in block.variants.indices {
          let key = RunKey(block: number, variant: variant, replication: replication)
          if runs.records[key] == nil { keys.append(key) }
        }
      }
    }
    return keys
  }

  private func more(block number: Int, after count: Int, _ runs: StudyRuns) -> Int {
    let block = executor.plan.blocks[number]
    guard let stopping = block.stopping, count < stopping.limit else { return count }
    for variant in block.variants.indices {
      let records = (0..<count).compactMap {
        runs.records[RunKey(block: number, variant: variant, replication: $0)]
      }
      for measure in block.measures.indices {
        guard let summary = SampleSummary(records.compactMap { $0.values[measure] }) else { continue }
        if !stopping.isReached(summary, confidence: executor.plan.confidence) {
          return stopping.next(after: count)
        }
      }
    }
    return count
  }

  private func warmUps(
    _ runs: inout StudyRuns, _ planned: @escaping @Sendable (Int) -> Void,
    _ ended: @escaping @Sendable (StudyRuns.Entry) throws(StudyFailure) -> Void
  ) throws(StudyFailure) -> [WarmUpCut?] {
    let blocks = executor.plan.blocks
    var pilotKeys: [RunKey] = []
    for (number, block) in blocks.enumerated() where block.warmUp == .mser5 {
      for variant in block.variants.indices {
        for replication in 0..<Self.pilots {
          pilotKeys.append(RunKey(block: number, variant: variant, replication: replication))
        }
      }
    }
    let keys = pilotKeys.filter { runs.pilots[$0] == nil }
    if !keys.isEmpty { planned(keys.count) }
    let made = try JobPool.map(
      count: keys.count, threads: threads,
      { [executor] job throws(StudyFailure) in
        do throws(SimulationError) {
          let cut = try executor.warmUp(keys[job])
          return PilotRecord(key: keys[job], time: cut.time, isTooShort: cut.isTooShort)
        } catch { throw StudyFailure.simulation(keys[job], error) }
      }, finished: { _, pilot throws(StudyFailure) in try ended(.pilot(pilot)) })
    for pilot in made { runs.pilots[pilot.key] = pilot }
    return blocks.enumerated().map { number, block in
      switch block.warmUp {
      case .none: return nil
      case .fixed(let time): return WarmUpCut(time: time)
      case .mser5:
        let own = pilotKeys.filter { $0.block == number }.compactMap { runs.pilots[$0] }
        return WarmUpCut(
          time: own.map(\.time).max() ?? .zero,
          pilot: WarmUpCut.Pilot(runs: own.count, isTooShort: own.contains { $0.isTooShort }))
      }
    }
  }
}

/// Why a study ended early.
package enum StudyFailure: Error {
  case simulation(RunKey, SimulationError)
  /// The journal cannot be written.
  case journal(String)
}
