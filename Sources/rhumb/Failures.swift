import GraphvizRender

/// What stops a command, and how the program ends then.
enum Failures {
  /// Does a command's work; what stops it is told on standard error, and the exit status says which kind it was.
  static func reported(_ work: () throws -> Void) throws {
    do {
      try work()
    } catch let failure as UsageFailure {
      failure.report()
      try ExitStatus.usage.exit()
    } catch let failure as ScenarioFailure {
      failure.report()
      try failure.status.exit()
    } catch let failure as OutputDirectory.Failure {
      Console.writeError("rhumb: \(failure.message)\n")
      try failure.status.exit()
    } catch let error as RenderError {
      Console.writeError("rhumb: \(error)\n")
      try ExitStatus.internalFault.exit()
    }
  }
}
