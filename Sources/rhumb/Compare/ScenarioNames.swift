/// Short names of scenario files that tell them apart.
enum ScenarioNames {
  /// The files' stems; with their folders where stems are alike: `rip/abilene`, `ospf/abilene`. What is still alike gets a
  /// number.
  static func distinct(_ paths: [String]) -> [String] {
    let parts = paths.map { path in
      path == "-" ? ["stdin"] : path.split(separator: "/").dropLast().map(String.init) + [Run.stem(path)]
    }
    let longest = parts.map(\.count).max() ?? 1
    for count in 1...max(1, longest) {
      let names = parts.map { $0.suffix(count).joined(separator: "/") }
      if Set(names).count == names.count { return names }
    }
    return Run.folderNames(paths)
  }
}
