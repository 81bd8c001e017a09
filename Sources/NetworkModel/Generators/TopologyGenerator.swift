import Kernel

/// Topologies made by a rule: `network: {generate: {grid: {rows: 4, columns: 4}}}`.
///
/// Nodes and links come in a fixed order. Only the random families draw, from streams keyed by the scenario's seed.
/// A new family is one function in one file and one line in `families`.
package enum TopologyGenerator {
  package struct Family: Sendable {
    package let name: String
    package let summary: String
    package let parameters: [Parameter]
    let make: @Sendable (GeneratorInput) throws(GeneratorError) -> NetworkSpec
  }

  package struct Parameter: Sendable {
    package let name: String
    package let summary: String
    package let defaultValue: Double
    package let range: ClosedRange<Double>
    package var isWhole = true
    /// 0 or 1, written false or true.
    package var isSwitch = false

    init(_ name: String, _ summary: String, _ defaultValue: Double, _ range: ClosedRange<Double>) {
      self.name = name
      self.summary = summary
      self.defaultValue = defaultValue
      self.range = range
    }

    static let stubs: Parameter = {
      var parameter = Parameter("stubs", "Give every router a network of its own.", 0, 0...1)
      parameter.isSwitch = true
      return parameter
    }()

    static func fraction(_ name: String, _ summary: String, _ defaultValue: Double) -> Parameter {
      var parameter = Parameter(name, summary, defaultValue, 0.0001...1)
      parameter.isWhole = false
      return parameter
    }
  }

  /// Larger networks than this are refused before anything is built.
  static let maximumLinks = 1_000_000.0

  package static let families: [Family] = [
    line, ring, star, mesh, grid, torus, tree, fatTree, leafSpine, waxman, barabasiAlbert, randomRings,
    areas, asGraph,
  ]

  /// Builds a network of one family.
  ///
  /// - Parameters:
  ///   - values: parameters by name; those left out have their defaults, others than the family's are not looked at.
  ///   - link: the properties of every link; its ends are replaced.
  ///   - seed: what the random families draw from.
  /// - Throws: when a value is out of its range, or when the network would have too many links or stubs.
  package static func make(
    _ family: Family, _ values: [String: Double], link: LinkSpec, seed: UInt64
  ) throws(GeneratorError) -> NetworkSpec {
    for parameter in family.parameters {
      guard let value = values[parameter.name] else { continue }
      if !parameter.range.contains(value) || (parameter.isWhole && value != value.rounded()) {
        throw .valueOutOfRange(
          parameter: parameter.name, value: value, range: parameter.range, isWhole: parameter.isWhole)
      }
    }
    let input = GeneratorInput(family: family, values: values, link: link, seed: seed)
    let network = try family.make(input)
    if input.hasStubs && network.routers.count > StubNetworks.count {
      throw .tooManyStubs(routers: network.routers.count)
    }
    return network
  }
}

/// Why a topology cannot be generated.
package enum GeneratorError: Error, Equatable, CustomStringConvertible {
  case valueOutOfRange(parameter: String, value: Double, range: ClosedRange<Double>, isWhole: Bool)
  case odd(parameter: String, value: Int)
  /// `links` is nil where the number is not known before they are drawn.
  case tooManyLinks(Double?)
  case tooManyStubs(routers: Int)

  package var description: String {
    switch self {
    case .valueOutOfRange(let parameter, let value, let range, let isWhole):
      let kind = isWhole ? "a whole number" : "a number"
      return "`\(parameter)` must be \(kind) from \(Self.plain(range.lowerBound)) to "
        + "\(Self.plain(range.upperBound)), not \(Self.plain(value))"
    case .odd(let parameter, let value):
      return "`\(parameter)` must be even, not \(value)"
    case .tooManyLinks(let links):
      let count = links.map { "\(Self.plain($0))" } ?? "too many"
      return "this makes \(count) links; at most \(Self.plain(TopologyGenerator.maximumLinks)) are allowed"
    case .tooManyStubs(let routers):
      return "there are \(StubNetworks.count) stub networks for \(routers) routers"
    }
  }

  /// Whole numbers without a decimal point, as long as they are exact.
  private static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}

/// A family's parameters with defaults filled in, and tools to build with.
struct GeneratorInput {
  let family: TopologyGenerator.Family
  let values: [String: Double]
  let link: LinkSpec
  let seed: UInt64

  func number(_ name: String) -> Double {
    values[name] ?? family.parameters.first { $0.name == name }?.defaultValue ?? 0
  }

  func count(_ name: String) -> Int { Int(number(name)) }

  var hasStubs: Bool { number("stubs") != 0 }

  func limit(links: Double) throws(GeneratorError) {
    if links > TopologyGenerator.maximumLinks { throw .tooManyLinks(links) }
  }

  func link(_ first: String, _ second: String) -> LinkSpec {
    var spec = link
    spec.ends = Pair(first, second)
    return spec
  }

  /// A router; the n-th, from 0, has the n-th stub network when stubs are wanted.
  func router(_ name: String, number: Int, x: Double, y: Double) -> RouterSpec {
    var router = RouterSpec(name: name)
    router.position = GeoPosition(longitude: x, latitude: y)
    if hasStubs, let stub = StubNetworks.network(number) { router.stubs = [stub] }
    return router
  }
}

/// The networks that generated and imported routers get: 192.168.1.0/24 … 192.168.254.0/24, then 100.64.0.0/24 and on.
package enum StubNetworks {
  /// How many there are.
  package static let count = 254 + (1 << 14)

  /// The n-th, from 0; nil when there are no more.
  package static func network(_ number: Int) -> IPv4Prefix? {
    guard number >= 0, number < count else { return nil }
    if number < 254 { return IPv4Prefix(IPv4Address(192, 168, UInt8(number + 1), 0), length: 24) }
    let further = number - 254
    return IPv4Prefix(IPv4Address(bits: 0x6440_0000 + UInt32(further) << 8), length: 24)
  }
}

/// Places on a circle without libm: positions are for drawing, but drawings too are the same on every machine.
enum Circle {
  static func point(_ number: Int, of count: Int, radius: Double) -> (x: Double, y: Double) {
    let angle = 2 * 3.141592653589793 * Double(number) / Double(max(1, count))
    return (radius * ExactMath.sin(angle), radius * ExactMath.cos(angle))
  }
}
