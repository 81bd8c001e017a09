/// Reads compose files into one tree: variables filled in, short forms of lists written out, `include` and `extends` carried
/// out, files merged in their order. Every value keeps the place that it came from.
struct ComposeLoader {
  let files: ManifestFiles
  var log = ImportLog()
  /// Variables given by the user, which win over those of `.env`.
  let given: [String: String]
  private var treeByPath: [String: SourceValue] = [:]
  private var included: Set<String> = []
  private var unset: Set<String> = []
  private static let maximumDepth = 30

  init(files: ManifestFiles, variables: [String: String]) {
    self.files = files
    given = variables
  }

  /// - Parameter environmentFiles: in place of `.env` beside the first file.
  mutating func load(_ paths: [String], environmentFiles: [String]) -> SourceValue? {
    guard let first = paths.first else { return nil }
    let directory = FileReader.directory(of: first)
    var variables: [String: String] = given
    if environmentFiles.isEmpty {
      variables = environment(in: directory, outer: given)
    } else {
      for path in environmentFiles {
        guard let text = files.text(path, at: nil, &log) else { continue }
        for (name, value) in EnvironmentFile.read(text, outer: given) where given[name] == nil {
          variables[name] = value
        }
      }
    }
    return load(paths, variables, depth: 0, at: nil)
  }

  private mutating func load(
    _ paths: [String], _ variables: [String: String], depth: Int, at place: SourcePlace?
  ) -> SourceValue? {
    var result: SourceValue?
    for path in paths {
      guard let tree = tree(path, variables, at: place) else { continue }
      var whole = extended(tree, path, variables)
      if let includes = tree["include"] {
        for part in include(includes, path, variables, depth: depth) {
          whole = ComposeMerge.merged(part, whole)
        }
      }
      result = result.map { ComposeMerge.merged($0, whole) } ?? whole
    }
    return result
  }

  // MARK: One file

  /// A file with its variables filled in and its lists in the long form. Several documents are merged.
  private mutating func tree(
    _ path: String, _ variables: [String: String], at place: SourcePlace?
  ) -> SourceValue? {
    if let known = treeByPath[path] { return known }
    guard let text = files.text(path, at: place, &log) else { return nil }
    let file = log.add(file: path == "-" ? "<stdin>" : path, text: text)
    var result: SourceValue?
    let faultsBefore = log.hasErrors
    for document in ManifestText.documents(text, file: file, kind: "a compose file", &log) {
      guard document.value.fields != nil else {
        log.error("a compose file is a mapping, found \(document.value.described)", at: document.value.place)
        continue
      }
      var interpolation = Interpolation(variables)
      let filled = fill(document.value, &interpolation, path: "")
      result = result.map { ComposeMerge.merged($0, longForms(filled)) } ?? longForms(filled)
    }
    if result == nil && !log.hasErrors && !faultsBefore {
      log.error("the file is empty", at: SourcePlace(file: file, line: 1, column: 1))
    }
    treeByPath[path] = result
    return result
  }

  private mutating func fill(
    _ value: SourceValue, _ interpolation: inout Interpolation, path: String
  ) -> SourceValue {
    var result = value
    switch value.content {
    case .nothing: break
    case .scalar(let text, let isPlain):
      guard text.contains("$") else { break }
      do {
        let known = interpolation.unset.count
        let expanded = try interpolation.expand(text)
        for name in interpolation.unset.dropFirst(known) where unset.insert(name).inserted {
          log.warning("the variable \(name) is not set; it counts as empty", at: value.place)
        }
        // A value that a variable made empty is an empty text, but `1` is still a number.
        result.content = .scalar(expanded, isPlain: isPlain)
      } catch {
        note(error, path, at: value.place)
      }
    case .list(let items):
      result.content = .list(items.map { fill($0, &interpolation, path: path) })
    case .mapping(let fields):
      result.content = .mapping(
        fields.map { field in
          var field = field
          let inner = path.isEmpty ? field.key : "\(path).\(field.key)"
          field.value = fill(field.value, &interpolation, path: inner)
          return field
        })
    }
    return result
  }

  private mutating func note(_ fault: Interpolation.Fault, _ path: String, at place: SourcePlace) {
    switch fault {
    case .malformed:
      log.error(
        "\(path): this is no form of a variable", at: place,
        hint: "`${NAME}`, `${NAME:-default}` …; a dollar sign itself is written `$$`")
    case .required(let name, let message):
      log.error(
        "\(path): the variable \(name) is required\(message.isEmpty ? "" : ": \(message)")", at: place,
        hint: "set it in .env, or with --env \(name)=…")
    }
  }

  private func longForms(_ tree: SourceValue) -> SourceValue {
    mapServices(of: tree) { ComposeMerge.longForms(ofService: $0) }
  }

  private func mapServices(of tree: SourceValue, _ change: (SourceValue) -> SourceValue) -> SourceValue {
    guard let fields = tree.fields else { return tree }
    var result = tree
    result.content = .mapping(
      fields.map { field in
        guard field.key == "services", let services = field.value.fields else { return field }
        var field = field
        field.value.content = .mapping(
          services.map { service in
            var service = service
            service.value = change(service.value)
            return service
          })
        return field
      })
    return result
  }

  /// The variables of a directory's `.env`, under those from outside. No such file is no fault.
  private mutating func environment(in directory: String, outer: [String: String]) -> [String: String] {
    var variables = outer
    let path = FileReader.resolve(".env", in: directory)
    if let bytes = try? files.read(path), bytes.count <= 1 << 20 {
      for (name, value) in EnvironmentFile.read(String(decoding: bytes, as: UTF8.self), outer: outer)
      where outer[name] == nil {
        variables[name] = value
      }
    }
    return variables
  }

  // MARK: extends (compose specification, 05 “extends”)

  private mutating func extended(
    _ tree: SourceValue, _ path: String, _ variables: [String: String]
  ) -> SourceValue {
    guard let services = tree["services"]?.fields else { return tree }
    var resolved: [String: SourceValue] = [:]
    for service in services {
      resolved[service.key] = self.service(service.key, of: tree, path, variables, chain: [])
    }
    guard let fields = tree.fields else { return tree }
    var result = tree
    result.content = .mapping(
      fields.filter { $0.key != "include" }.map { field in
        guard field.key == "services" else { return field }
        var field = field
        field.value.content = .mapping(
          services.map { service in
            SourceField(
              key: service.key, place: service.place, value: resolved[service.key] ?? service.value)
          })
        return field
      })
    return result
  }

  private mutating func service(
    _ name: String, of tree: SourceValue, _ path: String, _ variables: [String: String], chain: [String]
  ) -> SourceValue? {
    guard let own = tree["services"]?.fields?.first(where: { $0.key == name })?.value else { return nil }
    guard let extends = own["extends"] else { return own }
    let link = "\(path): \(name)"
    guard !chain.contains(link), chain.count < Self.maximumDepth else {
      log.error("the service `\(name)` extends itself", at: extends.place)
      return own
    }
    guard let baseName = log.text(extends["service"], "services.\(name).extends.service") else {
      log.error("services.\(name).extends lacks `service`", at: extends.place)
      return own
    }
    var (basePath, baseTree) = (path, tree)
    if let file = log.text(extends["file"], "services.\(name).extends.file") {
      basePath = FileReader.resolve(file, in: FileReader.directory(of: path))
      guard let other = self.tree(basePath, variables, at: extends["file"]?.place) else { return own }
      baseTree = other
    }
    guard let base = service(baseName, of: baseTree, basePath, variables, chain: chain + [link]) else {
      let names = baseTree["services"]?.fields?.map(\.key) ?? []
      log.error(
        "there is no service `\(baseName)` to extend", at: extends.place,
        hint: NearestName.hint(baseName, among: names))
      return own
    }
    return ComposeMerge.merged(base, without(own, "extends"))
  }

  private func without(_ value: SourceValue, _ key: String) -> SourceValue {
    var result = value
    result.content = .mapping(value.fields?.filter { $0.key != key } ?? [])
    return result
  }

  // MARK: include (compose specification, 14 “Include”)

  /// Each part is read with its own directory's variables, under those of the including file.
  private mutating func include(
    _ value: SourceValue, _ path: String, _ variables: [String: String], depth: Int
  ) -> [SourceValue] {
    guard depth < Self.maximumDepth else {
      log.error("files include each other more than \(Self.maximumDepth) deep", at: value.place)
      return []
    }
    guard let items = value.items else {
      log.error("include: expected a list of files, found \(value.described)", at: value.place)
      return []
    }
    let directory = FileReader.directory(of: path)
    var parts: [SourceValue] = []
    for item in items {
      let paths = log.texts(item.text != nil ? item : item["path"], "include.path")
        .map { FileReader.resolve($0.text, in: directory) }
      guard let first = paths.first else {
        log.error("an include names a file", at: item.place)
        continue
      }
      guard included.insert(paths.joined(separator: "\n")).inserted else { continue }
      let home =
        log.text(item["project_directory"], "include.project_directory")
        .map { FileReader.resolve($0, in: directory) } ?? FileReader.directory(of: first)
      var inner = variables
      let environmentFiles = log.texts(item["env_file"], "include.env_file")
      for entry in environmentFiles {
        let text = files.text(FileReader.resolve(entry.text, in: directory), at: entry.place, &log) ?? ""
        for (name, value) in EnvironmentFile.read(text, outer: variables) where variables[name] == nil {
          inner[name] = value
        }
      }
      if environmentFiles.isEmpty { inner = environment(in: home, outer: variables) }
      if let part = load(paths, inner, depth: depth + 1, at: item.place) { parts.append(part) }
    }
    return parts
  }
}
