import NetworkModel

/// One of the things that are compared: a scenario file with some of its fields changed.
package struct Variant: Sendable, Equatable {
  package typealias Assignment = StudySpec.Assignment

  package let name: String
  /// The scenario file.
  package let path: String
  /// What differs from the file as it stands; empty for the file itself.
  package let assignments: [Assignment]
  /// `--set` options that all variants share.
  package let common: [String]

  package init(name: String, path: String, assignments: [Assignment], common: [String] = []) {
    self.name = name
    self.path = path
    self.assignments = assignments
    self.common = common
  }

  /// Everything that is changed, as `--set` takes it.
  package var overrides: [String] { common + assignments.map { "\($0.path)=\($0.value)" } }

  /// The command line of one of its runs.
  package func replay(seed: UInt64) -> String {
    let words =
      ["rhumb", "run", path] + overrides.flatMap { ["--set", $0] } + ["--seed", String(seed)]
    return ShellWord.joined(words)
  }
}

/// Why variants cannot be made.
package struct VariantFault: Error, Equatable {
  package let message: String
  package let hint: String?

  init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
