import Kernel

/// What is measured, in the order of the table.
struct Workload: Sendable {
  let name: String
  /// Takes seconds only: for the gate.
  let isQuick: Bool
  let measure: @Sendable () -> Measurement

  static let all: [Workload] =
    holds + [
      Workload(name: "dumbbell", isQuick: true) { Dumbbell.measure() },
      Workload(name: "fat-tree-4", isQuick: true) { FatTree.measure(k: 4, simulated: .milliseconds(500)) },
      Workload(name: "fat-tree-8", isQuick: true) { FatTree.measure(k: 8, simulated: .milliseconds(50)) },
      Workload(name: "fat-tree-8-all", isQuick: true) {
        FatTree.measure(k: 8, simulated: .milliseconds(20), flows: .allToAll(times: 1))
      },
      Workload(name: "fat-tree-16-million-flows", isQuick: false) {
        FatTree.measure(k: 16, simulated: .milliseconds(2), flows: .allToAll(times: 1))
      },
      Workload(name: "in-flight", isQuick: true) { PacketsInFlight.measure() },
      Workload(name: "fat-tree-16", isQuick: false) { FatTree.measure(k: 16, simulated: .milliseconds(20)) },
      Workload(name: "fat-tree-16-set-up", isQuick: true) { FatTree.measureSetUp(k: 16) },
      Workload(name: "rip-10", isQuick: true) { RIPGrid.measure(side: 10) },
      Workload(name: "rip-20", isQuick: false) { RIPGrid.measure(side: 20) },
      Workload(name: "ospf-200", isQuick: true) { OSPFFlooding.measure(routers: 200) },
      Workload(name: "ospf-1000", isQuick: false) { OSPFFlooding.measure(routers: 1000) },
      Workload(name: "ospf-areas-10000", isQuick: false) { OSPFFlooding.measure(areas: 100, routers: 100) },
      Workload(name: "requests-10", isQuick: true) {
        BalancedRequests.measure(backends: 10, isIdeal: false, requests: 200_000)
      },
      Workload(name: "requests-10-ideal", isQuick: true) {
        BalancedRequests.measure(backends: 10, isIdeal: true, requests: 500_000)
      },
      Workload(name: "requests-1000-ideal", isQuick: false) {
        BalancedRequests.measure(backends: 1000, isIdeal: true, requests: 1_000_000)
      },
      Workload(name: "spf-1000", isQuick: true) { ShortestPathBench.measure(nodes: 1000, sources: 500) },
      Workload(name: "spf-100000", isQuick: false) { ShortestPathBench.measure(nodes: 100_000, sources: 10) },
    ]

  private static let holds = [1000, 100_000, 1_000_000].flatMap { pending in
    HoldModel.Gaps.allCases.map { gaps in
      Workload(name: "hold-\(pending)-\(gaps.rawValue)", isQuick: pending == 1000) {
        HoldModel.measure(gaps, pending: pending)
      }
    }
  }
}
