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
      text += "    \(plain(router.name)):\(fields.isEmpty ? "" : " {\(fields.joined(separator: ", "))}")\n"
    }
    text += imported.network.links.isEmpty ? "" : "  links:\n"
    for link in imported.network.links {
      text +=
        "    - {between: [\(plain(link.ends.first)), \(plain(link.ends.second))], bandwidth: \(link.bandwidth), delay: \(link.delay)}\n"
    }
    return text + "\nrouting:\n  protocol: rip\n"
  }

  /// A name as the importer makes them: letters, digits and dashes, which YAML reads as they are but for one word.
  private static func plain(_ name: String) -> String { name == "null" ? "\"null\"" : name }

  /// A double-quoted YAML scalar (YAML 1.2 §7.3.1): what is not printable stands as an escape.
  package static func quote(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.properties.isWhitespace: quoted += " "
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0xFEFF:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
