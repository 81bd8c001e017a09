import Testing

@testable import NetworkModel

@Suite struct RegularExpressionTests {
  @Test(arguments: 0..<22) func findsWhatPOSIXFinds(number: Int) throws {
    let cases: [(String, String, Bool)] = [
      ("65001", "65001 65002", true), ("65001", "165001", true), ("_65001_", "165001 65002", false),
      ("_65001_", "65002 65001", true), ("_65001_", "65002 {65001,65003}", true),
      ("^65001", "65002 65001", false),
      ("^65001_[0-9]+$", "65001 7", true), ("^65001_[0-9]+$", "65001 7 8", false), ("^$", "", true),
      ("^$", "7", false),
      ("^([0-9]+ )?[0-9]+$", "7", true), ("^([0-9]+ )?[0-9]+$", "7 8", true),
      ("^([0-9]+ )?[0-9]+$", "7 8 9", false),
      ("_(3|5)_", "2 5 9", true), ("_(3|5)_", "2 35 9", false), (".*", "", true),
      ("^6500[^13]$", "65002", true),
      ("^6500[^13]$", "65003", false), ("^7( 7){2,3}$", "7 7", false), ("^7( 7){2,3}$", "7 7 7 7", true),
      ("^(7 ?){3}$", "7 7 7", true), ("1{2,}", "2 3 11", true),
    ]
    let (pattern, text, isFound) = cases[number]
    #expect(try #require(RegularExpression(pattern)).isFound(in: text) == isFound, "\(pattern) in \(text)")
  }

  @Test(arguments: ["", "(", ")", "[1", "*1", "1|+", "[9-1]", "\\"]) func isNone(text: String) {
    #expect(RegularExpression(text) == nil)
  }

  /// What takes other engines exponential time takes this one a step for each octet and state; what is too large is refused.
  @Test func nothingTakesLong() throws {
    let evil = try #require(RegularExpression("^(1*)*(1*)*(1*)*2$"))
    #expect(!evil.isFound(in: String(repeating: "1", count: 5000)))
    #expect(RegularExpression("((((1{50}){50}){50}){50})") == nil)
    #expect(RegularExpression(String(repeating: "(", count: 100) + String(repeating: ")", count: 100)) == nil)
  }

  /// Whole numbers where only numbers are written; a regular expression else.
  @Test func patternsOfASPaths() throws {
    #expect(!(try #require(ASPathPattern("65001")).matches([165001], text: "165001")))
    #expect(try #require(ASPathPattern("650[0-9]1")).matches([165001], text: "165001"))
    #expect(try #require(ASPathPattern("^65001 .* 65004$")).matches([], text: "65001 65002 65004"))
    #expect(try #require(ASPathPattern("65002 65003")).matches([65001, 65002, 65003]))
    #expect(ASPathPattern("65001(") == nil)
    // No AS path has a letter (FRR `config_bgp_aspath_validate`).
    #expect(ASPathPattern("x") == nil && ASPathPattern("_65001a_") == nil)
  }
}
