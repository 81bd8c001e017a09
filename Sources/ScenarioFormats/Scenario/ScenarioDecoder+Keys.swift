import NetworkModel
import Yams

extension ScenarioDecoder {
  static let maximumKeys = 1_000_000

  /// `uniform(1000)`, `zipf(1000, 1.1)`, a list, or `{file: keys.txt}`.
  mutating func decodeKeys(_ node: Node) -> KeysSpec? {
    if node.mapping != nil { return decodeKeyFile(node) }
    if node.sequence != nil {
      var keys: [String] = []
      for item in reader.items(of: node, what: "keys") {
        if let text = reader.text(item, what: "a key") { keys.append(text) }
      }
      if keys.isEmpty { reader.error("a list of keys needs at least one", at: node) }
      return keys.isEmpty ? nil : .list(keys)
    }
    guard let text = reader.text(node, what: "keys such as `zipf(1000, 1.1)`") else { return nil }
    if let (name, arguments) = DistributionParser.call(text),
      let count = arguments.first.flatMap({ Int($0) }),
      (1...Self.maximumKeys).contains(count)
    {
      if name == "uniform" && arguments.count == 1 { return .uniform(count: count) }
      if name == "zipf" && arguments.count == 2, let exponent = QuantityParser.number(arguments[1]),
        (0...100).contains(exponent)
      {
        return .zipf(count: count, exponent: exponent)
      }
    }
    reader.error(
      "expected keys, found \(reader.describe(node))", at: node,
      hint: "uniform(1000), zipf(1000, 1.1) with up to \(Self.maximumKeys) keys, a list, or {file: keys.txt}")
    return nil
  }

  private mutating func decodeKeyFile(_ node: Node) -> KeysSpec? {
    let fields = reader.fields(of: node, as: .keyFile)
    guard let path = reader.text(fields["file"], what: "the path of a file") else { return nil }
    let bytes: [UInt8]
    do { bytes = try FileReader.read(FileReader.resolve(path, in: directory)) } catch {
      reader.error("cannot read `\(path)`: \(error.reason)", at: fields["file"])
      return nil
    }
    let lines = bytes.split { $0 == 10 || $0 == 13 }
    let keys = lines.prefix(Self.maximumKeys + 1).map { String(decoding: $0, as: UTF8.self) }
    guard (1...Self.maximumKeys).contains(keys.count) else {
      reader.error("`\(path)` has \(lines.count) keys; expected 1…\(Self.maximumKeys)", at: fields["file"])
      return nil
    }
    return .list(keys)
  }
}
