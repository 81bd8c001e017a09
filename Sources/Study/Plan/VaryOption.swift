import NetworkModel

/// `--vary PATH=A,B,C` and `--variant NAME:PATH=VALUE`.
package enum VaryOption {
  /// Values are parted at commas that stand in no brackets and no quotes: `exponential(10ms),pareto(1ms, 2)` are two.
  package static func factor(_ text: String) throws(VariantFault) -> StudySpec.Factor {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw VariantFault(
        "--vary \(text): expected PATH=A,B,…", hint: "for example services.web.policy=round-robin,maglev")
    }
    let path = String(text[..<equals])
    let values = split(text[text.index(after: equals)...])
    guard !values.contains("") else {
      throw VariantFault("--vary \(text): a value is empty", hint: "an empty text is written ''")
    }
    return StudySpec.Factor(path: path, values: values)
  }

  static func split(_ text: Substring) -> [String] {
    var values = [""]
    var depth = 0
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if "([{".contains(character) {
        depth += 1
      } else if ")]}".contains(character) {
        depth -= 1
      } else if character == ",", depth <= 0 {
        values.append("")
        continue
      }
      values[values.count - 1].append(character)
    }
    return values.map(trimmed)
  }

  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// Options of one name together make one overlay; `fast:` alone is the scenario as it stands.
  package static func overlays(_ options: [String]) throws(VariantFault) -> [StudySpec.Overlay] {
    var overlays: [StudySpec.Overlay] = []
    for option in options {
      guard let colon = option.firstIndex(of: ":"), colon != option.startIndex else {
        throw VariantFault(
          "--variant \(option): expected NAME:PATH=VALUE", hint: "for example fast:routing.rip.update=5s")
      }
      let name = String(option[..<colon])
      let rest = option[option.index(after: colon)...]
      if !overlays.contains(where: { $0.name == name }) {
        overlays.append(StudySpec.Overlay(name: name, assignments: []))
      }
      guard !rest.isEmpty, let position = overlays.firstIndex(where: { $0.name == name }) else { continue }
      guard let equals = rest.firstIndex(of: "="), equals != rest.startIndex else {
        throw VariantFault(
          "--variant \(option): expected NAME:PATH=VALUE", hint: "for example fast:routing.rip.update=5s")
      }
      let value = String(rest[rest.index(after: equals)...])
      overlays[position].assignments.append(
        StudySpec.Assignment(path: String(rest[..<equals]), value: value))
    }
    return overlays
  }
}
