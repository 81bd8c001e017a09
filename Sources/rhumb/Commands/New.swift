import ArgumentParser

struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a first scenario to start from.",
    discussion: """
      Examples:
        rhumb new first.yaml
        rhumb new --template services web.yaml
      """)

  @Option(name: .long, help: "Which one; `rhumb list scenarios` lists them.")
  var template = "basic"

  @Argument(help: "The file to write; it must not exist.")
  var file: String

  func run() throws {
    guard let chosen = Template.all.first(where: { $0.name == template }) else {
      throw ValidationError(
        "there is no template \(template); there are \(Template.all.map(\.name).joined(separator: ", "))")
    }
    guard !OutputDirectory.exists(file) else {
      Console.writeError("rhumb: \(file) exists; it was not changed\n")
      try ExitStatus.cannotCreate.exit()
      return
    }
    do {
      try OutputDirectory.writeFile(Array(chosen.text.utf8), to: file)
      Console.write("wrote \(file); try: rhumb check \(file), rhumb run \(file)\n")
    } catch {
      Console.writeError("rhumb: \(error.message)\n")
      try error.status.exit()
    }
  }
}
