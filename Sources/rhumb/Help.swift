import ArgumentParser

/// A command whose `--help` ends in examples.
protocol ExampleProviding: ParsableCommand {
  /// Whole command lines, as they are typed.
  static var examples: [String] { get }
}

/// Ends the help texts in examples: the argument parser has no place for text after the options.
enum Help {
  /// - Parameter arguments: without the program's name; they tell whose help was asked for.
  static func examples(for arguments: some Collection<String>) -> String {
    let name = arguments.first { !$0.hasPrefix("-") && $0 != "help" }
    let command = Rhumb.configuration.subcommands.first { $0._commandName == name } ?? Rhumb.self
    guard let examples = (command as? any ExampleProviding.Type)?.examples else { return "" }
    return "\nEXAMPLES:\n" + examples.map { "  \($0)\n" }.joined()
  }
}
