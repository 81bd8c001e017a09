import NetworkModel

/// What an importer makes of files of another kind: parts of a scenario, and everything there is to say about the files.
package struct Imported: Sendable {
  package var scenario: Scenario
  /// Errors, warnings, and as notes what is not modelled.
  package var diagnostics: [Diagnostic] = []

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Reads the files that an import names. A test gives its own.
package struct ManifestFiles: Sendable {
  package let read: @Sendable (String) throws(FileAccessError) -> [UInt8]

  package init(read: @escaping @Sendable (String) throws(FileAccessError) -> [UInt8]) { self.read = read }

  package static let system = ManifestFiles { path throws(FileAccessError) in try FileReader.read(path) }

  /// The text of a file; nil after an error. Larger ones than 16 MiB are refused.
  ///
  /// - Parameter place: where the file is named; nil when the command line names it.
  func text(_ path: String, at place: SourcePlace?, _ log: inout ImportLog) -> String? {
    let bytes: [UInt8]
    do throws(FileAccessError) { bytes = try read(path) } catch {
      log.error("cannot read \(path): \(error.reason)", at: place ?? log.whole(path))
      return nil
    }
    guard bytes.count <= 16 << 20 else {
      log.error("\(path) is larger than 16 MiB", at: place ?? log.whole(path))
      return nil
    }
    do throws(SourceText.NotUTF8) { return try SourceText.decode(bytes) } catch {
      var inside = log.whole(path)
      (inside.line, inside.column) = (error.position.line, error.position.column)
      log.error("the file is not UTF-8 text", at: inside, hint: SourceText.NotUTF8.hint)
      return nil
    }
  }
}
