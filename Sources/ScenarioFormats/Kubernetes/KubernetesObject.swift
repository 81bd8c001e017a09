/// One object of a manifest.
struct KubernetesObject: Sendable {
  var group: String
  var kind: String
  var name: String
  var namespace: String
  var labels: [String: String]
  var value: SourceValue
  var place: SourcePlace { value.place }

  /// `Deployment web`, with the namespace where it is not the default one.
  var title: String { namespace == "default" ? "\(kind) \(name)" : "\(kind) \(namespace)/\(name)" }
}

/// Reads manifests: files of several documents, lists of objects.
struct KubernetesLoader {
  let files: ManifestFiles
  var log = ImportLog()
  private(set) var objects: [KubernetesObject] = []
  private static let maximumObjects = 20_000

  init(files: ManifestFiles) { self.files = files }

  mutating func load(_ paths: [String]) {
    for path in paths {
      guard let text = files.text(path, at: nil, &log) else { continue }
      let file = log.add(file: path == "-" ? "<stdin>" : path, text: text)
      let documents = ManifestText.documents(
        text, file: file, kind: "a document", allowsDuplicates: true, &log)
      for document in documents {
        take(document.value, depth: 0)
      }
    }
    if objects.isEmpty && !log.hasErrors {
      log.error(
        "there is no Kubernetes object in \(paths.count == 1 ? "the file" : "the files")",
        at: paths.first.map { log.whole($0) }, hint: "an object has `apiVersion` and `kind`")
    }
  }

  private mutating func take(_ value: SourceValue, depth: Int) {
    guard value.fields != nil else {
      // A template's remains, as often as not.
      log.notModelled("a document that is no object", "found \(value.described)", at: value.place)
      return
    }
    guard let kind = value["kind"]?.text?.trimmingBlanks else {
      log.notModelled("a document without `kind`", "it is no Kubernetes object", at: value.place)
      return
    }
    if kind.hasSuffix("List"), let items = value["items"]?.items {
      for item in items where depth < 5 { take(item, depth: depth + 1) }
      return
    }
    let version = value["apiVersion"]?.text ?? ""
    let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
    let metadata = value["metadata"]
    let name = metadata?["name"]?.text ?? metadata?["generateName"]?.text ?? ""
    guard objects.count < Self.maximumObjects else { return }
    objects.append(
      KubernetesObject(
        group: group, kind: kind, name: name.isEmpty ? "unnamed" : name,
        namespace: metadata?["namespace"]?.text ?? "default", labels: Self.labels(metadata?["labels"]),
        value: value))
  }

  /// A mapping of texts; what is none is left out.
  static func labels(_ value: SourceValue?) -> [String: String] {
    Dictionary(
      (value?.fields ?? []).map { ($0.key, $0.value.text ?? "") }, uniquingKeysWith: { first, _ in first })
  }
}

extension String {
  var trimmingBlanks: String {
    var text = Substring(self)
    while text.last?.isWhitespace ?? false { text = text.dropLast() }
    return String(text.drop { $0.isWhitespace })
  }
}

/// Amounts as Kubernetes writes them: `100m`, `0.5`, `64Mi`, `1G`, `1e3` (API conventions, “Quantity”).
enum KubernetesQuantity {
  private static let suffixes: [(String, Double)] = [
    ("Ki", 1024), ("Mi", 1_048_576), ("Gi", 1_073_741_824), ("Ti", 1_099_511_627_776),
    ("Pi", 1_125_899_906_842_624), ("n", 1e-9), ("u", 1e-6), ("m", 1e-3), ("k", 1e3), ("M", 1e6), ("G", 1e9),
    ("T", 1e12), ("P", 1e15),
  ]

  /// Nil for what is no amount, or negative.
  static func parse(_ text: String) -> Double? {
    var (digits, factor) = (Substring(text), 1.0)
    if let suffix = suffixes.first(where: { text.hasSuffix($0.0) }) {
      digits = digits.dropLast(suffix.0.count)
      factor = suffix.1
    }
    guard let number = QuantityParser.number(String(digits)), number >= 0, number * factor <= 1e18 else {
      return nil
    }
    return factor == 1e-3 ? number / 1000 : number * factor
  }
}
