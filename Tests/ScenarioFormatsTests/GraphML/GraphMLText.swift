import NetworkModel

@testable import ScenarioFormats

/// Writes small GraphML files for tests, in the dress of the Topology Zoo.
struct GraphMLText {
  var graph: [(name: String, value: String)] = []
  var nodes: [(id: String, values: [(name: String, value: String)])] = []
  var edges: [(source: String, target: String, values: [(name: String, value: String)])] = []

  mutating func node(_ id: String, _ values: (String, String)...) {
    nodes.append((id, values.map { (name: $0.0, value: $0.1) }))
  }

  mutating func edge(_ source: String, _ target: String, _ values: (String, String)...) {
    edges.append((source, target, values.map { (name: $0.0, value: $0.1) }))
  }

  var text: String {
    var keys: [String] = []
    func data(_ values: [(name: String, value: String)], of owner: String) -> String {
      values.map { name, value in
        let key = "\(owner)-\(name)"
        if !keys.contains(key) { keys.append(key) }
        return "      <data key=\"\(key)\">\(value)</data>\n"
      }.joined()
    }
    var body = "  <graph edgedefault=\"undirected\">\n" + data(graph, of: "graph")
    for node in nodes {
      body += "    <node id=\"\(node.id)\">\n" + data(node.values, of: "node") + "    </node>\n"
    }
    for edge in edges {
      body += "    <edge source=\"\(edge.source)\" target=\"\(edge.target)\">\n"
      body += data(edge.values, of: "edge") + "    </edge>\n"
    }
    let declarations = keys.map { key in
      let (owner, name) = (key.prefix { $0 != "-" }, key.drop { $0 != "-" }.dropFirst())
      return "  <key attr.name=\"\(name)\" attr.type=\"string\" for=\"\(owner)\" id=\"\(key)\" />\n"
    }
    return """
      <?xml version="1.0" encoding="utf-8"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">
      \(declarations.joined())\(body)  </graph>
      </graphml>

      """
  }

  func imported(link: LinkSpec = LinkSpec("", ""), withStubs: Bool = false) throws -> GraphMLImporter.Imported
  {
    try Self.imported(text, link: link, withStubs: withStubs)
  }

  static func imported(
    _ text: String, link: LinkSpec = LinkSpec("", ""), withStubs: Bool = false
  ) throws -> GraphMLImporter.Imported {
    try GraphMLImporter.importNetwork(
      Array(text.utf8), file: "test.graphml", link: link, withStubs: withStubs)
  }
}
