import Metrics
import Testing

@testable import Reports

@Suite struct RunHTMLTests {
  static let page = RunHTML.document(
    SampleRun.result, drawing: "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<svg id=\"drawing\"><g/></svg>\n")

  @Test func itNeedsNothingElse() {
    #expect(!Self.page.contains("http://") && !Self.page.contains("https://"))
    #expect(!Self.page.contains("<script") && !Self.page.contains("<link"))
  }

  @Test func textIsEscaped() {
    #expect(Self.page.contains("<title>Two ways &amp; a &quot;loss&quot;</title>"))
    #expect(Self.page.contains("<p>The other &lt;one&gt; takes over.</p>"))
  }

  @Test func whatIsBetweenBackquotesIsCode() {
    #expect(RunHTML.prose("Try `--set a=<b>`, or not.") == "Try <code>--set a=&lt;b&gt;</code>, or not.")
    #expect(RunHTML.prose("One ` alone & no code") == "One ` alone &amp; no code")
  }

  @Test func theDrawingIsInThePageWithoutItsProlog() {
    #expect(Self.page.contains("<figure><svg id=\"drawing\"><g/></svg>"))
    #expect(!Self.page.contains("<?xml"))
  }

  @Test func verdictsAreMarkedByWordsOfTheStyleSheet() {
    #expect(Self.page.contains("<li class=\"met\">flows.bulk.lost should be at most 5 and is 5.</li>"))
    #expect(Self.page.contains("<li class=\"missed\">flows.other.lost"))
  }

  @Test func itIsLightAndDarkAndCanBePrinted() {
    #expect(Self.page.contains("prefers-color-scheme:dark"))
    #expect(Self.page.contains("@media print"))
  }

  @Test func everyElementIsClosed() {
    for tag in ["table", "div", "ul", "li", "p", "h1", "h2", "h3", "tr", "td", "th", "figure", "main"] {
      let opened = Self.page.split(separator: "<").count {
        $0.hasPrefix("\(tag)>") || $0.hasPrefix("\(tag) ")
      }
      let closed = Self.page.split(separator: "<").count { $0.hasPrefix("/\(tag)>") }
      #expect(opened == closed, "\(tag)")
    }
  }

  @Test func withoutADrawingThereIsNoFigure() {
    #expect(!RunHTML.document(SampleRun.result).contains("<figure>"))
    #expect(!RunHTML.document(SampleRun.result, drawing: "no picture").contains("<figure>"))
  }
}
