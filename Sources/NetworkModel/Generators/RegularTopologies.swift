/// Lines, rings, stars, meshes, grids, toruses and trees of routers.
extension TopologyGenerator {
  private static let nodes = Parameter("nodes", "Number of routers.", 4, 1...100_000)

  static let line = Family(
    name: "line", summary: "r1 -- r2 -- … -- rn.", parameters: [nodes, .stubs]
  ) { input throws(GeneratorError) in
    var network = NetworkSpec()
    let count = input.count("nodes")
    for number in 0..<count {
      network.routers.append(input.router("r\(number + 1)", number: number, x: Double(number), y: 0))
    }
    for number in 1..<max(1, count) { network.links.append(input.link("r\(number)", "r\(number + 1)")) }
    return network
  }

  static let ring = Family(
    name: "ring", summary: "A line whose ends meet.", parameters: [nodes, .stubs]
  ) { input throws(GeneratorError) in
    var network = NetworkSpec()
    let count = input.count("nodes")
    for number in 0..<count {
      let place = Circle.point(number, of: count, radius: Double(count) / 6)
      network.routers.append(input.router("r\(number + 1)", number: number, x: place.x, y: place.y))
    }
    for number in 1..<max(1, count) { network.links.append(input.link("r\(number)", "r\(number + 1)")) }
    if count > 2 { network.links.append(input.link("r\(count)", "r1")) }
    return network
  }

  static let star = Family(
    name: "star", summary: "r1 in the middle, all others linked to it.", parameters: [nodes, .stubs]
  ) { input throws(GeneratorError) in
    var network = NetworkSpec()
    let count = input.count("nodes")
    network.routers.append(input.router("r1", number: 0, x: 0, y: 0))
    for number in 1..<max(1, count) {
      let place = Circle.point(number - 1, of: count - 1, radius: max(1, Double(count) / 6))
      network.routers.append(input.router("r\(number + 1)", number: number, x: place.x, y: place.y))
      network.links.append(input.link("r1", "r\(number + 1)"))
    }
    return network
  }

  static let mesh = Family(
    name: "mesh", summary: "Every router linked to every other.", parameters: [nodes, .stubs]
  ) { input throws(GeneratorError) in
    var network = NetworkSpec()
    let count = input.count("nodes")
    try input.limit(links: Double(count) * Double(count - 1) / 2)
    for number in 0..<count {
      let place = Circle.point(number, of: count, radius: max(1, Double(count) / 5))
      network.routers.append(input.router("r\(number + 1)", number: number, x: place.x, y: place.y))
    }
    for first in 1..<max(1, count) {
      for second in (first + 1)...max(first + 1, count) where second <= count {
        network.links.append(input.link("r\(first)", "r\(second)"))
      }
    }
    return network
  }

  static let grid = Family(
    name: "grid", summary: "Rows and columns; the router in row i, column j is r<i>-<j>.",
    parameters: [
      Parameter("rows", "Number of rows.", 3, 1...10_000),
      Parameter("columns", "Number of columns.", 3, 1...10_000),
      .stubs,
    ]
  ) { input throws(GeneratorError) in try lattice(input, wraps: false) }

  static let torus = Family(
    name: "torus", summary: "A grid whose opposite edges meet.",
    parameters: [
      Parameter("rows", "Number of rows.", 3, 1...10_000),
      Parameter("columns", "Number of columns.", 3, 1...10_000),
      .stubs,
    ]
  ) { input throws(GeneratorError) in try lattice(input, wraps: true) }

  private static func lattice(_ input: GeneratorInput, wraps: Bool) throws(GeneratorError) -> NetworkSpec {
    let (rows, columns) = (input.count("rows"), input.count("columns"))
    try input.limit(links: 2 * Double(rows) * Double(columns))
    var network = NetworkSpec()
    for row in 0..<rows {
      for column in 0..<columns {
        network.routers.append(
          input.router(
            "r\(row + 1)-\(column + 1)", number: row * columns + column, x: Double(column), y: -Double(row)))
      }
    }
    func name(_ row: Int, _ column: Int) -> String { "r\(row % rows + 1)-\(column % columns + 1)" }
    for row in 0..<rows {
      for column in 0..<columns {
        if column + 1 < columns || (wraps && columns > 2) {
          network.links.append(input.link(name(row, column), name(row, column + 1)))
        }
        if row + 1 < rows || (wraps && rows > 2) {
          network.links.append(input.link(name(row, column), name(row + 1, column)))
        }
      }
    }
    return network
  }

  static let tree = Family(
    name: "tree", summary: "A root r1 and `fanout` children for each router, `depth` levels below it.",
    parameters: [
      Parameter("depth", "Levels below the root.", 2, 0...20),
      Parameter("fanout", "Children of each router.", 2, 1...1000),
      .stubs,
    ]
  ) { input throws(GeneratorError) in
    let (depth, fanout) = (input.count("depth"), input.count("fanout"))
    var total = 1.0
    var level = 1.0
    for _ in 0..<depth {
      level *= Double(fanout)
      total += level
    }
    try input.limit(links: total - 1)
    var network = NetworkSpec()
    network.routers.append(input.router("r1", number: 0, x: 0.5 * level, y: 0))
    var parents = [1]
    for down in 0..<depth {
      var children: [Int] = []
      let width = level / Double(parents.count * fanout)
      for parent in parents {
        for _ in 0..<fanout {
          let number = network.routers.count
          let x = (Double(children.count) + 0.5) * width
          network.routers.append(input.router("r\(number + 1)", number: number, x: x, y: -Double(down + 1)))
          network.links.append(input.link("r\(parent)", "r\(number + 1)"))
          children.append(number + 1)
        }
      }
      parents = children
    }
    return network
  }
}
