/// Which layout suits a drawing, how carefully it is drawn, and how far apart its given positions are.
///
/// The limits are measured: beyond them Graphviz takes seconds to minutes (2.43, one core).
enum LayoutChoice {
  /// All nodes have a place, each its own, and none must stand inside a cluster.
  static func hasUsablePositions(_ drawing: Drawing) -> Bool {
    guard drawing.nodes.count > 1, drawing.clusters.isEmpty else { return false }
    let places = drawing.nodes.compactMap(\.position).filter { $0.x.isFinite && $0.y.isFinite }
    guard places.count == drawing.nodes.count else { return false }
    // Two nodes in one place cannot be read.
    return Set(places.map { "\($0.x) \($0.y)" }).count == places.count
  }

  static func layout(for drawing: Drawing) -> DrawingLayout {
    if drawing.nodes.count > 300 { return .sfdp }
    if !drawing.clusters.isEmpty || drawing.edges.count < drawing.nodes.count { return .dot }
    // dot needs 17 s for a full mesh of 45 routers with two hosts each, and the result is a thicket.
    if drawing.edges.count > 3 * drawing.nodes.count { return .neato }
    let leaves = drawing.nodes.count { $0.kind == .host || $0.kind == .container }
    return leaves * 2 > drawing.nodes.count ? .dot : .neato
  }

  /// Too many for details and labels on links.
  static func isLarge(_ drawing: Drawing) -> Bool { drawing.nodes.count > 150 || drawing.edges.count > 400 }

  /// Lines that go around nodes. Outside dot this takes a time that grows with the cube of the nodes: 1.6 s for a grid
  /// of 64, 5 s for 100, two minutes for 300.
  static func drawsCurves(_ drawing: Drawing, _ layout: DrawingLayout) -> Bool {
    layout == .dot ? !isLarge(drawing) : drawing.nodes.count <= 40 && drawing.edges.count <= 120
  }

  /// A chain of machines rather than a tree: it is laid from left to right, as it is told.
  ///
  /// Long is whose longest way from the first node's farthest end has at least half of the nodes on it.
  static func isLong(_ drawing: Drawing) -> Bool {
    guard drawing.nodes.count > 2 else { return false }
    var index: [String: Int] = [:]
    for (position, node) in drawing.nodes.enumerated() { index[node.name] = position }
    var neighbors = [[Int]](repeating: [], count: drawing.nodes.count)
    for edge in drawing.edges {
      guard let from = index[edge.from], let to = index[edge.to] else { continue }
      neighbors[from].append(to)
      neighbors[to].append(from)
    }
    let end = farthest(from: 0, neighbors).node
    return (farthest(from: end, neighbors).distance + 1) * 2 >= drawing.nodes.count
  }

  private static func farthest(from start: Int, _ neighbors: [[Int]]) -> (node: Int, distance: Int) {
    var distance = [Int?](repeating: nil, count: neighbors.count)
    distance[start] = 0
    var queue = [start]
    var last = (node: start, distance: 0)
    var head = 0
    while head < queue.count {
      let node = queue[head]
      head += 1
      let next = (distance[node] ?? 0) + 1
      for neighbor in neighbors[node] where distance[neighbor] == nil {
        distance[neighbor] = next
        queue.append(neighbor)
        last = (neighbor, next)
      }
    }
    return last
  }

  /// Inches between the middles of two linked nodes, so that the link's label finds room between them.
  static func linkLength(_ drawing: Drawing) -> Double {
    let isLarge = isLarge(drawing)
    // Points a character: about half of the font size.
    func width(_ text: String, _ perCharacter: Double) -> Double {
      perCharacter * Double(text.split(separator: "\n").map(\.count).max() ?? 0)
    }
    let nodes = drawing.nodes.map { node in
      1.1 * max(width(node.label, 7), isLarge ? 0 : node.details.prefix(3).map { width($0, 4.8) }.max() ?? 0)
    }
    let labels = isLarge ? 0 : drawing.edges.map { width($0.words, 5) }.max() ?? 0
    return min(3, max(1.2, ((nodes.max() ?? 0) + labels + 30) / 72))
  }

  /// Such that names of near neighbours are about an inch and a half apart, and the whole stays within a page or two.
  static func scale(_ drawing: Drawing) -> (x: Double, y: Double) {
    let places = drawing.nodes.compactMap(\.position)
    let width = span(places.map(\.x))
    let height = span(places.map(\.y))
    let wanted = 2.3 * Double(places.count).squareRoot() + 2
    guard max(width, height) > 0 else { return (1, 1) }
    let scale = wanted / max(width, height * 1.3)
    // Maps that are very flat are stretched a little.
    let stretch = height > 0 && width / height > 2.4 ? 1.35 : 1.0
    return (scale, scale * stretch)
  }

  private static func span(_ values: [Double]) -> Double { (values.max() ?? 0) - (values.min() ?? 0) }
}
