import ArgumentParser
import Engine
import GraphvizRender
import Kernel
import Metrics
import NetworkModel
import Reports
import ScenarioFormats

struct Render: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract: "Draw the topology, as planned or as it is at a time.",
    discussion: """
      Without --at nothing is run: the drawing shows the network as it is planned. With --at it shows utilization so far, \
      what is down, blocked ports, and with --toward the next hops to a node or a network.
      """)

  static let examples = [
    "rhumb render scenario.yaml -o topology.svg",
    "rhumb render scenarios/rip/abilene.yaml --at 70s --toward new-york -o routes.png",
  ]

  enum LayoutChoice: String, ExpressibleByArgument, CaseIterable {
    case dot, neato, fdp, sfdp, circo, twopi
  }

  @Argument(help: "A scenario file; - reads standard input.")
  var scenario: String

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: "Run until this time first.")
  var at: TimeArgument?

  @Option(
    name: .long, help: "Graphviz's layout engine; by default chosen by the size and kind of the network.")
  var layout: LayoutChoice?

  @Option(
    name: .long, help: ArgumentHelp("Show the next hops to this node or network.", valueName: "name|prefix"))
  var toward: String?

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "The file, by its ending: .svg, .png, .pdf, .dot, .json; absent: SVG on standard output.",
      valueName: "file"))
  var file: String?

  func validate() throws {
    if format == nil {
      throw ValidationError("cannot draw .\(ending); the endings are .svg, .png, .pdf, .dot, .json")
    }
  }

  private var ending: String { file?.split(separator: ".").last.map(String.init) ?? "svg" }

  private var format: DrawingFormat? { DrawingFormat(rawValue: ending) }

  func run() throws {
    try Failures.reported {
      let loaded = try options.load(scenario, quiet: output.quiet)
      try RoutesOfASes.refuse(loaded)
      var simulation = try ScenarioOptions.prepare(loaded, path: scenario)
      let runs = at != nil || toward != nil
      if let at { simulation.run(until: at.time) } else if toward != nil { simulation.runUntilQuiet() }
      let routes = simulation.routes()
      let result = simulation.result()
      let destination = try toward.map { try destinationPrefix($0, simulation.topology) }
      var drawing = TopologyDrawing.make(
        simulation.topology, result: runs ? result : nil, routes: runs ? routes : nil, toward: destination)
      drawing.title = loaded.title
      if runs {
        let moment = "at \(simulation.now)" + (toward.map { ", next hops toward \($0)" } ?? "")
        drawing.subtitle = drawing.subtitle.isEmpty ? moment : "\(moment); \(drawing.subtitle)"
      }
      try write(drawing)
    }
  }

  private func destinationPrefix(_ name: String, _ topology: Topology) throws -> IPv4Prefix {
    if let prefix = IPv4Prefix(name) { return prefix }
    guard let node = topology.node(named: name) else {
      let names = topology.nodes.map(\.name)
      throw UsageFailure("there is no node named `\(name)`", hint: NearestName.hint(name, among: names))
    }
    // What others route to: a router's stub network rather than a link of its own.
    let own = topology[node].interfaces
    let chosen =
      own.first { topology[$0].kind == .loopback } ?? own.first { topology[$0].kind == .stub } ?? own.first
    guard let address = chosen.flatMap({ topology[$0].address }) else {
      throw UsageFailure("\(name) has no address to route to")
    }
    return address.prefix
  }

  private func write(_ drawing: Drawing) throws {
    guard let format else { return }
    let choice = layout.flatMap { DrawingLayout(rawValue: $0.rawValue) }
    let bytes = try GraphvizRenderer.render(drawing, format: format, layout: choice)
    if let file {
      try OutputDirectory.writeFile(bytes, to: file)
    } else {
      Console.write(bytes)
    }
  }
}
