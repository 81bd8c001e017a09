import Engine
import Foundation
import Kernel
import Metrics
import NetworkModel
import Testing

/// OSPF with areas on random networks, with loss and failures, must end with the routes that RFC 2328 §16.1–16.2 gives on what is left
/// of the network, computed in one place from the whole topology.
@Suite struct OSPFAreasAgainstReferenceTests {
  /// A backbone, and areas around it with two border routers each; every router has a network of its own in its area.
  private static func network(_ stream: inout RandomStream, loss: Double) -> NetworkSpec {
    var network = NetworkSpec()
    var pairs = Set<String>()
    func add(_ a: Int, _ b: Int, _ area: UInt32) {
      guard a != b, pairs.insert("\(min(a, b)) \(max(a, b))").inserted else { return }
      var link = LinkSpec("r\(a)", "r\(b)")
      link.costs = Pair(1 + stream.below(5), 1 + stream.below(5))
      link.loss = loss
      link.area = area
      network.links.append(link)
    }
    let core = 3 + stream.below(3)
    for area in 0...(1 + stream.below(3)) {
      let first = network.routers.count
      for _ in 0..<(area == 0 ? core : 2 + stream.below(2)) {
        let number = network.routers.count
        var router = RouterSpec(name: "r\(number)")
        router.area = UInt32(area)
        router.stubs = [IPv4Prefix(IPv4Address(172, 16, UInt8(number), 0), length: 24)]
        network.routers.append(router)
        if number > first { add(number, first + stream.below(number - first), UInt32(area)) }
      }
      let count = network.routers.count - first
      add(first + stream.below(count), first + stream.below(count), UInt32(area))
      if area > 0 {
        for _ in 0..<2 { add(stream.below(core), first + stream.below(count), UInt32(area)) }
        // Sometimes two border routers meet in the area.
        if stream.bernoulli(0.3) { add(stream.below(core), stream.below(core), UInt32(area)) }
      }
    }
    return network
  }

  /// Links that fail with and without a signal, routers that crash; some come back.
  private static func addFailures(to scenario: inout Scenario, _ stream: inout RandomStream) {
    var time = SimTime.seconds(200)
    for _ in 0..<stream.below(6) {
      if stream.bernoulli(0.25) {
        let router = scenario.network.routers[stream.below(scenario.network.routers.count)].name
        scenario.events.append(EventSpec(time: time, action: .crash(router)))
        time += stream.uniform(upTo: .seconds(120))
        if stream.bernoulli(0.7) { scenario.events.append(EventSpec(time: time, action: .recover(router))) }
      } else {
        let link = scenario.network.links[stream.below(scenario.network.links.count)]
        let all = LinkReference(link.ends.first, link.ends.second)
        scenario.events.append(
          EventSpec(time: time, action: .linkDown(all, silent: stream.bernoulli(0.5))))
        time += stream.uniform(upTo: .seconds(120))
        if stream.bernoulli(0.5) { scenario.events.append(EventSpec(time: time, action: .linkUp(all))) }
      }
      time += stream.uniform(upTo: .seconds(120))
    }
  }

  /// In 75 and 129 a border router takes back what it has just withdrawn, before all have acknowledged that.
  private static let seeds: [UInt64] = {
    let wanted = UInt64(ProcessInfo.processInfo.environment["RHUMB_SEEDS"] ?? "")
    return wanted.map { Array(1...max(1, $0)) } ?? Array(1...20) + [75, 129]
  }()

  @Test(arguments: Self.seeds)
  func routesAreThoseOfTheAreasAndTheirBorders(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, entity: "ospf areas", purpose: "test")
    var scenario = Scenario(title: "random areas")
    scenario.seed = seed
    scenario.network = Self.network(&stream, loss: seed % 2 == 0 ? stream.uniform() * 0.2 : 0)
    scenario.routing.protocols = ["ospf"]
    scenario.routing.ospf.hello = .seconds(5)
    scenario.routing.ospf.dead = .seconds(60)
    if seed % 3 == 0 { scenario.routing.profile = .frr }
    Self.addFailures(to: &scenario, &stream)
    scenario.duration = .seconds(2500)
    var simulation = try Simulation.prepare(scenario)
    simulation.runUntilQuiet()
    let quiet = simulation.linkStateAgreement()
    let agreement = try #require(quiet, "seed \(seed): quiet")
    let isAgreed = agreement.allSatisfy(\.holds)
    #expect(isAgreed, "seed \(seed)")
    let reference = AreaReference(scenario)
    for router in simulation.routes().routers {
      var found: [String: String] = [:]
      for route in router.routes where route.source == "ospf" && route.prefix.address.bits >> 20 == 0xAC1 {
        found[route.prefix.description] = "\(route.path ?? "") \(route.metric)"
      }
      #expect(found == reference.table(of: router.name), "seed \(seed): \(router.name)")
    }
  }
}

/// The routes that follow from who is alive: no messages, no databases.
private struct AreaReference {
  private let routers: [RouterSpec]
  private var alive: [Bool]
  /// By area and router: neighbours with the cost of going there.
  private var ways: [UInt32: [[(to: Int, cost: Int)]]] = [:]
  /// By router: the areas that it has links in, failed ones too, and its own.
  private var areas: [Set<UInt32>]
  private var distances: [UInt32: [[Int?]]] = [:]

  init(_ scenario: Scenario) {
    routers = scenario.network.routers
    alive = routers.map { _ in true }
    areas = routers.map { [$0.area] }
    var place: [String: Int] = [:]
    for (number, router) in routers.enumerated() { place[router.name] = number }
    var down = Set<String>()
    func name(_ a: String, _ b: String) -> String { [a, b].sorted().joined(separator: " ") }
    for event in scenario.events {
      switch event.action {
      case .crash(let router): if let number = place[router] { alive[number] = false }
      case .recover(let router): if let number = place[router] { alive[number] = true }
      case .linkDown(let link, _): down.insert(name(link.first, link.second))
      case .linkUp(let link): down.remove(name(link.first, link.second))
      default: break
      }
    }
    for link in scenario.network.links {
      guard let a = place[link.ends.first], let b = place[link.ends.second], let area = link.area else {
        continue
      }
      areas[a].insert(area)
      areas[b].insert(area)
      guard alive[a], alive[b], !down.contains(name(link.ends.first, link.ends.second)) else { continue }
      ways[area, default: routers.map { _ in [] }][a].append((b, link.costs.first ?? 1))
      ways[area, default: routers.map { _ in [] }][b].append((a, link.costs.second ?? 1))
    }
    for area in Set(areas.joined()) {
      distances[area] = routers.indices.map { distances(from: $0, in: ways[area] ?? routers.map { _ in [] }) }
    }
  }

  private func distances(from start: Int, in ways: [[(to: Int, cost: Int)]]) -> [Int?] {
    var known = [Int?](repeating: nil, count: ways.count)
    guard alive[start] else { return known }
    known[start] = 0
    // Bellman and Ford's: slow and plain.
    for _ in ways.indices {
      for from in ways.indices {
        guard let base = known[from] else { continue }
        for way in ways[from] where base + way.cost < known[way.to] ?? .max {
          known[way.to] = base + way.cost
        }
      }
    }
    return known
  }

  private func distance(_ a: Int, _ b: Int, _ area: UInt32) -> Int? { distances[area]?[a][b] }

  /// In the backbone by its own network, and in another area.
  private func isBorder(_ router: Int) -> Bool { areas[router].contains(0) && areas[router].count > 1 }

  /// Cost of the network of `owner`, within its area.
  private func intra(_ router: Int, _ owner: Int) -> Int? {
    let area = routers[owner].area
    guard areas[router].contains(area) else { return nil }
    return distance(router, owner, area).map { $0 + 1 }
  }

  /// §16.2; RFC 3509 §2.2 for those that have lost the backbone.
  private func inter(_ router: Int, _ owner: Int) -> Int? {
    var from = areas[router]
    if isBorder(router) && !(ways[0]?[router].isEmpty ?? true) { from = [0] }
    return from.compactMap { area in
      routers.indices.compactMap { border -> Int? in
        guard border != router, isBorder(border), let way = distance(router, border, area) else { return nil }
        return told(by: border, into: area, owner).map { way + $0 }
      }.min()
    }.min()
  }

  /// §12.4.3.
  private func told(by border: Int, into area: UInt32, _ owner: Int) -> Int? {
    if let cost = intra(border, owner) { return routers[owner].area == area ? nil : cost }
    // What the backbone told it, which it believes only with a neighbour there.
    guard area != 0, areas[border].contains(area), !(ways[0]?[border].isEmpty ?? true) else { return nil }
    return inter(border, owner)
  }

  func table(of name: String) -> [String: String] {
    var table: [String: String] = [:]
    guard let router = routers.firstIndex(where: { $0.name == name }), alive[router] else { return table }
    for owner in routers.indices where owner != router {
      let prefix = routers[owner].stubs[0].description
      if let cost = intra(router, owner) {
        table[prefix] = "intra-area \(cost)"
      } else if let cost = inter(router, owner) {
        table[prefix] = "inter-area \(cost)"
      }
    }
    return table
  }
}
