import ArgumentParser
import ScenarioFormats

struct New: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract: "Write a first scenario to start from.")

  static let examples = [
    "rhumb new first.yaml",
    "rhumb new --template services web.yaml",
  ]

  @Option(name: .long, help: "Which one; `rhumb list scenarios` lists them.")
  var template = "basic"

  @Argument(help: "The file to write; it must not exist.")
  var file: String

  func validate() throws {
    if chosen == nil {
      throw ValidationError(
        "there is no template `\(template)`; there are \(Template.all.map(\.name).joined(separator: ", "))")
    }
  }

  private var chosen: Template? { Template.all.first { $0.name == template } }

  func run() throws {
    guard let chosen else { return }
    guard !OutputDirectory.exists(file) else {
      Console.writeError("rhumb: \(file) exists; it was not changed\n")
      try ExitStatus.cannotCreate.exit()
      return
    }
    do {
      try OutputDirectory.writeFile(Array(chosen.text.utf8), to: file)
      try writeSchema()
      Console.write("wrote \(file); try: rhumb check \(file), rhumb run \(file)\n")
    } catch {
      Console.writeError("rhumb: \(error.message)\n")
      try error.status.exit()
    }
  }

  /// The schema that the scenario's first line names, for editors that complete and check as one types.
  private func writeSchema() throws(OutputDirectory.Failure) {
    let path = FileReader.resolve(JSONSchema.fileName, in: FileReader.directory(of: file))
    guard !OutputDirectory.exists(path) else { return }
    try OutputDirectory.writeFile(Array(JSONSchema.document.utf8), to: path)
  }
}
