@testable import GraphvizRender

func node(
  _ name: String, _ kind: DrawingNode.Kind, details: [String] = [], in cluster: String? = nil
) -> DrawingNode {
  var node = DrawingNode(name: name, label: name, kind: kind)
  node.details = details
  node.cluster = cluster
  return node
}

func edge(
  _ from: String, _ to: String, _ label: String = "", utilization: Double? = nil,
  state: DrawingEdge.State = .up
) -> DrawingEdge {
  var edge = DrawingEdge(from: from, to: to)
  edge.label = label
  edge.utilization = utilization
  edge.state = state
  return edge
}

func drawing(_ title: String = "", _ nodes: [DrawingNode], _ edges: [DrawingEdge] = []) -> Drawing {
  var drawing = Drawing()
  drawing.title = title
  drawing.nodes = nodes
  drawing.edges = edges
  return drawing
}

/// A square grid of routers, rows linked and columns linked.
func grid(_ side: Int) -> Drawing {
  var grid = drawing("Grid", (0..<side * side).map { node("r\($0)", .router) })
  for row in 0..<side {
    for column in 0..<side {
      let own = row * side + column
      if column > 0 { grid.edges.append(edge("r\(own - 1)", "r\(own)", "1ms", utilization: 0.5)) }
      if row > 0 { grid.edges.append(edge("r\(own - side)", "r\(own)")) }
    }
  }
  return grid
}

func chain(_ count: Int) -> Drawing {
  drawing("", (0..<count).map { node("r\($0)", .router) }, (1..<count).map { edge("r\($0 - 1)", "r\($0)") })
}

/// All kinds of nodes and all states of links in one picture.
func everything() -> Drawing {
  var everything = drawing(
    "Everything",
    [
      node("client", .host), node("r1", .router, details: ["10.255.0.1", "AS 65001"]), node("lb", .balancer),
      node("h1", .host, in: "h1"), node("front", .bridge, in: "h1"), node("web-1", .container, in: "h1"),
      node("web-2", .container, in: "h1"),
    ],
    [
      edge("client", "r1", "1Gbps 1ms", utilization: 0.95), edge("r1", "lb", utilization: 0),
      edge("r1", "h1", "backup", state: .blocked), edge("h1", "front"), edge("front", "web-1"),
      edge("front", "web-2", state: .down), edge("lb", "h1"),
    ])
  everything.subtitle = "at 60s"
  everything.hasLegend = true
  everything.clusters = [DrawingCluster(name: "h1", label: "h1")]
  everything.nodes[6].isUp = false
  everything.nodes[2].isEmphasized = true
  everything.edges[6].isNextHopBackward = true
  return everything
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
