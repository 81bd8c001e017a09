import Kernel
import Metrics
import NetworkModel
import Study

/// `report.html` of a comparison: one page that needs nothing else, not even a network. Tables can be sorted and variants
/// left out; curves tell their values under the pointer; the topology plays the first replication back. Without scripts,
/// and on paper, the tables and charts are still there.
package enum StudyHTML {
  /// The topology of a study's reference variant.
  package struct Picture {
    /// As Graphviz draws it, with the n-th link as `edge` n + 1.
    package let svg: String
    package let links: [String]

    package init(svg: String, links: [String]) {
      self.svg = svg
      self.links = links
    }
  }

  /// - Parameters:
  ///   - exemplars: of any of the variants, in the order of the plan.
  ///   - pictures: one for each block; nil: none.
  package static func document(_ result: StudyResult, exemplars: [Exemplar], pictures: [Picture?]) -> String {
    let title = result.blocks.count == 1 ? ReportTables.oneLine(result.blocks[0].block.title) : "Comparison"
    var body = "<h1>\(XMLText.escape(title))</h1>\n"
    body += StudyHTMLTables.baseline(result)
    for (number, block) in result.blocks.enumerated() {
      let own = exemplars.filter { $0.block == number }
      let picture = pictures.indices.contains(number) ? pictures[number] : nil
      body += section(number, block, result, own, picture)
    }
    let method = StudyWords.method(result)
    body += "<footer>"
    if !method.isEmpty { body += "<p>\(XMLText.escape(method))</p>\n" }
    body += "<p>Again: <code>\(XMLText.escape(result.plan.command))</code></p></footer>\n"
    let data = StudyHTMLData.document(result, exemplars, pictures)
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>\(XMLText.escape(title))</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <link rel="icon" href="data:,">
      <style>\(StudyHTMLStyle.sheet)</style></head>
      <body><main>
      \(body)</main>
      <div id="tip" hidden></div>
      <script type="application/json" id="data">\(data)</script>
      <script>\(StudyHTMLScript.text)</script>
      </body></html>

      """
  }

  private static func section(
    _ number: Int, _ block: BlockResult, _ result: StudyResult, _ exemplars: [Exemplar], _ picture: Picture?
  ) -> String {
    var text = "<section data-block=\"\(number)\">\n"
    if result.blocks.count > 1 {
      text += "<h2>\(XMLText.escape(ReportTables.oneLine(block.block.title)))</h2>\n"
    }
    text += "<p class=\"facts\">\(XMLText.escape(StudyWords.setup(block, result.plan)))</p>\n"
    for warning in StudyWords.warnings(block, result.plan) {
      text += "<p class=\"notice\">\(XMLText.escape(warning))</p>\n"
    }
    text += conclusions(block) + judgements(block) + filter(block)
    text += StudyHTMLTables.overview(block)
    text += StudyHTMLTables.expectations(block)
    for measure in block.block.measures.indices {
      text += self.measure(measure, block, result.plan)
    }
    for (position, service) in StudyCharts.services(exemplars).enumerated() {
      let chart = DistributionChart(service: service, exemplars, block.block)
      text += "<h3>Latency of the requests of \(XMLText.escape(service))</h3>\n<figure>"
      text += chart.inline(number: block.block.measures.count + position) + "</figure>\n"
    }
    if !exemplars.isEmpty { text += overTime + playback(number, picture) }
    return text + "</section>\n"
  }

  private static func conclusions(_ block: BlockResult) -> String {
    let sentences = StudyConclusions.sentences(block)
    guard !sentences.isEmpty else { return "" }
    let items = sentences.map { sentence in
      // The name stands between pairs of stars, as in Markdown.
      let parts = XMLText.escape(sentence).split(
        separator: "**", maxSplits: 2, omittingEmptySubsequences: false)
      return "<li>\(parts.count == 3 ? "\(parts[0])<b>\(parts[1])</b>\(parts[2])" : parts.joined())</li>\n"
    }
    return "<ul class=\"conclusions\">\n\(items.joined())</ul>\n"
  }

  private static func judgements(_ block: BlockResult) -> String {
    block.judgements.map {
      "<p class=\"\($0.isMet ? "good" : "bad")\">\($0.isMet ? "✓" : "✗") \(XMLText.escape($0.message))</p>\n"
    }.joined()
  }

  private static func filter(_ block: BlockResult) -> String {
    guard block.block.variants.count > 1 else { return "" }
    let boxes = block.block.variants.enumerated().map { number, variant in
      "<label><input type=\"checkbox\" checked data-variant=\"\(number)\">"
        + "<i class=\"chip\" style=\"background:\(ChartStyle.color(number))\"></i>\(XMLText.escape(variant.name))</label>\n"
    }
    return "<fieldset class=\"filter\"><legend>Show</legend>\(boxes.joined())</fieldset>\n"
  }

  private static func measure(_ number: Int, _ block: BlockResult, _ plan: StudyPlan) -> String {
    let measure = block.block.measures[number]
    var text =
      "<h3>\(XMLText.escape(measure.metric)) <small>\(StudyWords.direction(measure))</small></h3>\n"
    if !measure.meaning.isEmpty { text += "<p class=\"facts\">\(XMLText.escape(measure.meaning))</p>\n" }
    text += StudyHTMLTables.measure(number, block, plan)
    text += "<figure>\(IntervalChart(block, measure: number, confidence: plan.confidence).inline)"
    text += DistributionChart(block, measure: number).inline(number: number) + "</figure>\n"
    let sentences = block.comparisons[number].enumerated().compactMap { variant, comparison in
      comparison.map { comparison in
        "<li class=\"v v\(variant)\">"
          + XMLText.escape(
            StudyWords.conclusion(
              comparison, measure, variant: block.block.variants[variant].name,
              reference: block.block.variants[block.block.reference].name, plan)) + "</li>\n"
      }
    }
    if !sentences.isEmpty {
      text += "<details><summary>In words</summary><ul>\n\(sentences.joined())</ul></details>\n"
    }
    return text
  }

  private static let overTime = """
    <div class="time" hidden><h3>Over time <small>first replication of each variant</small></h3>
    <p class="controls"><select class="metric" aria-label="metric"></select> <select class="entity" aria-label="of"></select></p>
    <figure><svg class="chart series" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 280" role="img" \
    aria-label="values over time"></svg></figure></div>

    """

  private static func playback(_ number: Int, _ picture: Picture?) -> String {
    guard let picture, let start = picture.svg.firstRange(of: "<svg") else { return "" }
    let svg = picture.svg[start.lowerBound...].replacing("id=\"", with: "id=\"b\(number)-")
    return """
      <div class="playback"><h3>On the map <small>link utilization, failures, routers whose routes change</small></h3>
      <p class="controls" hidden><button type="button" class="play">Play</button>
      <input type="range" class="moment" min="0" value="0" aria-label="time"> <select class="of" aria-label="variant"></select>
      <output></output></p>
      <figure class="map">\(svg)</figure></div>

      """
  }
}
