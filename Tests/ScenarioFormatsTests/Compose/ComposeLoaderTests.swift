import Testing

@testable import ScenarioFormats

/// Compose specification, 13 “Merge”, 14 “Include” and 05 “extends”.
@Suite struct ComposeLoaderTests {
  @Test func filesAreMergedKeyByKeyAndListsAppended() {
    let texts = [
      "a.yaml": """
      services:
        web:
          image: a
          command: [one, two]
          ports: ["80:80"]
          environment: [A=1, B=2]
          networks: [front]
          depends_on: [db]
          dns: 1.1.1.1
      """,
      "b.yaml": """
      services:
        web:
          image: b
          command: [three]
          ports: ["443:443"]
          environment: {B: 3, C: 4}
          networks: {back: {aliases: [w]}}
          depends_on: {cache: {condition: service_healthy}}
          dns: [2.2.2.2]
        db: {image: c}
      """,
    ]
    let (tree, log) = ComposeText.tree(texts, ["a.yaml", "b.yaml"])
    #expect(!log.hasErrors)
    let web = tree?["services"]?["web"]
    #expect(web?["image"]?.flow == "b")
    #expect(web?["command"]?.flow == "[three]")
    #expect(web?["ports"]?.flow == "[80:80, 443:443]")
    #expect(web?["environment"]?.flow == "{A: 1, B: 3, C: 4}")
    #expect(web?["networks"]?.flow == "{front: null, back: {aliases: [w]}}")
    #expect(
      web?["depends_on"]?.flow == "{db: {condition: service_started}, cache: {condition: service_healthy}}")
    #expect(web?["dns"]?.flow == "[1.1.1.1, 2.2.2.2]")
    #expect(tree?["services"]?["db"]?.flow == "{image: c}")
    // Each value still knows its file.
    #expect(web?["image"]?.place.file == 1)
    #expect(web?["ports"]?.items?.first?.place == SourcePlace(file: 0, line: 5, column: 13))
  }

  @Test func tagsResetAndOverride() {
    let texts = [
      "a.yaml": "services:\n  web: {image: a, ports: [\"80:80\"], dns: [1.1.1.1], environment: {A: 1, B: 2}}",
      "b.yaml":
        "services:\n  web: {ports: !reset [], dns: !override [2.2.2.2], environment: {A: !reset null}}",
    ]
    let web = ComposeText.tree(texts, ["a.yaml", "b.yaml"]).value?["services"]?["web"]
    #expect(web?.flow == "{image: a, dns: [2.2.2.2], environment: {B: 2}}")
  }

  @Test func aServiceExtendsAnotherOfItsFileOrOfAnotherOne() {
    let texts = [
      "a.yaml": """
      services:
        web: {extends: base, ports: ["80:80"]}
        base: {extends: {file: lib/common.yaml, service: app}, image: own, environment: {B: 3}}
      """,
      "lib/common.yaml": """
      services:
        app: {extends: root, environment: [A=1, B=2]}
        root: {image: root, restart: always}
      """,
    ]
    let (tree, log) = ComposeText.tree(texts, ["a.yaml"])
    #expect(!log.hasErrors)
    #expect(
      tree?["services"]?["web"]?.flow
        == "{image: own, restart: always, environment: {A: 1, B: 3}, ports: [80:80]}")
    // Nothing else of the other file comes in.
    #expect(tree?["services"]?.fields?.map(\.key) == ["web", "base"])
  }

  @Test func aServiceThatExtendsItselfIsAnError() {
    let (_, log) = ComposeText.tree(
      ["a.yaml": "services:\n  a: {extends: b}\n  b: {extends: a}\n"], ["a.yaml"])
    #expect(
      log.diagnostics.map(\.summary) == [
        "a.yaml:2:16: error: the service `a` extends itself",
        "a.yaml:3:16: error: the service `b` extends itself",
      ])
    let unknown = ComposeText.tree(["a.yaml": "services:\n  web: {extends: wep}\n"], ["a.yaml"]).log
    #expect(unknown.diagnostics.map(\.summary) == ["a.yaml:2:18: error: there is no service `wep` to extend"])
    #expect(unknown.diagnostics.first?.hint == "did you mean `web`?")
  }

  @Test func includesBringTheirOwnVariables() {
    let texts = [
      "a.yaml":
        "include: [lib/b.yaml, {path: [c.yaml], env_file: c.env}]\nservices:\n  web: {image: \"$V\"}\n",
      ".env": "V=outer",
      "lib/b.yaml": "services:\n  b: {image: \"$V-$W\"}\n",
      "lib/.env": "V=inner\nW=lib",
      "c.yaml": "include: [a.yaml]\nservices:\n  c: {image: \"$W\"}\n",
      "c.env": "W=c",
    ]
    let (tree, log) = ComposeText.tree(texts, ["a.yaml"])
    #expect(!log.hasErrors)
    let services = tree?["services"]
    #expect(services?["web"]?.flow == "{image: outer}")
    #expect(services?["b"]?.flow == "{image: outer-lib}")
    #expect(services?["c"]?.flow == "{image: c}")
  }

  @Test func anchorsAndMergeKeys() {
    let text = """
      x-base: &base {image: a, dns: [1.1.1.1]}
      services:
        one: *base
        two:
          <<: *base
          image: b
      """
    let services = ComposeText.tree(["a.yaml": text], ["a.yaml"]).value?["services"]
    #expect(services?["one"]?.flow == "{image: a, dns: [1.1.1.1]}")
    #expect(services?["two"]?.flow == "{image: b, dns: [1.1.1.1]}")
  }

  @Test func severalDocumentsOfOneFileAreMerged() {
    let text = "services:\n  a: {image: x}\n---\nservices:\n  a: {image: y}\n  b: {image: z}\n"
    #expect(
      ComposeText.tree(["a.yaml": text], ["a.yaml"]).value?.flow
        == "{services: {a: {image: y}, b: {image: z}}}")
  }
}
