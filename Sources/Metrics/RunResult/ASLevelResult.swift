import Kernel
import NetworkModel

/// What a run on the level of ASes found out.
package struct ASLevelResult: Sendable {
  package var ases: Int
  /// AS numbers by place, where a prefix has a state.
  package var numbers: [UInt32] = []
  package var links: Int
  /// By prefix, sorted.
  package var prefixes: [Prefix] = []
  package var settings: [(name: String, value: String)] = []
  package var messages: Int {
    prefixes.reduce(0) { $0 + $1.phases.reduce(0) { $0 + $1.announcements + $1.withdrawals } }
  }

  package var isQuiet: Bool { prefixes.allSatisfy(\.isQuiet) }

  package struct Prefix: Sendable {
    package var prefix: IPv4Prefix
    /// One for the start, one for each later event of the prefix.
    package var phases: [Phase] = []
    /// The state at the end by AS; nil where too many prefixes are run to keep it.
    package var state: State?
    /// Nothing about it is under way at the end of the run.
    package var isQuiet = true

    package init(prefix: IPv4Prefix) { self.prefix = prefix }
  }

  package struct Phase: Sendable {
    package var event: String
    package var time: SimTime
    package var announcements = 0
    package var withdrawals = 0
    package var bestChanges = 0
    /// From the event to the last change of any AS's choice.
    package var convergence = SimTime.zero
    /// ASes with a path, origins included.
    package var reached = 0
    /// AS numbers in all best paths together, each AS's own included.
    package var pathHops = 0
    package var longestPath = 0
    /// How many ASes go to which origin, the most first.
    package var shares: [(origin: UInt32, ases: Int)] = []

    package init(event: String, time: SimTime) {
      self.event = event
      self.time = time
    }
  }

  /// By place in the graph.
  package struct State: Sendable {
    /// The neighbour that the path leads to; the AS itself at an origin; `.max`: no path.
    package var next: [UInt32]
    package var lengths: [UInt16]
    package var origins: [UInt32]

    package init(next: [UInt32], lengths: [UInt16], origins: [UInt32]) {
      self.next = next
      self.lengths = lengths
      self.origins = origins
    }
  }

  package init(ases: Int, links: Int) {
    self.ases = ases
    self.links = links
  }
}
