import Kernel

/// Reads `exponential(10ms)`, `uniform(1ms, 5ms)` and the like; a bare quantity is constant.
package enum DistributionParser {
  /// What the parameters measure.
  package enum Quantity {
    case duration
    case size

    func parse(_ text: String) -> Double? {
      switch self {
      case .duration: QuantityParser.duration(text).map(\.seconds)
      case .size: QuantityParser.bytes(text).map(Double.init)
      }
    }

    var example: String {
      switch self {
      case .duration: "10ms"
      case .size: "20kB"
      }
    }
  }

  /// Names and arguments, for hints.
  package static let forms = [
    "constant(x)", "uniform(low, high)", "exponential(mean)", "pareto(scale, shape)", "lognormal(mean, cv)",
    "normal(mean, deviation)", "bernoulli(probability, low, high)", "empirical(x, y, …)",
  ]

  /// All names that are read.
  static let names = forms.map { String($0.prefix { $0 != "(" }) } + ["deterministic", "fixed"]

  /// Either the distribution, or what is wrong with the text.
  package static func parse(_ text: String, _ quantity: Quantity) -> Result<Distribution, Message> {
    if let value = quantity.parse(text) { return .success(.constant(value)) }
    guard let (name, arguments) = call(text) else {
      return .failure(
        Message("`\(text)` is neither a quantity such as `\(quantity.example)` nor a distribution"))
    }
    return make(name, arguments, quantity)
  }

  package struct Message: Error {
    package let text: String
    init(_ text: String) { self.text = text }
  }

  /// `name(a, b)`, taken apart.
  static func call(_ text: String) -> (name: String, arguments: [String])? {
    guard let open = text.firstIndex(of: "("), text.hasSuffix(")") else { return nil }
    let name = text[..<open].filter { $0 != " " }
    let inner = text[text.index(after: open)...].dropLast()
    var arguments: [String] = []
    var depth = 0
    var current = ""
    for character in inner {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if depth < 0 { return nil }
      if character == "," && depth == 0 {
        arguments.append(current)
        current = ""
      } else {
        current.append(character)
      }
    }
    if depth != 0 { return nil }
    arguments.append(current)
    return (name, arguments.map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) })
  }

  private static func make(
    _ name: String, _ arguments: [String], _ quantity: Quantity
  ) -> Result<Distribution, Message> {
    func wrong(_ form: String) -> Result<Distribution, Message> {
      .failure(
        Message(
          "`\(name)` wants `\(form)` with quantities such as `\(quantity.example)`, not `\(arguments.joined(separator: ", "))`"
        ))
    }
    let values = arguments.map(quantity.parse)
    let numbers = arguments.map(QuantityParser.number)
    func value(_ position: Int) -> Double? { values.indices.contains(position) ? values[position] : nil }
    func number(_ position: Int) -> Double? { numbers.indices.contains(position) ? numbers[position] : nil }
    switch (name, arguments.count) {
    case ("constant", 1), ("deterministic", 1), ("fixed", 1):
      return value(0).map { .success(.constant($0)) } ?? wrong("constant(x)")
    case ("exponential", 1):
      guard let mean = value(0), mean > 0 else { return wrong("exponential(mean)") }
      return .success(.exponential(mean: mean))
    case ("uniform", 2):
      guard let low = value(0), let high = value(1), low <= high else { return wrong("uniform(low, high)") }
      return .success(.uniform(low: low, high: high))
    case ("pareto", 2):
      guard let scale = value(0), scale > 0, let shape = number(1), shape > 0 else {
        return wrong("pareto(scale, shape)")
      }
      return .success(.pareto(scale: scale, shape: shape))
    case ("lognormal", 2):
      // Mean m and coefficient of variation c: sigma² = ln(1 + c²), mu = ln m − sigma²/2.
      guard let mean = value(0), mean > 0, let variation = number(1), variation >= 0, variation < 1e6 else {
        return wrong("lognormal(mean, cv)")
      }
      let variance = ExactMath.log(1 + variation * variation)
      return .success(
        .lognormal(mu: ExactMath.log(mean) - variance / 2, sigma: variance.squareRoot()))
    case ("normal", 2):
      guard let mean = value(0), let deviation = value(1) else { return wrong("normal(mean, deviation)") }
      return .success(.normal(mean: mean, deviation: deviation))
    case ("bernoulli", 3):
      guard let probability = QuantityParser.ratio(arguments[0]), let low = value(1), let high = value(2)
      else {
        return wrong("bernoulli(probability, low, high)")
      }
      return .success(.bernoulli(probability: probability, low: low, high: high))
    case ("empirical", 1...):
      let known = values.compactMap { $0 }
      return known.count == values.count ? .success(.empirical(known)) : wrong("empirical(x, y, …)")
    default:
      let form = forms.first { $0.hasPrefix(name + "(") }
      if let form { return wrong(form) }
      let hint = NearestName.find(name, among: names).map { "; did you mean `\($0)`?" } ?? ""
      return .failure(Message("there is no distribution `\(name)`\(hint)"))
    }
  }

  /// `poisson(500/s)` and the like: the gap between arrivals, in seconds.
  package static func arrivals(_ text: String) -> Result<Distribution, Message> {
    if let rate = QuantityParser.rate(text) { return .success(.exponential(mean: 1 / rate)) }
    guard let (name, arguments) = call(text), arguments.count == 1 else {
      return .failure(
        Message("`\(text)` is no arrival process; write `poisson(500/s)` or `deterministic(500/s)`"))
    }
    switch name {
    case "poisson", "deterministic", "constant":
      guard let rate = QuantityParser.rate(arguments[0]) else {
        return .failure(Message("`\(name)` wants a rate such as `500/s` or `10/min`, not `\(arguments[0])`"))
      }
      return .success(name == "poisson" ? .exponential(mean: 1 / rate) : .constant(1 / rate))
    case "gap", "every":
      return parse(arguments[0], .duration)
    default:
      return .failure(
        Message("there is no arrival process `\(name)`; there are `poisson`, `deterministic` and `every`"))
    }
  }
}
