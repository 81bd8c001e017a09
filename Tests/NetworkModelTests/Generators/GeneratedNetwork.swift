import Testing

@testable import NetworkModel

/// A generated network and what one asks of it in tests.
struct GeneratedNetwork {
  let spec: NetworkSpec

  init(
    _ family: String, _ values: [String: Double] = [:], link: LinkSpec = LinkSpec("", ""), seed: UInt64 = 1
  ) throws {
    let family = try #require(TopologyGenerator.families.first { $0.name == family })
    spec = try TopologyGenerator.make(family, values, link: link, seed: seed)
  }

  var routers: [String] { spec.routers.map(\.name) }
  var hosts: [String] { spec.hosts.map(\.name) }
  var links: [String] { spec.links.map(\.name) }
  var nodeCount: Int { spec.routers.count + spec.hosts.count }

  func degree(_ name: String) -> Int {
    spec.links.count { $0.ends.first == name || $0.ends.second == name }
  }

  /// How many parts the network falls into, by depth-first search.
  var parts: Int {
    var neighbours: [String: [String]] = [:]
    for link in spec.links {
      neighbours[link.ends.first, default: []].append(link.ends.second)
      neighbours[link.ends.second, default: []].append(link.ends.first)
    }
    var seen: Set<String> = []
    var count = 0
    for start in routers + hosts where !seen.contains(start) {
      count += 1
      var stack = [start]
      while let node = stack.popLast() {
        if !seen.insert(node).inserted { continue }
        stack += neighbours[node] ?? []
      }
    }
    return count
  }

  /// Names are unique, links join nodes that are there, no link is a loop or stands twice.
  func expectSimple(_ comment: Comment? = nil) {
    let names = Set(routers + hosts)
    #expect(names.count == nodeCount, comment)
    var pairs: Set<String> = []
    for link in spec.links {
      #expect(names.contains(link.ends.first) && names.contains(link.ends.second), comment)
      #expect(link.ends.first != link.ends.second, comment)
      let ends = [link.ends.first, link.ends.second].sorted().joined(separator: " ")
      #expect(pairs.insert(ends).inserted, comment)
    }
  }
}
