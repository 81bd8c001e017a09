import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  typealias Arrivals = (gap: Distribution, process: ArrivalProcess, keys: KeysSpec?)

  /// Renewal processes are `DistributionParser`'s; here are those with a state of their own.
  mutating func decodeArrivals(_ text: String, at node: Node) -> Arrivals? {
    if let (name, arguments) = DistributionParser.call(text) {
      switch name {
      case "bursty": return bursty(arguments, at: node).map { (.constant(1), $0, nil) }
      case "diurnal": return diurnal(arguments, at: node).map { (.constant(1), $0, nil) }
      case "closed": return closed(arguments, at: node).map { (.constant(1), $0, nil) }
      case "trace": return trace(arguments, at: node)
      default: break
      }
    }
    switch DistributionParser.arrivals(text) {
    case .success(let gap):
      // A gap of nothing would keep the clock from moving.
      guard gap.mean >= 1e-9 else {
        reader.error("arrivals must be at least a nanosecond apart on average", at: node)
        return nil
      }
      return (gap, .renewal, nil)
    case .failure(let message):
      reader.error(message.text, at: node)
      return nil
    }
  }

  /// `bursty(100/s, 1s, 1000/s, 100ms)`: rate and mean stay of each state.
  private mutating func bursty(_ arguments: [String], at node: Node) -> ArrivalProcess? {
    var states: [ArrivalProcess.State] = []
    for place in stride(from: 0, to: arguments.count - 1, by: 2) {
      let rate = arguments[place] == "0" ? 0 : QuantityParser.rate(arguments[place])
      guard let rate, rate <= 1e9, let stay = QuantityParser.duration(arguments[place + 1]),
        stay >= .microseconds(1)
      else {
        states = []
        break
      }
      states.append(ArrivalProcess.State(rate: rate, meanStay: stay))
    }
    guard arguments.count % 2 == 0, states.count >= 2, states.contains(where: { $0.rate > 0 }) else {
      reader.error(
        "`bursty` wants a rate and a mean stay for each of its states", at: node,
        hint: "bursty(100/s, 1s, 1000/s, 100ms)")
      return nil
    }
    return .bursty(states)
  }

  /// `diurnal(100/s, 500/s, 24h)`
  private mutating func diurnal(_ arguments: [String], at node: Node) -> ArrivalProcess? {
    guard arguments.count == 3, let low = arguments[0] == "0" ? 0 : QuantityParser.rate(arguments[0]),
      let high = QuantityParser.rate(arguments[1]), low <= high, high <= 1e9,
      let period = QuantityParser.duration(arguments[2]), period >= .milliseconds(1)
    else {
      reader.error(
        "`diurnal` wants its lowest and highest rate and its period", at: node,
        hint: "diurnal(100/s, 500/s, 24h)")
      return nil
    }
    return .diurnal(low: low, high: high, period: period)
  }

  /// `closed(50, exponential(1s))`
  private mutating func closed(_ arguments: [String], at node: Node) -> ArrivalProcess? {
    guard arguments.count == 2, let users = Int(arguments[0]), (1...1_000_000).contains(users),
      case .success(let think) = DistributionParser.parse(arguments[1], .duration)
    else {
      reader.error(
        "`closed` wants a number of users and the time that they think", at: node,
        hint: "closed(50, exponential(1s))")
      return nil
    }
    return .closed(users: users, think: think)
  }

  /// `trace(requests.csv)`: a time in seconds in the first column, in order, and a key in the second if there is one.
  private mutating func trace(_ arguments: [String], at node: Node) -> Arrivals? {
    let path = arguments.first ?? ""
    let bytes: [UInt8]
    do { bytes = try FileReader.read(FileReader.resolve(path, in: directory)) } catch {
      reader.error("cannot read `\(path)`: \(error.reason)", at: node)
      return nil
    }
    var times: [SimTime] = []
    var keys: [String] = []
    for (number, line) in bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }).enumerated() {
      let columns = String(decoding: line, as: UTF8.self).split(
        separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
      guard let first = columns.first, let seconds = QuantityParser.number(String(first)), seconds >= 0,
        seconds < 4_320_000
      else {
        if number == 0 { continue }  // The names of the columns.
        reader.error("`\(path)` has no time in seconds in its line \(number + 1)", at: node)
        return nil
      }
      let time = SimTime.seconds(seconds)
      guard time >= times.last ?? .zero, times.count < 10_000_000 else {
        reader.error("`\(path)` goes back in time in its line \(number + 1)", at: node)
        return nil
      }
      times.append(time)
      if columns.count > 1 { keys.append(String(columns[1])) }
    }
    guard !times.isEmpty, keys.isEmpty || keys.count == times.count else {
      reader.error(
        times.isEmpty ? "`\(path)` has no times" : "some lines of `\(path)` have a key and others none",
        at: node)
      return nil
    }
    guard keys.count <= Self.maximumKeys else {
      reader.error("`\(path)` has more than \(Self.maximumKeys) keys", at: node)
      return nil
    }
    return (.constant(1), .trace(times), keys.isEmpty ? nil : .list(keys))
  }
}
