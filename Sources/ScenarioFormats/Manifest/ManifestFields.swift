/// The fields of a mapping, of which each is either taken by the importer or listed as not modelled: nothing is passed over in
/// silence.
struct ManifestFields {
  let path: String
  let place: SourcePlace
  private let fields: [SourceField]
  private var taken: Set<String> = []

  /// Nil, with an error, for what is no mapping. Nothing at all is an empty one.
  init?(_ value: SourceValue, _ path: String, _ log: inout ImportLog) {
    self.path = path
    place = value.place
    switch value.content {
    case .mapping(let fields): self.fields = fields
    case .nothing: fields = []
    case .scalar, .list:
      log.error("\(path): expected a mapping, found \(value.described)", at: value.place)
      return nil
    }
  }

  /// The value of a key, if there is one; it counts as modelled from now on.
  mutating func take(_ key: String) -> SourceValue? {
    taken.insert(key)
    guard let value = fields.first(where: { $0.key == key })?.value, !value.isNothing else { return nil }
    return value
  }

  /// Where a key is written.
  func place(of key: String) -> SourcePlace { fields.first { $0.key == key }?.place ?? place }

  func path(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// What was not taken.
  var rest: [SourceField] { fields.filter { !taken.contains($0.key) } }

  func hint(for key: String) -> String? {
    NearestName.find(key, among: taken.sorted()).map { "did you mean `\($0)`?" }
  }

  /// Lists what was not taken.
  ///
  /// - Parameter reasons: why known keys are not modelled; others are told to be unknown.
  func listRest(_ log: inout ImportLog, _ reasons: NotModelled) {
    for field in fields where !taken.contains(field.key) {
      if let reason = reasons.reason(field.key) {
        log.notModelled(path(field.key), reason, at: field.place)
      } else {
        let known = reasons.keys + taken.sorted()
        log.note(
          "not modelled: \(path(field.key)) (an unknown key)", at: field.place,
          hint: NearestName.find(field.key, among: known).map { "did you mean `\($0)`?" })
      }
    }
  }
}

/// Why keys of one kind of mapping take no part in the simulation.
struct NotModelled {
  private let reasonByKey: [String: String]
  let keys: [String]

  /// - Parameter groups: a reason and the keys that it holds for, divided by blanks.
  init(_ groups: [(reason: String, keys: String)]) {
    var reasons: [String: String] = [:]
    var keys: [String] = []
    for group in groups {
      for key in group.keys.split(whereSeparator: \.isWhitespace).map(String.init) {
        reasons[key] = group.reason
        keys.append(key)
      }
    }
    reasonByKey = reasons
    self.keys = keys
  }

  func reason(_ key: String) -> String? {
    key.hasPrefix("x-") ? "an extension field, without meaning of its own" : reasonByKey[key]
  }
}
