/// What charts look like: eight colours that people with any kind of colour vision tell apart (Okabe and Ito, "Color
/// Universal Design", 2008), and dashes when there are more variants than that.
enum ChartStyle {
  static let colors = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a5195", "#5d6b79",
  ]

  static func color(_ variant: Int) -> String { colors[variant % colors.count] }

  static func dash(_ variant: Int) -> String {
    switch variant / colors.count % 3 {
    case 0: ""
    case 1: " stroke-dasharray=\"6 3\""
    default: " stroke-dasharray=\"2 3\""
    }
  }

  /// For a chart in a file of its own: dark on white, as print wants it.
  static let standalone = """
    <style>text{font:12px Helvetica,Arial,'DejaVu Sans',sans-serif;fill:#223040}.title{font-weight:bold;font-size:13px}
    .soft{fill:#5d6b79}.grid{stroke:#e3e8ec}.axis{stroke:#8a97a5}</style><rect width="100%" height="100%" fill="#fff"/>
    """

  static func file(_ chart: String, width: Double, height: Double) -> String {
    open(width, height) + standalone + chart + "</svg>\n"
  }

  /// For a page, whose style sheet it takes.
  static func inline(_ chart: String, width: Double, height: Double, attributes: String = "") -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(pixels(width)) \(pixels(height))\" class=\"chart\""
      + " role=\"img\"\(attributes)>\(chart)</svg>\n"
  }

  private static func open(_ width: Double, _ height: Double) -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(pixels(width))\" height=\"\(pixels(height))\" "
      + "viewBox=\"0 0 \(pixels(width)) \(pixels(height))\">\n"
  }
}
