import NetworkModel

extension ObjectSchema {
  /// A queue discipline with parameters; `ScenarioDecoder+Disciplines.swift` knows which one has which.
  static let discipline = ObjectSchema(
    "discipline",
    [
      Key("name", .choice(DisciplineSpec.names), required: true, "Which one."),
      Key("min", .number(0...1e6), "red: packets of average queue below which nothing is dropped."),
      Key(
        "max", .number(0...1e6),
        "red: where the probability is reached; from there it rises to 1 at twice as many."),
      Key("probability", .pattern(.share), "red: of a drop at `max`."),
      Key("weight", .number(0...1), "red: of the present queue in the average."),
      Key("target", .pattern(.duration), "codel, fq-codel: the wait that is well."),
      Key("interval", .pattern(.duration), "codel, fq-codel: how long it may be exceeded."),
      Key("ecn", .boolean, "red, codel, fq-codel: mark what can be marked in place of dropping it."),
      Key("flows", .integer(1...65536), "fq-codel, drr: hash buckets."),
      Key("quantum", .pattern(.size), "fq-codel, drr: bytes of a flow's turn."),
      Key("rate", .pattern(.bandwidth), "token-bucket: at which the bucket fills."),
      Key("burst", .pattern(.size), "token-bucket: what it holds."),
    ])
}
