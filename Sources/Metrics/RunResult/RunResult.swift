import Kernel
import NetworkModel

/// Everything that a run found out: plain values, in a fixed order, ready for any report.
///
/// Times are `SimTime`, ratios are 0…1, counts are exact. The engine fills it in once, at the end of a run.
package struct RunResult: Sendable {
  package var scenario: String
  package var about: String?
  package var seed: UInt64
  package var fingerprint: String
  package var simulated: SimTime
  package var eventsProcessed: UInt64
  package var stoppedBy: StopReason
  package var conservation = Conservation()
  package var routing: [ProtocolResult] = []
  package var convergence: [ConvergenceEntry] = []
  /// One an area; nil when OSPF does not run, or had not settled.
  package var linkState: [LinkStateAgreement]?
  /// What the run has proven of its BGP.
  package var oscillation: OscillationResult?
  package var links: [LinkResult] = []
  package var flows: [FlowResult] = []
  package var services: [ServiceResult] = []
  package var bridges: [BridgeResult] = []
  package var tunnels: [TunnelResult] = []
  /// Only of a run on the level of ASes.
  package var asLevel: ASLevelResult?
  package var expectations: [ExpectationResult] = []
  /// A command line that does the same again; set where an expectation was missed.
  package var replay: String?
  /// What the reader should know: broadcast storms, unsettled routing, unreachable services.
  package var notices: [String] = []
  /// Only when recorded.
  package var requests: [RequestRecord] = []
  package var decisions: [DecisionRecord] = []
  package var log: [LogRecord] = []
  package var series: [SeriesPoint] = []

  package init(
    scenario: String, about: String?, seed: UInt64, fingerprint: String, simulated: SimTime,
    eventsProcessed: UInt64, stoppedBy: StopReason
  ) {
    self.scenario = scenario
    self.about = about
    self.seed = seed
    self.fingerprint = fingerprint
    self.simulated = simulated
    self.eventsProcessed = eventsProcessed
    self.stoppedBy = stoppedBy
  }

  /// False when an expectation failed.
  package var isAsExpected: Bool { expectations.allSatisfy { $0.isMet } }
}

/// Why a run ended.
package enum StopReason: String, Sendable, CaseIterable {
  /// The scenario's duration is over.
  case duration
  /// Nothing was left to happen.
  case quiet
  /// The event limit was reached: the results cover only part of the scenario.
  case eventLimit = "event-limit"
  /// More packets or requests were under way at once than a machine should hold: traffic came faster than the network
  /// and its servers could carry it, into queues without a sensible limit.
  case backlogLimit = "backlog-limit"
  /// BGP was proven to go round for ever, and nothing else was to be found out.
  case oscillation
}

/// The packet ledger: `sent == delivered + dropped + inFlight`, always.
package struct Conservation: Sendable, Equatable {
  /// Packets put on the network, the copies that bridges make included.
  package var sent: UInt64 = 0
  /// Of these, copies made by flooding.
  package var copied: UInt64 = 0
  package var delivered: UInt64 = 0
  /// By cause, in the order of `DropCause`; causes without a packet are left out.
  package var dropped: [(cause: DropCause, count: UInt64)] = []
  package var inFlight: UInt64 = 0
  /// Requests: `requests == ok + failed + pending`.
  package var requests: UInt64 = 0
  package var requestsOK: UInt64 = 0
  package var requestsFailed: UInt64 = 0
  package var requestsPending: UInt64 = 0

  package init() {}

  package var droppedTotal: UInt64 { dropped.reduce(0) { $0 + $1.count } }

  package var isBalanced: Bool {
    sent == delivered + droppedTotal + inFlight && requests == requestsOK + requestsFailed + requestsPending
  }

  package static func == (a: Conservation, b: Conservation) -> Bool {
    a.sent == b.sent && a.copied == b.copied && a.delivered == b.delivered && a.inFlight == b.inFlight
      && a.requests == b.requests && a.requestsOK == b.requestsOK && a.requestsFailed == b.requestsFailed
      && a.requestsPending == b.requestsPending
      && a.dropped.elementsEqual(b.dropped) { $0.cause == $1.cause && $0.count == $1.count }
  }
}

/// Why a packet ended before its destination.
package enum DropCause: Int, Sendable, CaseIterable, CustomStringConvertible {
  case queueFull
  /// By a queue discipline, before the queue was full.
  case earlyDrop
  case linkDown
  case linkLoss
  case noRoute
  case discardRoute
  case ttlExpired
  case hostUnreachable
  case mtuExceeded
  case nodeDown
  case noListener
  /// A flooded frame reached a station that it was not meant for.
  case notAddressed
  /// A bridge port that the spanning tree blocks, or a bridge that has no other port for the frame.
  case portBlocked
  case bridgeFiltered
  /// A segment of a message that was given up before it arrived.
  case stale
  /// By a network policy or an access list.
  case policyDenied
  /// By a container host's rules: no published port, another network's container, an internal network.
  case filtered

  package var description: String {
    switch self {
    case .queueFull: "queue-full"
    case .earlyDrop: "early-drop"
    case .linkDown: "link-down"
    case .linkLoss: "link-loss"
    case .noRoute: "no-route"
    case .discardRoute: "discard-route"
    case .ttlExpired: "ttl-expired"
    case .hostUnreachable: "host-unreachable"
    case .mtuExceeded: "mtu-exceeded"
    case .nodeDown: "node-down"
    case .noListener: "no-listener"
    case .notAddressed: "not-addressed"
    case .portBlocked: "port-blocked"
    case .bridgeFiltered: "bridge-filtered"
    case .stale: "stale"
    case .policyDenied: "policy"
    case .filtered: "filtered"
    }
  }
}
