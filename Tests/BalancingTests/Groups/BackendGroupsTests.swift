import Kernel
import NetworkModel
import Testing

@testable import Balancing

@Suite struct BackendGroupsTests {
  private let backends = (0..<6).map { BackendIdentity(name: "b\($0)") }

  private func groups(_ policy: any BalancingPolicy.Type, _ change: (inout GroupPlan) -> Void)
    -> BackendGroups
  {
    var plan = GroupPlan(backends: 6)
    change(&plan)
    return BackendGroups(policy, backends, PolicyConfiguration(), plan)
  }

  private func picks(_ groups: inout BackendGroups, _ count: Int) -> [Int] {
    var stream = RandomStream(seed: 1, entity: "groups", purpose: "test")
    return (0..<count).map { _ in
      groups.choose(for: BalancingRequest(now: .zero), stream: &stream)?.backend ?? -1
    }
  }

  private func health(_ out: Int...) -> [Bool] { (0..<6).map { !out.contains($0) } }

  /// nginx: while a server of the first list is left, backups get nothing; a request that has tried all of them goes on there.
  @Test func backups_nginx() {
    var groups = groups(SmoothWeightedRoundRobin.self) {
      $0.mode = .backupForRequest
      $0.levels = [0, 0, 0, 0, 1, 1]
    }
    let picked1 = picks(&groups, 8)
    #expect(picked1 == [0, 1, 2, 3, 0, 1, 2, 3])
    var stream = RandomStream(seed: 1, entity: "groups", purpose: "test")
    var question = BalancingRequest(now: .zero)
    question.retries = 4
    question.tried = 0b1111
    let backup = groups.choose(for: question, stream: &stream)
    #expect(backup?.backend == 4)
    #expect(groups.lastChoice == "a backup")
    groups.refresh(health(0, 1, 2, 3))
    // The backups have had one pick.
    let picked2 = picks(&groups, 4)
    #expect(picked2 == [5, 4, 5, 4])
    groups.refresh(health(0, 1, 2, 3, 4, 5))
    let picked3 = picks(&groups, 1)
    #expect(picked3 == [-1])
  }

  /// HAProxy: backups come when no active server works; the first of them alone, unless `option allbackups`.
  @Test func backups_HAProxy() {
    var groups = groups(FastWeightedRoundRobin.self) {
      $0.mode = .backupForAll(usesAll: false)
      $0.levels = [0, 0, 1, 1, 1, 1]
    }
    groups.refresh(health(0))
    let picked4 = picks(&groups, 3)
    #expect(picked4 == [1, 1, 1])
    groups.refresh(health(0, 1))
    let picked5 = picks(&groups, 3)
    #expect(picked5 == [2, 2, 2])
    groups.refresh(health(0, 1, 2))
    let picked6 = picks(&groups, 3)
    #expect(picked6 == [3, 3, 3])
    var all = self.groups(FastWeightedRoundRobin.self) {
      $0.mode = .backupForAll(usesAll: true)
      $0.levels = [0, 0, 1, 1, 1, 1]
    }
    all.refresh(health(0, 1))
    let picked7 = picks(&all, 4)
    #expect(Set(picked7) == [2, 3, 4, 5])
  }

  /// Half of three is healthy: 2/3 · 1.4 = 93 %, cut; 7 % go to the next level.
  @Test func prioritiesSpill() {
    var groups = groups(RoundRobin.self) { $0.levels = [0, 0, 0, 1, 1, 1] }
    let picked8 = picks(&groups, 6)
    #expect(picked8 == [0, 1, 2, 0, 1, 2])
    groups.refresh(health(1))
    #expect(groups.load.load == [93, 7])
    let spilled = picks(&groups, 20_000)
    #expect(!spilled.contains(1))
    #expect(abs(Double(spilled.count { $0 >= 3 }) / 20_000 - 0.07) < 0.006)
  }

  /// Of a panicking level all backends are used, those of the other one only when healthy.
  @Test func aLevelPanicsByItself() {
    var groups = groups(RoundRobin.self) {
      $0.levels = [0, 0, 0, 1, 1, 1]
      $0.panicThreshold = 0.5
    }
    // 46 + 93 is more than 100.
    var isPanic = groups.refresh(health(0, 1, 5))
    #expect(!isPanic)
    // 0 + 93: the first level panics, and has no load.
    isPanic = groups.refresh(health(0, 1, 2, 5))
    #expect(isPanic)
    #expect(groups.load.load == [0, 100])
    let picked9 = picks(&groups, 100)
    #expect(!picked9.contains(5))
    isPanic = groups.refresh(health(0, 1, 2, 3, 4, 5))
    #expect(isPanic)
    let picked10 = picks(&groups, 100)
    #expect(Set(picked10) == [0, 1, 2, 3, 4, 5])
  }

  /// A policy in a group sees nobody else: tables and places are its own.
  @Test func loadsAreCountedInTheirGroup() {
    var groups = groups(JoinShortestQueue.self) {
      $0.levels = [-1, 0, -1, 0, 0, -1]
      $0.zones = [0, 0, 0, 1, 1, 1]
      $0.zoneNames = ["a", "b"]
      $0.zoneWeights = [1, 1]
      $0.zoneRouting = .weighted
    }
    groups.setLoad(1, 50)
    groups.setLoad(3, 7)
    groups.setLoad(4, 2)
    // Zones take turns; in b the shorter queue wins.
    let picked11 = picks(&groups, 4)
    #expect(picked11 == [1, 4, 1, 4])
    #expect(groups.isInUse(1) && !groups.isInUse(0))
    #expect(groups.lastChoice == "zone b")
  }

  /// A hash keeps its key on its priority while the shares are the same.
  @Test func keysStayOnTheirLevel() {
    var groups = groups(Maglev.self) { $0.levels = [0, 0, 0, 1, 1, 1] }
    groups.refresh(health(0, 1))
    var stream = RandomStream(seed: 1, entity: "groups", purpose: "test")
    for key in 1..<200 as Range<UInt64> {
      let question = BalancingRequest(now: .zero, key: 0, hash: key &* 0x9E37_79B9_7F4A_7C15)
      let first = groups.choose(for: question, stream: &stream)?.backend
      let again = groups.choose(for: question, stream: &stream)
      #expect(again?.backend == first)
      #expect(groups.lastLevel == groups.load.level(question.hash))
    }
  }
}
