import Kernel
import NetworkModel

/// The first replication of a variant, run once more with everything recorded: what pages show of time.
///
/// Recording puts samples among the events of a run, so that its numbers stay out of the statistics.
package struct Exemplar: Sendable, Equatable {
  package var block: Int
  package var variant: Int
  package var seed: UInt64
  /// When each sample was taken, in seconds; the series have a value for each.
  package var times: [Double]
  package var series: [Series]
  package var latencies: [LatencyCurve]
  /// Failures, repairs and changes, in order.
  package var events: [Mark]
  /// Changes of selected routes, counted by router and sample interval.
  package var routeChanges: [Series]

  /// One value over time.
  package struct Series: Sendable, Equatable {
    package var entity: String
    /// In the manner of Prometheus: `link_utilization_ratio`.
    package var metric: String
    package var values: [Double]

    package init(entity: String, metric: String, values: [Double]) {
      self.entity = entity
      self.metric = metric
      self.values = values
    }
  }

  /// The distribution of a service's latencies: seconds below which each share of the requests lies.
  package struct LatencyCurve: Sendable, Equatable {
    package var service: String
    package var points: [(share: Double, seconds: Double)]

    package init(service: String, points: [(share: Double, seconds: Double)]) {
      self.service = service
      self.points = points
    }

    package static func == (a: LatencyCurve, b: LatencyCurve) -> Bool {
      a.service == b.service
        && a.points.elementsEqual(b.points) { $0.share == $1.share && $0.seconds == $1.seconds }
    }
  }

  package struct Mark: Sendable, Equatable {
    package var seconds: Double
    package var text: String

    package init(seconds: Double, text: String) {
      self.seconds = seconds
      self.text = text
    }
  }

  package init(block: Int, variant: Int, seed: UInt64) {
    self.block = block
    self.variant = variant
    self.seed = seed
    times = []
    series = []
    latencies = []
    events = []
    routeChanges = []
  }
}
