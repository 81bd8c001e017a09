import Testing

@testable import Reports

@Suite struct TextTableTests {
  static var table: TextTable {
    var table = TextTable(
      [("name", .left), ("count", .right), ("spare", .right), ("settings", .left)], dispensable: [2])
    table.add(["a", "1", "0", "update 30s"])
    table.add(["a-very-long-name-of-a-link", "1,000", "0", "update 30s, timeout 180s, garbage 120s"])
    return table
  }

  @Test func namesAreAlignedToTheLeftAndNumbersToTheRight() {
    #expect(
      Self.table.rendered() == """
          name                        count  spare  settings
          a                               1      0  update 30s
          a-very-long-name-of-a-link  1,000      0  update 30s, timeout 180s, garbage 120s

        """)
  }

  @Test func theLastColumnIsWrappedFirst() {
    #expect(
      Self.table.rendered(width: 72) == """
          name                        count  spare  settings
          a                               1      0  update 30s
          a-very-long-name-of-a-link  1,000      0  update 30s, timeout 180s,
                                                    garbage 120s

        """)
  }

  @Test func thenWhatCanBeSparedIsLeftOut() {
    #expect(
      Self.table.rendered(width: 64) == """
          name                        count  settings
          a                               1  update 30s
          a-very-long-name-of-a-link  1,000  update 30s, timeout 180s,
                                             garbage 120s

        """)
  }

  @Test func thenNamesAreShortened() {
    #expect(
      Self.table.rendered(width: 50) == """
          name             count  settings
          a                    1  update 30s
          a-very-long-na…  1,000  update 30s, timeout
                                  180s, garbage 120s

        """)
  }

  @Test(arguments: [0, -1, 1, 10]) func noWidthIsTooSmallToBeSurvived(width: Int) {
    #expect(Self.table.rendered(width: width).contains("1,000"))
  }

  @Test func onlyTheHeaderIsStyled() {
    let lines = Self.table.rendered(header: { "<\($0)>" }).split(separator: "\n")
    #expect(lines[0].hasPrefix("<") && lines[0].hasSuffix(">"))
    #expect(!lines[1].contains("<"))
  }

  @Test func barsAreEscapedInMarkdown() {
    var table = TextTable([("a|b", .left), ("n", .right)])
    table.add(["x|y", "1"])
    #expect(table.markdown == "| a\\|b | n |\n| --- | ---: |\n| x\\|y | 1 |\n")
  }

  @Test func cellsAreEscapedInHTML() {
    var table = TextTable([("name", .left), ("n", .right)])
    table.add(["<b>", "1"])
    let html = table.html(XMLText.escape)
    #expect(html.contains("<td>&lt;b&gt;</td><td class=\"n\">1</td>"))
    #expect(html.contains("<th>name</th><th class=\"n\">n</th>"))
  }
}
