/// A file of variables, as `.env` and `env_file` have them (compose specification, 05 “env_file”).
///
/// `NAME=value` a line, `export` before it allowed; `#` begins a comment at the start of a line or after a blank. Values in single
/// quotes are taken as they are; in double quotes `\n`, `\r`, `\t`, `\\` and `\"` are escapes; there and in plain values variables are
/// filled in, from the file itself and from `outer`. Quoted values may go over several lines.
enum EnvironmentFile {
  /// - Parameter outer: variables that win over those of the file where a value names one.
  /// - Returns: names and values in the order of the file.
  static func read(_ text: String, outer: [String: String]) -> [(name: String, value: String)] {
    var result: [(name: String, value: String)] = []
    var known: [String: String] = [:]
    var rest = Substring(text)
    while !rest.isEmpty {
      let line = rest.prefix { !$0.isNewline }
      let trimmed = line.drop { $0 == " " || $0 == "\t" || $0 == "\u{FEFF}" }
      guard !trimmed.isEmpty, trimmed.first != "#",
        let sign = trimmed.firstIndex(where: { $0 == "=" || $0 == ":" })
      else {
        rest = rest.dropFirst(line.count + 1)
        continue
      }
      var name = trimmed[..<sign]
      if name.hasPrefix("export ") { name = name.dropFirst("export ".count) }
      let key = String(name.filter { $0 != " " && $0 != "\t" })
      rest = rest[trimmed.index(after: sign)...].drop { $0 == " " || $0 == "\t" }
      let (raw, isLiteral) = value(&rest)
      var interpolation = Interpolation(known.merging(outer) { _, outer in outer })
      let final = isLiteral ? raw : (try? interpolation.expand(raw)) ?? raw
      known[key] = final
      result.append((key, final))
    }
    return result
  }

  /// Takes a value off the text, and the rest of its line.
  private static func value(_ rest: inout Substring) -> (text: String, isLiteral: Bool) {
    guard let quote = rest.first, quote == "\"" || quote == "'" else {
      let line = rest.prefix { !$0.isNewline }
      rest = rest.dropFirst(line.count + 1)
      var text = line
      if let comment = line.firstRange(of: " #")?.lowerBound { text = line[..<comment] }
      if line.hasPrefix("#") { text = "" }
      while text.last == " " || text.last == "\t" { text = text.dropLast() }
      return (String(text), false)
    }
    rest = rest.dropFirst()
    var value = ""
    while let character = rest.popFirst(), character != quote {
      if character == "\\", quote == "\"", let escaped = rest.popFirst() {
        switch escaped {
        case "n": value.append("\n")
        case "r": value.append("\r")
        case "t": value.append("\t")
        case "\"", "\\": value.append(escaped)
        case "$": value += "$$"
        default:
          value.append(character)
          value.append(escaped)
        }
      } else {
        value.append(character)
      }
    }
    rest = rest.drop { !$0.isNewline }.dropFirst()
    return (value, quote == "'")
  }
}
