import Foundation
import Kernel
import NetworkModel
import ScenarioFormats
import Testing
import Yams

@Suite struct DiagnosticTests {
  private static func diagnostics(_ text: String, overrides: [String] = []) -> [Diagnostic] {
    do {
      return try ScenarioFile.decode(text, name: "t.yaml", overrides: overrides).warnings
    } catch {
      return error.diagnostics
    }
  }

  @Test(arguments: BadScenario.all) func tellsWhatIsWrongAndWhere(bad: BadScenario) throws {
    let first = try #require(Self.diagnostics(bad.text).first { $0.severity == .error })
    #expect(first.message.contains(bad.message), "\(first.message)")
    #expect(first.line == bad.line, "\(first.rendered)")
    // The columns of the list above mark the key or value; a caret within two characters of it points at the same word.
    #expect(abs(first.column - bad.column) <= 2, "\(first.rendered)")
  }

  @Test func reportsAllErrorsOfAFileInOrder() {
    let text = "title: t\nsede: 1\nduration: 5\nnetwork:\n  routers: {r1: }\n  links: [r1 -- r2]\n"
    #expect(Self.diagnostics(text).map(\.line) == [2, 3, 6])
  }

  @Test func rendersTheLineWithACaretAndAHint() {
    let text = "title: t\nnetwork:\n  routers: {alpha: }\n  links: [alpah -- alpha]\n"
    let rendered = Self.diagnostics(text)[0].rendered
    #expect(
      rendered == """
        t.yaml:4:11: error: there is no `alpah`; expected a node
            links: [alpah -- alpha]
                    ^
          hint: did you mean `alpha`?

        """)
  }

  @Test(arguments: [
    "", "\u{0}", "title: [", "&a [*a]", "? ? ? ?", "--- a\n--- b\n", "title: t\ntitle: u\n",
    "title: \"\\ud800\"",
    String(repeating: "[", count: 5000), String(repeating: "- ", count: 5000),
    "title: t\nnetwork: *missing\n",
    "%YAML 9.9\n---\ntitle: t\n", "{a: {b: {c: 1}}, ? [x] : y}",
  ])
  func hostileTextEndsInDiagnostics(text: String) {
    let found = Self.diagnostics(text)
    #expect(found.contains { $0.severity == .error })
  }

  @Test func aliasBombsAreRefused() {
    var text = "title: t\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(items)]\n"
    }
    #expect(Self.diagnostics(text).contains { $0.message.contains("aliases expand") })
  }

  // MARK: Overrides

  static let scenario = """
    title: t
    network:
      routers: {r1: , r2: }
      hosts: {h1: }
      links: [r1 -- r2, h1 -- r1]
    routing: {protocol: rip}
    services: {web: {backends: [h1]}}
    traffic:
      - {name: users, from: r2, to: web, arrivals: poisson(5/s)}
    """

  @Test func overridesTakeThePathsOfTheFile() throws {
    let loaded = try ScenarioFile.decode(
      Self.scenario, name: "t.yaml",
      overrides: [
        "routing.rip.update=10s", "services.web.policy=weighted-round-robin", "network.links[0].cost=5",
        "traffic.users.arrivals=poisson(50/s)", "network.defaults.link.delay=3ms", "seed=9",
      ]
    ).scenario
    #expect(loaded.routing.rip.update == .seconds(10))
    #expect(loaded.services[0].policy.name == "weighted-round-robin")
    #expect(loaded.network.links[0].costs == Pair(5, 5))
    #expect(loaded.network.links[1].delay == .milliseconds(3))
    #expect(loaded.seed == 9)
    guard case .requests(let requests) = loaded.traffic[0].kind else {
      Issue.record("the traffic is requests")
      return
    }
    #expect(requests.gap == .exponential(mean: 0.02))
  }

  @Test(arguments: [
    ("routing.rip.updte=10s", "did you mean `update`?"), ("services.wbe.policy=x", "did you mean `web`?"),
    ("network.links[9].cost=1", ""), ("routing.rip.update=fast", ""), ("nonsense", ""),
    ("traffic.user.start=1s", "users"),
  ])
  func aWrongOverrideIsToldByItsOwnText(option: String, hint: String) {
    let found = Self.diagnostics(Self.scenario, overrides: [option])
    #expect(found.first?.source.hasPrefix("--set \(option.prefix(20))") ?? false)
    if !hint.isEmpty { #expect(found.first?.hint?.contains(hint) ?? false) }
  }
}

@Suite struct SchemaTests {
  private static func parsedSchema() -> Any {
    (try? JSONSerialization.jsonObject(with: Data(JSONSchema.document.utf8))) ?? false
  }

  private static func accepts(_ text: String) -> Bool {
    guard let value = try? Yams.load(yaml: text) else { return false }
    return SchemaValidator.isValid(value, parsedSchema())
  }

  /// What the schema refuses, the decoder refuses; and what the decoder alone can see is marked so.
  @Test(arguments: BadScenario.all) func agreesWithTheDecoderOnBadScenarios(bad: BadScenario) {
    #expect(Self.accepts(bad.text) == !bad.isSeenBySchema)
  }

  @Test func agreesWithTheDecoderOnShippedScenarios() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "scenarios")
    let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let files = (walker?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "yaml" }
    #expect(files.count >= 8)
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(Self.accepts(text), "\(file.lastPathComponent)")
    }
  }

  /// Five hundred hostile changes: always a scenario or diagnostics, and what is accepted can be built.
  @Test func mutatedScenariosNeverTrap() throws {
    let hostile = [
      "-1", "1e309", "\"\"", "null", "[]", "{}", String(repeating: "9", count: 40), "nan", ".inf", "0", "0s",
      "-5ms",
      "*x", "0x10", "10.0.0.1/30", "r1 -- r1", "--", "1bps", "exponential(0s)", "pareto(1ms, 0)", "1ps",
      "50d", "65535",
      String(repeating: "[", count: 300), "\u{7}", "é",
    ]
    let lines = DiagnosticTests.scenario.split(separator: "\n").map(String.init)
    var stream = RandomStream(seed: 5, entity: "mutation", purpose: "test")
    for _ in 0..<500 {
      var mutated = lines
      for _ in 0..<(1 + stream.below(3)) {
        let place = stream.below(mutated.count)
        switch stream.below(4) {
        case 0: mutated.insert(mutated[stream.below(mutated.count)], at: place)
        case 1: mutated.swapAt(place, stream.below(mutated.count))
        case 2: if mutated.count > 1 { mutated.remove(at: place) }
        default:
          let words = mutated[place].split(separator: " ", omittingEmptySubsequences: false)
          var changed = words.map(String.init)
          changed[stream.below(changed.count)] = hostile[stream.below(hostile.count)]
          mutated[place] = changed.joined(separator: " ")
        }
      }
      let text = mutated.joined(separator: "\n")
      do {
        let loaded = try ScenarioFile.decode(text, name: "t.yaml")
        _ = try Topology(loaded.scenario.network)
      } catch let error as ScenarioFileError {
        #expect(!error.diagnostics.isEmpty)
      }
    }
  }
}

/// The part of JSON Schema 2020-12 that the shipped schema uses.
private enum SchemaValidator {
  static func isValid(_ value: Any, _ schema: Any) -> Bool {
    if let always = schema as? Bool { return always }
    guard let rules = schema as? [String: Any] else { return false }
    if let choices = rules["anyOf"] as? [Any], !choices.contains(where: { isValid(value, $0) }) {
      return false
    }
    if let types = rules["type"], !hasType(value, types) { return false }
    if let choices = rules["enum"] as? [Any], !choices.contains(where: { isEqual(value, $0) }) {
      return false
    }
    if let number = value as? Int {
      if let least = rules["minimum"] as? Int, number < least { return false }
      if let most = rules["maximum"] as? Int, number > most { return false }
    }
    if let items = value as? [Any], let rule = rules["items"], !items.allSatisfy({ isValid($0, rule) }) {
      return false
    }
    guard let object = value as? [String: Any] else { return true }
    let properties = rules["properties"] as? [String: Any] ?? [:]
    for name in rules["required"] as? [String] ?? [] where object[name] == nil { return false }
    for (name, inner) in object {
      guard let rule = properties[name] ?? rules["additionalProperties"] else { continue }
      if !isValid(inner, rule) { return false }
    }
    return true
  }

  private static func hasType(_ value: Any, _ types: Any) -> Bool {
    let names = types as? [String] ?? (types as? String).map { [$0] } ?? []
    return names.contains { name in
      switch name {
      case "object": value is [String: Any]
      case "array": value is [Any]
      case "string": value is String || value is Date
      case "integer": value is Int
      case "number": value is Int || value is Double
      case "boolean": value is Bool
      case "null": value is NSNull
      default: false
      }
    }
  }

  private static func isEqual(_ value: Any, _ other: Any) -> Bool {
    if let a = value as? String, let b = other as? String { return a == b }
    if let a = value as? Bool, let b = other as? Bool, !(other is Int && !(other is Bool)) { return a == b }
    if let a = value as? Int, let b = other as? Int { return a == b }
    return false
  }
}
