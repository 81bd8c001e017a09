/// `calls` of a service: what its backends ask of other services.
extension ObjectSchema {
  static let callsKey = Key(
    "calls", .any([.list(stage, 1...1000), .object(.callPlan)]),
    "Services that a backend calls before it answers: stages one after another, the calls of a stage at once."
  )

  private static let stage = ValueSchema.any([.text, .object(.call), .object(.callStage)])

  static let callPlan = ObjectSchema(
    "calls",
    [
      Key("stages", .list(stage, 1...1000), required: true, "One after another."),
      Key("async", .boolean, "A request that waits for its calls leaves its place at the server to another."),
      Key(
        "deadlines", .boolean,
        "How long the caller waits is passed on, and all give up together; by default true."),
    ])

  static let callStage = ObjectSchema(
    "stage",
    [
      Key(
        "parallel", .list(.any([.text, .object(.call)]), 1...1000), required: true, "Calls made at once."),
      Key("quorum", .integer(1...10_000_000), "Answers that are enough; absent: all."),
    ])

  static let call = ObjectSchema(
    "call",
    [
      Key("to", .text, required: true, "A service."),
      Key("count", .integer(1...10_000), "Made at once so often."),
      Key("probability", .pattern(.share), "Of each being made at all."),
      Key("quorum", .integer(1...10_000), "Of a stage with this call alone: answers that are enough."),
      Key("optional", .boolean, "The answer does without it if it fails."),
      Key("request", .pattern(.sizes), "Size of a request."),
      Key("response", .pattern(.sizes), "Size of a response."),
      Key(
        "keys", .any([.pattern(.keys), .list(.text, 1...1_000_000), .object(.keyFile)]),
        "What the calls are about; absent: the same as the request behind them."),
    ])
}
