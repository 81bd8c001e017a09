/// Hands out names that differ: `oslo`, `oslo-2`, `oslo-3`.
struct UniqueNames {
  private var taken: Set<String> = []
  /// The number to try next, so that a thousand equal labels cost a thousand steps and not a million.
  private var nextNumber: [String: Int] = [:]

  init(taken: Set<String> = []) { self.taken = taken }

  mutating func take(_ name: String) -> String {
    if taken.insert(name).inserted { return name }
    var number = nextNumber[name] ?? 2
    while !taken.insert("\(name)-\(number)").inserted { number += 1 }
    nextNumber[name] = number + 1
    return "\(name)-\(number)"
  }

  /// A name for a set of containers, whose members are numbered.
  mutating func takeSet(_ name: String, count: Int) -> String {
    guard count > 1 else { return take(name) }
    var number = 1
    while true {
      let candidate = number == 1 ? name : "\(name)-set\(number)"
      let members = (1...count).map { "\(candidate)-\($0)" } + [candidate]
      if taken.isDisjoint(with: members) {
        taken.formUnion(members)
        return candidate
      }
      number += 1
    }
  }
}

extension UniqueNames {
  /// A name from elsewhere as rhumb takes names: blanks, commas and slashes write links and paths there, and dots paths too.
  static func plain(_ text: String) -> String {
    var name = ""
    for character in text.prefix(150) {
      let isFine = character.isASCII && (character.isLetter || character.isNumber || character == "_")
      if isFine {
        name.append(character)
      } else if !name.isEmpty && !name.hasSuffix("-") {
        name.append("-")
      }
    }
    while name.hasSuffix("-") { name.removeLast() }
    return name.isEmpty ? "node" : name
  }
}
