/// What a service does beyond balancing: further tries, limits, health, connections.
extension ObjectSchema {
  static let serviceExtras: [Key] =
    [
      Key("retry", .object(.retry), "Which failures are tried again, and how."),
      Key("hedge", .object(.hedge), "A second try when the first one takes long."),
      Key("limits", .object(.limits), "What a balancer refuses to send: a circuit breaker."),
      Key("rate-limit", .object(.rateLimit), "Requests a second that a balancer lets pass."),
      Key("passive-health", .object(.passiveHealth), "Failed requests take a backend out, as in nginx."),
      Key(
        "outlier-detection", .object(.outlierDetection), "Failures and low success rates eject, as in Envoy."),
      Key("panic-threshold", .pattern(.share), "With fewer healthy backends than this, all are used."),
      Key("slow-start", .object(.slowStart), "A backend that is back gets its share little by little."),
      Key(
        "queue-discipline", .any([.choice(["fifo", "lifo", "codel"]), .object(.queueDiscipline)]),
        "In which order a backend takes requests from its queue."),
      Key("view", .object(.view), "How often balancers hear of the backends' load; absent: always."),
      Key("cache", .object(.cache), "Backends remember the keys that they were asked for."),
      callsKey,
      Key("connections", .object(.connections), "On layer 4: how clients use their connections."),
      Key(
        "tls", .any([.choice(SecurityWords.versions), .object(.security)]),
        "What connections begin with: TCP's handshake and that of TLS; absent: they stand already."),
    ] + groupKeys

  static let retry = ObjectSchema(
    "retry",
    [
      Key("timeout", .pattern(.duration), "A try without an answer by then is given up."),
      Key(
        "on", .list(.choice(["refused", "unreachable", "error", "timeout"])),
        "What is tried again; absent: all failures."),
      Key("back-off", .pattern(.duration), "The n-th retry waits up to (2ⁿ − 1) times this, at random."),
      Key("maximum-back-off", .pattern(.duration), "Longest waiting."),
      Key("budget", .pattern(.share), "Retries under way, of the requests under way."),
      Key("budget-minimum", .integer(0...1_000_000), "Retries under way that are always allowed."),
    ])

  static let hedge = ObjectSchema(
    "hedge", [Key("after", .pattern(.duration), required: true, "When the second try is sent.")])

  static let limits = ObjectSchema(
    "limits",
    [
      Key("requests", .integer(1...1_000_000_000), "Requests under way from one balancer."),
      Key(
        "per-backend", .integer(1...1_000_000_000),
        "Requests under way from one balancer to one backend: nginx's max_conns, HAProxy's maxconn."),
      Key(
        "when-full", .choice(["skip", "fail", "wait"]),
        "Then others are chosen (nginx), the request fails (Envoy), or it waits at the balancer (HAProxy)."),
      Key("queue", .integer(0...1_000_000_000), "wait: requests that may wait at a balancer."),
      Key("queue-timeout", .pattern(.duration), "wait: how long, as HAProxy's timeout queue."),
    ])

  static let rateLimit = ObjectSchema(
    "rate limit",
    [
      Key("rate", .pattern(.rate), required: true, "Such as 100/s."),
      Key("burst", .integer(1...1_000_000_000), "How many may pass at once after a pause."),
    ])

  static let passiveHealth = ObjectSchema(
    "passive health",
    [
      Key("max-fails", .integer(1...1_000_000), "Failures that take a backend out."),
      Key("fail-timeout", .pattern(.duration), "For how long; then one request tries it."),
    ])

  static let outlierDetection = ObjectSchema(
    "outlier detection",
    [
      Key("consecutive", .integer(1...1_000_000), "Failures in a row that eject."),
      Key("interval", .pattern(.duration), "Time between comparisons."),
      Key(
        "base-ejection", .pattern(.duration),
        "How long the first ejection lasts; the n-th lasts n times this."),
      Key("max-ejection", .pattern(.duration), "How long one lasts at most."),
      Key("max-ejected", .pattern(.share), "Share of the backends that may be ejected; one always may."),
      Key("success-rate-hosts", .integer(1...1_000_000), "Backends that must have enough requests."),
      Key("success-rate-requests", .integer(1...1_000_000_000), "What is enough, in one interval."),
      Key(
        "success-rate-factor", .number(0...1000), "Ejects below the mean less so many standard deviations."),
    ])

  static let slowStart = ObjectSchema(
    "slow start",
    [
      Key("window", .pattern(.duration), required: true, "Time until it gets its whole share."),
      Key("aggression", .number(0.001...1000), "1: linear; more: faster at first."),
      Key("minimum", .pattern(.share), "What it gets from the beginning."),
    ])

  static let queueDiscipline = ObjectSchema(
    "queue discipline",
    [
      Key("name", .choice(["fifo", "lifo", "codel"]), required: true, "Which one."),
      Key("target", .pattern(.duration), "codel: wait that is acceptable."),
      Key("interval", .pattern(.duration), "codel: time for which it may be exceeded."),
    ])

  static let view = ObjectSchema(
    "view", [Key("refresh", .pattern(.duration), required: true, "Time between two reports.")])

  static let connections = ObjectSchema(
    "connections",
    [
      Key("pool", .integer(1...1_000_000), "Open at once from one client."),
      Key("streams", .integer(1...1_000_000), "Requests at once on one: 1 in HTTP/1.1, many in HTTP/2."),
      Key("requests", .integer(1...1_000_000_000), "After so many a connection is closed."),
    ])

  static let cache = ObjectSchema(
    "cache",
    [
      Key("entries", .integer(1...10_000_000), required: true, "Keys that a backend remembers."),
      Key("hit-time", .pattern(.durations), required: true, "Time of a request for one of them."),
    ])

  static let pauses = ObjectSchema(
    "pauses",
    [
      Key("every", .pattern(.durations), required: true, "Time between two pauses."),
      Key("for", .pattern(.durations), required: true, "Length of a pause."),
    ])
}
