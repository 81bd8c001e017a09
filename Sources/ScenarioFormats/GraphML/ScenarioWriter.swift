import NetworkModel

/// Writes an imported network out as a scenario file that can be edited.
package enum ScenarioWriter {
  package static func text(_ imported: GraphMLImporter.Imported, title: String) -> String {
    var text = "title: \(quote(title))\n"
    text += "duration: 5min\n\nnetwork:\n  routers:\n"
    for router in imported.network.routers {
      var fields: [String] = []
      if let label = router.label { fields.append("label: \(quote(label))") }
      if !router.stubs.isEmpty {
        fields.append("stubs: [\(router.stubs.map(\.description).joined(separator: ", "))]")
      }
      if let position = router.position {
        fields.append("position: [\(position.longitude), \(position.latitude)]")
      }
      text += "    \(router.name):\(fields.isEmpty ? "" : " {\(fields.joined(separator: ", "))}")\n"
    }
    text += imported.network.links.isEmpty ? "" : "  links:\n"
    for link in imported.network.links {
      text +=
        "    - {between: [\(link.ends.first), \(link.ends.second)], bandwidth: \(link.bandwidth), delay: \(link.delay)}\n"
    }
    return text + "\nrouting:\n  protocol: rip\n"
  }

  private static func quote(_ text: String) -> String {
    var quoted = "\""
    for character in text {
      switch character {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where character.isNewline || character == "\t": quoted += " "
      default: quoted.append(character)
      }
    }
    return quoted + "\""
  }
}
