import NetworkModel
import Testing

@testable import Study

@Suite struct VariantExpansionTests {
  private func study(_ factors: [(String, [String])], _ combination: StudySpec.Combination = .grid)
    -> StudySpec
  {
    var study = StudySpec()
    study.vary = factors.map { StudySpec.Factor(path: $0.0, values: $0.1) }
    study.combination = combination
    return study
  }

  @Test func oneFieldNamesVariantsByItsValues() throws {
    let variants = try VariantExpansion.variants(of: "a.yaml", study([("services.web.policy", ["x", "y"])]))
    #expect(variants.map(\.name) == ["x", "y"])
    #expect(variants[1].overrides == ["services.web.policy=y"])
  }

  @Test func aGridHasAllPairsAndTheLastFieldVariesFastest() throws {
    let variants = try VariantExpansion.variants(
      of: "a.yaml", study([("a.policy", ["x", "y"]), ("b.queue", ["1", "2"])]))
    #expect(
      variants.map(\.name) == [
        "policy=x, queue=1", "policy=x, queue=2", "policy=y, queue=1", "policy=y, queue=2",
      ])
  }

  @Test func fieldsOfOneNameAreToldApartByTheirPaths() throws {
    let variants = try VariantExpansion.variants(
      of: "a.yaml", study([("a.queue", ["1"]), ("b.queue", ["2"])]))
    #expect(variants.map(\.name) == ["a.queue=1, b.queue=2"])
  }

  @Test func zipTakesTheNthOfEach() throws {
    let variants = try VariantExpansion.variants(
      of: "a.yaml", study([("a", ["1", "2"]), ("b", ["3", "4"])], .zip))
    #expect(variants.map(\.overrides) == [["a=1", "b=3"], ["a=2", "b=4"]])
    #expect(throws: VariantFault.self) {
      try VariantExpansion.variants(of: "a.yaml", study([("a", ["1", "2"]), ("b", ["3"])], .zip))
    }
  }

  @Test func overlaysStandForThemselvesAndCombineWithFields() throws {
    var spec = study([("seed", ["1", "2"])])
    spec.variants = [
      StudySpec.Overlay(name: "plain", assignments: []),
      StudySpec.Overlay(name: "fast", assignments: [.init(path: "routing.rip.update", value: "5s")]),
    ]
    let variants = try VariantExpansion.variants(of: "a.yaml", spec, common: ["duration=1s"])
    #expect(variants.map(\.name) == ["plain, 1", "plain, 2", "fast, 1", "fast, 2"])
    #expect(variants[3].overrides == ["duration=1s", "routing.rip.update=5s", "seed=2"])
    #expect(
      variants[3].replay(seed: 4)
        == "rhumb run a.yaml --set duration=1s --set routing.rip.update=5s --set seed=2 --seed 4")
  }

  @Test func nothingVariedIsTheScenarioAsItStands() throws {
    #expect(try VariantExpansion.variants(of: "a.yaml", StudySpec()).map(\.name) == ["as it stands"])
  }

  @Test func aSlipThatMakesMillionsIsRefusedBeforeTheyAreMade() {
    let many = (0..<1000).map(String.init)
    #expect(throws: VariantFault.self) {
      try VariantExpansion.variants(of: "a.yaml", study([("a", many), ("b", many), ("c", many)]))
    }
    #expect(throws: VariantFault.self) {
      try VariantExpansion.variants(of: "a.yaml", study([("a", ["1", "1"])]))
    }
  }
}

@Suite struct VaryOptionTests {
  @Test func commasInBracketsAndQuotesPartNothing() throws {
    let factor = try VaryOption.factor(
      "a.b=exponential(10ms),pareto(1ms, 2), {name: maglev, table-size: 7},'x,y'")
    #expect(factor.path == "a.b")
    #expect(
      factor.values == ["exponential(10ms)", "pareto(1ms, 2)", "{name: maglev, table-size: 7}", "'x,y'"])
  }

  @Test func badFormsAreRefused() {
    for text in ["", "a", "=1", "a=", "a=1,,2"] {
      #expect(throws: VariantFault.self, "\(text)") { try VaryOption.factor(text) }
    }
    for text in ["", "fast", ":a=1", "fast:a", "fast:=1"] {
      #expect(throws: VariantFault.self, "\(text)") { try VaryOption.overlays([text]) }
    }
  }

  @Test func overlaysOfOneNameAreOne() throws {
    let overlays = try VaryOption.overlays(["plain:", "fast:a=1", "fast:b=x=y"])
    #expect(overlays.map(\.name) == ["plain", "fast"])
    #expect(overlays[1].assignments == [.init(path: "a", value: "1"), .init(path: "b", value: "x=y")])
  }
}
