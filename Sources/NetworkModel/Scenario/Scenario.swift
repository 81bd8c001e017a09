import Kernel

/// Everything that a scenario file says, typed, with units resolved and defaults filled in.
///
/// Names are still names here: `Topology` turns them into indices. A `Scenario` is made by an importer of
/// ScenarioFormats (or by a test), is complete in itself, and knows nothing of the file that it came from. What cannot
/// work is told by `ScenarioValidation`, as problems with the path of the offending field.
package struct Scenario: Sendable, Equatable {
  package var title: String
  package var about: String?
  package var seed: UInt64 = 1
  /// When the run ends at the latest; nil: some time after the last event (see `effectiveDuration`).
  package var duration: SimTime?
  /// The run stops after this many events, and says so.
  package var eventLimit: UInt64 = 200_000_000
  package var network = NetworkSpec()
  package var routing = RoutingSpec()
  package var services: [ServiceSpec] = []
  package var traffic: [TrafficSpec] = []
  package var events: [EventSpec] = []
  package var expectations: [ExpectationSpec] = []
  /// Of the state of the network at a time.
  package var assertions: [StateAssertionSpec] = []
  package var record: Set<RecordKind> = []
  package var study: StudySpec?

  package init(title: String) { self.title = title }

  /// The duration given, or ten minutes after the last event or start of traffic: enough for RIP to time a silent
  /// neighbour out, collect the garbage and settle.
  package var effectiveDuration: SimTime {
    if let duration { return duration }
    let eventTimes = events.map(\.time)
    let trafficTimes = traffic.map { max($0.start, $0.stop ?? .zero) }
    return (eventTimes + trafficTimes).reduce(.zero, max) + .seconds(600)
  }
}

/// What `--out` writes beside the summary.
package enum RecordKind: String, Sendable, CaseIterable {
  /// One row a request in requests.csv.
  case requests
  /// Topology and routing events in events.csv.
  case events
  /// Periodic samples in metrics.csv.
  case series
  /// One row a choice of a balancer in decisions.csv, with its reason.
  case decisions
}
