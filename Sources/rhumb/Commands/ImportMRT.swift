import MRT
import NetworkModel
import ScenarioFormats

extension Import {
  /// Nil after errors, which are printed.
  func routingTable() throws -> String? {
    let bytes = try FileReader.read(files[0])
    do throws(MRTError) {
      let title = ScenarioWriter.quote("BGP table of \(Run.stem(files[0]))")
      let made = try MRTScenario(
        try MRTReader.read(bytes), title: title, within: within.flatMap { IPv4Prefix($0) })
      if !quiet { for note in made.notes { Console.writeError("\(files[0]): note: \(note)\n") } }
      return made.text
    } catch {
      Console.writeError("\(files[0]): error: \(error)\n")
      try ExitStatus.badInput.exit()
      return nil
    }
  }
}
