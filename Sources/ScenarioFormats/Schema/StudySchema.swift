extension ObjectSchema {
  static let study = ObjectSchema(
    "study",
    [
      Key("vary", .paths(.list(.anything, 1...Int.max)), "Paths of fields with the values to try."),
      Key("combine", .choice(["grid", "zip"]), "All pairs of several lists of values, or the n-th of each."),
      Key(
        "variants", .paths(.any([.paths(.anything), .null])),
        "Named variants, each with the fields that it changes."),
      Key("reference", .text, "The variant that the others are compared with; by default the first."),
      Key("replications", .integer(1...1_000_000), "Runs of each variant."),
      Key(
        "half-width", .pattern(.share),
        "Replications are added until every interval is within this share of its mean."),
      Key(
        "max-replications", .integer(1...1_000_000), "Of each variant, when a half-width is to be reached."),
      Key("confidence", .pattern(.share), "Of every interval; by default 95%."),
      Key(
        "warm-up", .any([.pattern(.duration), .choice(["none", "mser-5"])]),
        "What is left out at the beginning of every run."),
      Key("measure", .list(.any([.pattern(.metric), .object(.measure)])), "Metrics to compare."),
      Key("expect", .list(.object(.studyExpectation)), "What must hold between the variants."),
    ])

  static let studyExpectation = ObjectSchema(
    "expectation between variants",
    [
      Key(
        "metric", .pattern(.metric), required: true,
        "See `rhumb list metrics`; means over replications count."),
      Key("of", .text, "The variant; absent: each of them."),
      Key(
        "at-most", .pattern(.metricValue), "Upper bound; with `times` in multiples of that variant's mean."),
      Key("at-least", .pattern(.metricValue), "Lower bound."),
      Key("between", .list(.pattern(.metricValue), 2...2), "Lower and upper bound."),
      Key("times", .text, "Another variant, whose mean is the unit."),
      Key("better-than", .text, "Another variant; the difference must be shown."),
      Key("trend", .choice(["increasing", "decreasing"]), "Over all variants in their order."),
    ]
  ).withExactlyOne(of: [["at-most"], ["at-least"], ["between"], ["better-than"], ["trend"]])

  static let measure = ObjectSchema(
    "measure",
    [
      Key("metric", .pattern(.metric), required: true, "See `rhumb list metrics`."),
      Key("better", .choice(["lower", "higher", "neither"]), "Which direction is better."),
      Key(
        "tolerance", .any([.pattern(.metricValue), .choice(["statistical"])]),
        "How much worse than a baseline is still well: 5%, 10ms, or statistical."),
    ])
}
