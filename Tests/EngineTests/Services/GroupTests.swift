import Kernel
import Metrics
import NetworkModel
import Testing

@Suite struct GroupTests {
  private func shares(_ result: ServiceResult) -> [Double] {
    let total = Double(result.backends.reduce(0) { $0 + $1.requests })
    return result.backends.map { Double($0.requests) / total }
  }

  /// Five of ten of the first priority fail: 70 % stay, 30 % go to the second, as Envoy's table says.
  @Test func prioritiesTakeOver_Envoy() throws {
    var lab = ServiceLab(backends: 12, rate: 400, service: .constant(0.001), seconds: 60)
    lab.policy("least-request")
    for backend in 10..<12 { lab.service.backends[backend].priority = 1 }
    for backend in 0..<5 { lab.service.backends[backend].errors = 1 }
    lab.service.health.passive = PassiveHealthSpec()
    lab.service.health.passive?.failTimeout = .seconds(1000)
    let shares = shares(try lab.web())
    #expect(abs(shares[5..<10].reduce(0, +) - 0.7) < 0.01, "\(shares)")
    #expect(abs(shares[10..<12].reduce(0, +) - 0.3) < 0.01, "\(shares)")
  }

  @Test func backupsWait() throws {
    var lab = ServiceLab(backends: 3, rate: 200, service: .constant(0.001), seconds: 60)
    lab.policy("weighted-round-robin", flavor: "nginx")
    lab.service.backends[2].isBackup = true
    lab.service.health.passive = PassiveHealthSpec()
    lab.service.health.passive?.failTimeout = .seconds(1000)
    #expect(try lab.web().backends[2].requests == 0)
    for backend in 0..<2 {
      lab.set(.backendErrors(service: "web", backend: "b\(backend)", 1), at: .seconds(30))
    }
    let result = try lab.web()
    #expect(abs(shares(result)[2] - 0.5) < 0.03)
    #expect(result.count(of: .error) == 2)
  }

  /// Three clients of four and half of the backends are in zone a: of a's requests two thirds stay, b's all do, and all
  /// backends get the same.
  @Test func zonesKeepWhatTheyCanBear_Envoy() throws {
    var lab = ServiceLab(backends: 8, rate: 100, service: .constant(0.001), seconds: 60)
    for client in 1..<4 {
      lab.scenario.network.hosts.append(HostSpec(name: "client-\(client)"))
      lab.scenario.network.links.append(LinkSpec("client-\(client)", "r"))
      var more = lab.scenario.traffic[0]
      more.name = "users-\(client)"
      more.from = "client-\(client)"
      lab.scenario.traffic.append(more)
    }
    lab.policy("random")
    var zones = LocalitySpec()
    zones.routing = .zoneAware
    zones.zones = [
      .init(name: "a", nodes: ["client", "client-1", "client-2", "b0", "b1", "b2", "b3"]),
      .init(name: "b", nodes: ["client-3", "b4", "b5", "b6", "b7"]),
    ]
    lab.service.localities = zones
    lab.scenario.record = [.decisions]
    let result = try lab.run()
    for share in shares(result.services[0]) { #expect(abs(share - 0.125) < 0.01) }
    let own = result.decisions.filter { $0.balancer == "client" }
    let near = own.count { ["b0", "b1", "b2", "b3"].contains($0.backend) }
    #expect(abs(Double(near) / Double(own.count) - 2.0 / 3) < 0.02)
    #expect(own.contains { $0.reason.hasPrefix("zone a (the balancer's own): ") })
    #expect(
      result.decisions.filter { $0.balancer == "client-3" }.allSatisfy {
        ["b4", "b5", "b6", "b7"].contains($0.backend)
      })
    // With fewer than six healthy backends zones are not looked at.
    lab.service.localities?.minimumClusterSize = 9
    let blind = try lab.run().decisions.filter { $0.balancer == "client-3" }
    #expect(abs(Double(blind.count { $0.backend == "b0" }) / Double(blind.count) - 0.125) < 0.02)
  }

  /// Each of twelve clients uses three of twelve backends: dealt, every backend has as much to do; drawn, not.
  @Test func subsetsSpreadTheLoad_SREBook20() throws {
    var lab = ServiceLab(backends: 12, rate: 50, service: .constant(0.001), seconds: 60)
    for client in 1..<12 {
      lab.scenario.network.hosts.append(HostSpec(name: "client-\(client)"))
      lab.scenario.network.links.append(LinkSpec("client-\(client)", "r"))
      var more = lab.scenario.traffic[0]
      more.name = "users-\(client)"
      more.from = "client-\(client)"
      lab.scenario.traffic.append(more)
    }
    lab.policy("round-robin")
    lab.service.subset = SubsetSpec(size: 3)
    lab.scenario.record = [.decisions]
    let dealt = try lab.run()
    #expect((dealt.services[0].spread?.most ?? 9) < 1.1)
    #expect((dealt.services[0].spread?.least ?? 0) > 0.9)
    for name in ["client"] + (1..<12).map({ "client-\($0)" }) {
      #expect(Set(dealt.decisions.filter { $0.balancer == name }.map(\.backend)).count == 3)
    }
    lab.service.subset?.method = .random
    #expect((try lab.web().spread?.most ?? 0) > 1.3)
    // Whoever has backends of its own zone uses those.
    lab.service.subset?.prefersZone = true
    var zones = LocalitySpec()
    zones.routing = .none
    zones.zones = [
      .init(name: "a", nodes: ["client", "b0", "b1"]),
      .init(name: "b", nodes: (1..<12).map { "client-\($0)" } + (2..<12).map { "b\($0)" }),
    ]
    lab.service.localities = zones
    let near = try lab.run().decisions.filter { $0.balancer == "client" }
    let used = Set(near.compactMap(\.backend))
    #expect(used.count == 3 && used.isSuperset(of: ["b0", "b1"]))
  }
}
