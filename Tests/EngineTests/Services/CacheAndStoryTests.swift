import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Engine

@Suite struct RecentKeysTests {
  /// Three places: 1 2 3, then 1 again, then 4 makes room where 2 was, the one not used for longest.
  @Test func theOneNotUsedForLongestMakesRoom() {
    var cache = RecentKeys(capacity: 3)
    var found: [Bool] = []
    for key: UInt32 in [1, 2, 3, 1, 4, 1, 3, 4, 2] { found.append(cache.finds(key)) }
    #expect(found == [false, false, false, true, false, true, true, true, false])
    #expect(cache.hits == 4 && cache.lookups == 9)
    cache.removeAll()
    let isThere = cache.finds(2)
    #expect(!isThere)
  }
}

@Suite struct CacheTests {
  /// Ten caches of 100 keys, 1000 keys asked evenly: hashing finds nearly all, round robin a tenth.
  @Test func hashingMakesOneCacheOfMany() throws {
    var lab = ServiceLab(backends: 10, rate: 500, service: .constant(0.001), seconds: 60)
    lab.service.cache = CacheSpec(entries: 130, hitTime: .constant(0.0001))
    lab.changeRequests { $0.keys = .uniform(count: 1000) }
    lab.policy("rendezvous")
    #expect(try lab.web().cacheHitRatio ?? 0 > 0.9)
    lab.policy("round-robin")
    let ratio = try lab.web().cacheHitRatio ?? 0
    #expect((0.10...0.15).contains(ratio), "\(ratio)")
  }
}

@Suite struct StoryTests {
  /// One backend errs always: the first request meets it, is told of the error, and ends well at the other one.
  @Test func tellsEveryTryWithItsReason() throws {
    var lab = ServiceLab(backends: 2, rate: 10, service: .constant(0.010), seconds: 5)
    lab.service.backends[0].errors = 1
    lab.service.retries = 1
    var simulation = try Simulation.prepare(lab.scenario)
    simulation.tracedRequest = 1
    simulation.run()
    let story = simulation.story.map(\.text)
    #expect(story.count == 11, "\(story)")
    #expect(story[0] == "client sends request 1 to web, key 10.0.1.1, 1 B")
    #expect(story[1] == "the balancer at client (round-robin) chooses b0 of 2 eligible: next in turn")
    #expect(story[3] == "in service at b0 for 10ms, which ends in an error")
    #expect(story[5] == "the try at b0 has failed: error")
    #expect(story.last == "the client has its end of it: ok after 20ms")
  }
}
