import NetworkModel
import Testing

@Suite struct CallGraphOrderTests {
  private func graph(_ calls: [(String, [(String, Int)])]) -> CallGraph {
    CallGraph(
      calls.map { name, targets in
        var service = ServiceSpec(name: name)
        service.calls.stages = targets.map { to, count in
          var call = CallSpec(to: to)
          call.count = count
          return CallStage([call])
        }
        return service
      })
  }

  @Test func callersComeFirst() {
    let graph = graph([("store", []), ("front", [("middle", 2), ("store", 1)]), ("middle", [("store", 3)])])
    #expect(graph.order == [1, 2, 0])
    // One at the front, two in the middle, 1 + 2 · 3 at the store.
    #expect(graph.sizes == [1, 10, 4])
    #expect(graph.callers(of: 0) == [0, 1, 2])
    #expect(graph.callers(of: 2) == [1, 2])
  }

  @Test func circlesAreFound() {
    let graph = graph([("a", [("b", 1)]), ("b", [("c", 1)]), ("c", [("b", 1)]), ("d", [("d", 1)])])
    #expect(graph.order == nil)
    #expect(graph.sizes == nil)
    #expect(graph.circle(from: 0) == nil)
    #expect(graph.circle(from: 1) == [1, 2, 1])
    #expect(graph.circle(from: 3) == [3, 3])
  }

  /// Ten layers of ten thousand calls each are more than an integer holds.
  @Test func sizesDoNotOverflow() {
    let graph = graph((0..<10).map { ("s\($0)", $0 == 9 ? [] : [("s\($0 + 1)", 10_000)]) })
    #expect(graph.sizes?.first == .max)
    #expect(graph.sizes?[8] == 10_001)
  }
}
