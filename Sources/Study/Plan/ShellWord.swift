/// Command lines as a shell reads them back.
package enum ShellWord {
  package static func joined(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

  package static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=,@%+".contains($0)) }
    return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
