extension ObjectSchema {
  static let bfd = ObjectSchema(
    "bfd",
    [
      Key("interval", .pattern(.duration), "Of packets in both directions; by default 300ms."),
      Key("transmit", .pattern(.duration), "Least interval of packets sent, in place of `interval`."),
      Key("receive", .pattern(.duration), "Least interval of packets received, in place of `interval`."),
      Key("multiplier", .integer(1...255), "Packets missed in a row that mean failure; by default 3."),
    ])

  static let fib = ObjectSchema(
    "fib",
    [
      Key("delay", .pattern(.duration), "From a route's selection to its installation."),
      Key("per-route", .pattern(.duration), "For each route, one after the other."),
    ])
}
