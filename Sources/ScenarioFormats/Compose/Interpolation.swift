/// Variables in the values of a compose file (compose specification, 12 “Interpolation”).
///
/// | written | is |
/// |---|---|
/// | `$VAR`, `${VAR}` | the value; empty when not set |
/// | `${VAR:-x}`, `${VAR-x}` | x when not set (with the colon: or empty) |
/// | `${VAR:?x}`, `${VAR?x}` | an error with the text x in the same case |
/// | `${VAR:+x}`, `${VAR+x}` | x when it is set (with the colon: and not empty), else empty |
/// | `$$` | a dollar sign |
///
/// The x may hold variables itself.
struct Interpolation {
  enum Fault: Error, Equatable {
    /// A dollar sign that begins no variable.
    case malformed
    /// `${VAR:?message}`.
    case required(name: String, message: String)
  }

  let variables: [String: String]
  /// Variables that were used without being set, in order.
  private(set) var unset: [String] = []
  private static let maximumDepth = 20
  private static let maximumLength = 1 << 20

  init(_ variables: [String: String]) { self.variables = variables }

  mutating func expand(_ text: String) throws(Fault) -> String {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
    return try expand(Array(text.unicodeScalars)[...], depth: 0)
  }

  private mutating func expand(_ text: ArraySlice<Unicode.Scalar>, depth: Int) throws(Fault) -> String {
    guard depth < Self.maximumDepth else { throw .malformed }
    var result = String.UnicodeScalarView()
    var rest = text
    while let scalar = rest.popFirst() {
      guard scalar == "$" else {
        result.append(scalar)
        continue
      }
      guard let next = rest.first else { throw .malformed }
      if next == "$" {
        rest.removeFirst()
        result.append("$")
      } else if next == "{" {
        rest.removeFirst()
        guard let end = Self.closing(rest) else { throw .malformed }
        result.append(contentsOf: try braced(rest[..<end], depth: depth).unicodeScalars)
        rest = rest[(end + 1)...]
      } else {
        let name = Self.name(rest)
        guard !name.isEmpty else { throw .malformed }
        rest = rest.dropFirst(name.unicodeScalars.count)
        result.append(contentsOf: value(name).unicodeScalars)
      }
      guard result.count <= Self.maximumLength else { throw .malformed }
    }
    return String(result)
  }

  /// What stands between the braces of `${…}`.
  private mutating func braced(_ inner: ArraySlice<Unicode.Scalar>, depth: Int) throws(Fault) -> String {
    let name = Self.name(inner)
    guard !name.isEmpty else { throw .malformed }
    var rest = inner.dropFirst(name.unicodeScalars.count)
    guard var operation = rest.popFirst() else { return value(name) }
    let countsEmpty = operation == ":"
    if countsEmpty {
      guard let second = rest.popFirst() else { throw .malformed }
      operation = second
    }
    let known = variables[name]
    let isThere = countsEmpty ? !(known ?? "").isEmpty : known != nil
    switch operation {
    case "-": return isThere ? known ?? "" : try expand(rest, depth: depth + 1)
    case "+": return isThere ? try expand(rest, depth: depth + 1) : ""
    case "?":
      if isThere { return known ?? "" }
      throw .required(name: name, message: try expand(rest, depth: depth + 1))
    default: throw .malformed
    }
  }

  private mutating func value(_ name: String) -> String {
    if let value = variables[name] { return value }
    if !unset.contains(name) { unset.append(name) }
    return ""
  }

  private static func name(_ text: ArraySlice<Unicode.Scalar>) -> String {
    var name = String.UnicodeScalarView()
    for scalar in text {
      let isLetter = scalar == "_" || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
      guard isLetter || (!name.isEmpty && ("0"..."9").contains(scalar)) else { break }
      name.append(scalar)
    }
    return String(name)
  }

  /// The brace that closes the one before `text`.
  private static func closing(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
    var depth = 0
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == "$", index + 1 < text.endIndex {
        if text[index + 1] == "{" { depth += 1 }
        // `$$` and `${` are two characters each.
        if text[index + 1] == "{" || text[index + 1] == "$" { index += 1 }
      } else if text[index] == "}" {
        if depth == 0 { return index }
        depth -= 1
      }
      index += 1
    }
    return nil
  }
}
