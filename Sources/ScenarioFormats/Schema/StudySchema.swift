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
    ])

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
