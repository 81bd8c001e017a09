import Kernel
import Study

/// The runs of a study that have been made.
package struct StudyRuns: Sendable {
  package enum Entry: Sendable, Equatable {
    case run(RunRecord)
    case pilot(PilotRecord)
  }

  package var records: [RunKey: RunRecord] = [:]
  package var pilots: [RunKey: PilotRecord] = [:]
  /// One for each block, when the runs have been made.
  package var cuts: [WarmUpCut?] = []

  package init() {}

  package var count: Int { records.count + pilots.count }

  package mutating func add(_ entry: Entry) {
    switch entry {
    case .run(let record): records[record.key] = record
    case .pilot(let pilot): pilots[pilot.key] = pilot
    }
  }

  /// In the order of the plan.
  package var sortedRecords: [RunRecord] { records.values.sorted { $0.key < $1.key } }
}

/// What a pilot run says of the warm-up.
package struct PilotRecord: Sendable, Equatable {
  package let key: RunKey
  package let time: SimTime
  package let isTooShort: Bool

  package init(key: RunKey, time: SimTime, isTooShort: Bool) {
    self.key = key
    self.time = time
    self.isTooShort = isTooShort
  }
}
