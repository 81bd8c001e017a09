import NetworkModel

/// Texts with a form of their own: quantities with units, distributions, addresses.
///
/// A pattern tells an editor what `QuantityParser`, `DistributionParser` and the addresses read. It says nothing of
/// ranges, nor of what stands between the brackets of a distribution.
package enum ValuePattern: Sendable {
  case duration
  case bandwidth
  case size
  case queue
  case share
  /// A duration, or a distribution of durations.
  case durations
  /// A size, or a distribution of sizes.
  case sizes
  case arrivals
  case flowPattern
  /// `uniform(1000)` or `zipf(1000, 1.1)`
  case keys
  /// Bytes, with or without their unit.
  case packetLength(ClosedRange<Int>)
  case metricValue
  /// A number that may stand in quotes.
  case number
  case address
  case hostAddress
  case interfaceAddress
  case prefix
  /// `8080:80`
  case port
  /// `r1 -- r2`
  case link
  /// A name that fits one of `MetricName`'s.
  case metric

  var example: String {
    switch self {
    case .duration: "10ms"
    case .bandwidth: "1Gbps"
    case .size: "64KiB"
    case .queue: "100 packets"
    case .share: "0.1%"
    case .durations: "exponential(10ms)"
    case .sizes: "20kB"
    case .arrivals: "poisson(500/s)"
    case .flowPattern: "on-off(exponential(1s), exponential(1s))"
    case .keys: "zipf(1000, 1.1)"
    case .packetLength: "1500B"
    case .metricValue: "50ms"
    case .number: "0.5"
    case .address, .hostAddress: "10.0.0.1"
    case .interfaceAddress: "10.0.0.1/30"
    case .prefix: "192.168.1.0/24"
    case .port: "8080:80"
    case .link: "r1 -- r2"
    case .metric: "services.web.latency.p99"
    }
  }

  /// The members of the JSON Schema that say so.
  var rules: String {
    switch self {
    case .duration: "\"type\": [\"string\", \"number\"], \"minimum\": 0, \"maximum\": 0"
    case .durations: "\"type\": [\"string\", \"number\"], \"minimum\": 0, \"maximum\": 0"
    case .share: "\"type\": [\"string\", \"number\"], \"minimum\": 0, \"maximum\": 1"
    case .metricValue, .number: "\"type\": [\"string\", \"number\"]"
    case .packetLength(let range):
      "\"type\": [\"string\", \"integer\"], \"minimum\": \(range.lowerBound), \"maximum\": \(range.upperBound)"
    case .bandwidth, .size, .queue, .sizes, .arrivals, .flowPattern, .keys, .address, .hostAddress,
      .interfaceAddress, .prefix, .port, .link, .metric:
      "\"type\": \"string\""
    }
  }

  /// A regular expression of ECMA-262, which strings must match.
  var expression: String {
    let number = #"\+?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"#
    let address = #"[0-9]{1,3}(\.[0-9]{1,3}){3}"#
    let duration = "\(number) *(ps|ns|us|µs|μs|ms|s|sec|m|min|h|d)|0+(\\.0*)?"
    let size = "\(number) *(B|bytes|kB|KB|MB|GB|KiB|MiB|GiB)"
    let distributions = DistributionParser.names.joined(separator: "|")
    let call = "(\(distributions)) *\\(.*\\)"
    switch self {
    case .duration: return "^ *(\(duration)) *$"
    case .bandwidth: return "^ *\(number) *(bps|[kKMGT]bps|bit/s|[kMG]bit/s) *$"
    case .size: return "^ *\(size) *$"
    case .queue: return "^ *(\(number) *(packets?|p)|\(size)) *$"
    case .share: return "^ *\(number) *%? *$"
    case .durations: return "^ *(\(duration)|\(call)) *$"
    case .sizes: return "^ *(\(size)|\(call)) *$"
    case .arrivals:
      return "^ *(\(number) */(s|ms|min|h)|(poisson|deterministic|constant|gap|every) *\\(.*\\)) *$"
    case .flowPattern: return #"^(constant|poisson|on-off *\(.*\))$"#
    case .keys: return #"^(uniform|zipf) *\(.*\)$"#
    case .packetLength: return "^ *(\(size)|[0-9]+) *$"
    case .metricValue: return "^ *-?\(number) *[A-Za-zµμ%]* *$"
    case .number: return "^ *-?\(number) *$"
    case .address: return "^\(address)$"
    case .hostAddress: return "^\(address)(/32)?$"
    case .interfaceAddress: return "^\(address)/[0-9]{1,2}$"
    case .prefix: return "^\(address)(/[0-9]{1,2})?$"
    case .port: return #"^([0-9.]+:)?([0-9]{1,5}:)?[0-9]{1,5}(/tcp|/udp)?$"#
    case .link: return ".--."
    case .metric: return "^(\(Self.metricNames))$"
    }
  }
  /// The placeholders stand for names of any form.
  private static var metricNames: String {
    MetricName.all.map { metric in
      metric.name.split(separator: ".").map { $0.hasPrefix("<") ? ".+" : String($0) }.joined(separator: "\\.")
    }.joined(separator: "|")
  }
}
