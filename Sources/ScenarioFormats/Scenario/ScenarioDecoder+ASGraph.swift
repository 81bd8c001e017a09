import NetworkModel
import Yams

/// Graphs of ASes: as routers and links, or, with `routing.bgp.level: as`, as they are.
extension ScenarioDecoder {
  mutating func importRelationships(_ node: Node, withStubs: Node?, at item: Node) {
    guard let path = reader.text(node, what: "a file of AS relationships") else { return }
    let withStubs = reader.boolean(withStubs, what: "`stubs`") ?? false
    do {
      let graph = try ASRelationshipFile.read(try FileReader.read(FileReader.resolve(path, in: directory)))
      if isASLevel {
        set(graph, at: item)
      } else if graph.numbers.count > 5000 {
        reader.error(
          "\(graph.numbers.count) ASes are too many for a router each", at: node,
          hint: "routing: {bgp: {level: as}} runs BGP on the level of ASes")
      } else {
        var network = graph.network(link: linkDefaults)
        for position in network.routers.indices where withStubs {
          network.routers[position].stubs = StubNetworks.network(position).map { [$0] } ?? []
        }
        add(network, at: item)
      }
    } catch let error as FileAccessError {
      reader.error("cannot read \(path): \(error.reason)", at: node)
    } catch {
      reader.error("\(path): \(error)", at: node)
    }
  }

  mutating func set(_ graph: ASGraph, at node: Node) {
    if scenario.network.asGraph != nil {
      reader.error("a run on the level of ASes has one graph", at: node)
    }
    scenario.network.asGraph = graph
  }

  /// The name of an AS as a router has it, from `as64512`, `AS64512` or `64512`; nil when no AS graph is run.
  mutating func speakerName(_ name: String, at node: Node) -> String? {
    if let graph = scenario.network.asGraph {
      if let number = ASGraph.number(named: name), graph.place(of: number) != nil {
        return ASGraph.name(of: number)
      }
      reader.error("there is no AS `\(name)` in the graph", at: node, hint: "ASes are written `as64512`")
      return nil
    }
    if names[name] == nil, let number = ASGraph.number(named: name),
      names[ASGraph.name(of: number)] == .router
    {
      return ASGraph.name(of: number)
    }
    return resolve(name, to: [.router], what: "a router", at: node) ? name : nil
  }

  /// What does not exist on the level of ASes.
  mutating func checkASLevel() {
    guard isASLevel else { return }
    if scenario.network.asGraph == nil {
      reader.error(
        "a run on the level of ASes needs a graph of ASes", at: routingNode,
        hint: "network: {import: [{as-rel: FILE}]}, or generate: {as-graph: {ases: 1000}}")
    }
    let nodes = scenario.network.routers.count + scenario.network.hosts.count + scenario.network.bridges.count
    if nodes > 0 || !scenario.traffic.isEmpty || !scenario.services.isEmpty {
      reader.error(
        "on the level of ASes there are no routers, hosts, services or packets", at: routingNode,
        hint: "leave `level: as` away for the full protocol")
    }
    for event in scenario.events {
      switch event.action {
      case .announce, .withdraw: break
      default:
        reader.error("on the level of ASes events are `announce` and `withdraw`", at: routingNode)
        return
      }
    }
  }
}
