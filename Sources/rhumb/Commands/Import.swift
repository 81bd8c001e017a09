import ArgumentParser
import NetworkModel
import ScenarioFormats

struct Import: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract: "Make a scenario from a file of another kind.")

  static let examples = [
    "rhumb import graphml Abilene.graphml -o abilene.yaml",
    "rhumb import graphml Geant2012.graphml | rhumb run -",
  ]

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case graphml
  }

  @Argument(help: "graphml: a network of the Topology Zoo, or any other GraphML graph.")
  var kind: Kind

  @Argument(help: "The file.")
  var file: String

  @Option(
    name: .short,
    help: ArgumentHelp("The scenario file to write; absent: standard output.", valueName: "scenario"))
  var output: String?

  func run() throws {
    do {
      let bytes = try FileReader.read(file)
      let imported = try GraphMLImporter.importNetwork(
        bytes, file: file, link: LinkSpec("", ""), withStubs: true)
      for note in imported.notes { Console.writeError("\(file): note: \(note)\n") }
      let text = ScenarioWriter.text(imported, title: imported.title ?? Run.stem(file))
      if let output {
        try OutputDirectory.writeFile(Array(text.utf8), to: output)
      } else {
        Console.write(text)
      }
    } catch let error as FileAccessError {
      Console.writeError("\(file): error: cannot be opened: \(error.reason)\n")
      try ExitStatus.noInput.exit()
    } catch let error as GraphMLError {
      let place = error.line > 0 ? ":\(error.line):\(max(1, error.column))" : ""
      Console.writeError("\(file)\(place): error: \(error.message)\n")
      try ExitStatus.badInput.exit()
    } catch let failure as OutputDirectory.Failure {
      Console.writeError("rhumb: \(failure.message)\n")
      try failure.status.exit()
    }
  }
}
