import Balancing
import Testing

/// The tables of Envoy's documentation, "Priority levels" and "Panic threshold".
@Suite struct PriorityLoadTests {
  private func load(_ healthy: [Int], threshold: Double = 0.5) -> PriorityLoad {
    PriorityLoad(
      healthy: healthy, backends: healthy.map { _ in 100 }, overprovisioning: 140, panicThreshold: threshold)
  }

  /// P=1 is healthy: what P=0 cannot bear goes there, and nobody panics.
  @Test(arguments: [[100, 100, 0], [72, 100, 0], [71, 99, 1], [50, 70, 30], [25, 35, 65], [0, 0, 100]])
  func twoLevels_theSecondHealthy(row: [Int]) {
    let load = load([row[0], 100])
    #expect(load.load == [row[1], row[2]])
    #expect(load.isPanicking == [false, false])
    #expect(load.total == 100)
  }

  /// Below 100 in all, shares are scaled, and levels may panic.
  @Test func twoLevels_bothUnhealthy() {
    #expect(load([72, 72]).load == [100, 0])
    #expect(load([71, 71]).load == [99, 1])
    #expect(load([50, 50]).load == [70, 30])
    #expect(load([50, 60]).load == [70, 30])
    let quarter = load([25, 25])
    #expect(quarter.load == [50, 50])
    #expect(quarter.isPanicking == [true, true])
    #expect(quarter.total == 70)
    // The documentation rounds to 7/93; the implementation cuts 7 · 100 / 98 and 91 · 100 / 98, and gives the one that is
    // left over to the first level.
    let uneven = load([5, 65])
    #expect(uneven.total == 98)
    #expect(uneven.load == [8, 92])
    #expect(uneven.isPanicking == [true, false])
  }

  @Test func threeLevels() {
    #expect(load([100, 100, 100]).load == [100, 0, 0])
    #expect(load([71, 71, 100]).load == [99, 1, 0])
    #expect(load([25, 100, 100]).load == [35, 65, 0])
    #expect(load([25, 25, 100]).load == [35, 35, 30])
    // 35 + 35 + 28 = 98: 35, 35, 28 and two left over (36/36/28 in the documentation, rounded).
    #expect(load([25, 25, 20], threshold: 0).load == [37, 35, 28])
  }

  /// When all levels panic, load goes by how many backends each has; without a threshold all goes to the first.
  @Test func totalPanic() {
    let counts = PriorityLoad(healthy: [0, 0], backends: [3, 6], overprovisioning: 140, panicThreshold: 0.5)
    #expect(counts.load == [34, 66])
    #expect(counts.isPanicking == [true, true])
    let never = PriorityLoad(healthy: [0, 0], backends: [3, 6], overprovisioning: 140, panicThreshold: 0)
    #expect(never.load == [100, 0])
    #expect(never.isPanicking == [false, false])
    // Levels that nobody is in have no health and take nothing.
    let sparse = PriorityLoad(healthy: [0, 4], backends: [0, 4], overprovisioning: 140, panicThreshold: 0.5)
    #expect(sparse.load == [0, 100])
  }

  /// A hundred words in a row hit the levels as often as their shares say.
  @Test func levelsByWord() {
    let load = load([50, 100])
    let levels = (0..<100).map { load.level(UInt64($0)) }
    #expect(levels.count { $0 == 0 } == 70)
    #expect(levels[69] == 0 && levels[70] == 1)
  }
}
