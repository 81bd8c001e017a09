import Balancing
import Kernel
import NetworkModel

/// A policy with its table, stepped by hand: requests that start and end, backends that leave and come back.
struct PolicyBench {
  var policy: any BalancingPolicy
  var table: BackendTable
  var stream = RandomStream(seed: 1, entity: "test", purpose: "balancing")
  var now = SimTime.zero
  let keys: KeyTable
  let hashes: [UInt64]
  private(set) var requests: [Int] = []

  init(
    _ name: String, flavor: String? = nil, weights: [Int], names: [String]? = nil, slots: Int = 1,
    parameters: [PolicySpec.Parameter] = [], keys texts: [String] = ["10.0.0.1"]
  ) {
    var spec = PolicySpec(name: name)
    spec.flavor = flavor
    guard let type = BalancingCatalogue.type(of: spec) else { preconditionFailure("no policy \(name)") }
    var keys = KeyTable()
    for text in texts { keys.append(text, address: IPv4Address(10, 0, 0, 1)) }
    let configuration = PolicyConfiguration(flavor: flavor, parameters: parameters, keys: keys)
    self.keys = keys
    hashes = (0..<keys.count).map { type.hash(keys[$0], configuration) }
    let backends = weights.enumerated().map { place, weight in
      BackendIdentity(
        name: names?[place] ?? letter(place), address: IPv4Address(10, 0, 1, UInt8(place % 250 + 1)),
        weight: weight, slots: slots)
    }
    policy = type.init(backends, configuration)
    table = BackendTable(weights: weights)
  }

  /// The share of each backend, of requests one after the other beside those that stay in flight.
  mutating func shares(inFlight: [Int], count: Int) -> [Double] {
    for (backend, number) in inFlight.enumerated() { for _ in 0..<number { table.began(backend) } }
    var counts = [Double](repeating: 0, count: table.entries.count)
    for _ in 0..<count {
      let backend = start()
      end(backend)
      counts[backend] += 1 / Double(count)
    }
    return counts
  }

  /// The decision for a request with the given key, which stays in flight.
  mutating func decide(key: Int = 0, tried: [Int] = []) -> BalancingDecision? {
    var request = BalancingRequest(now: now, key: UInt32(key), hash: hashes[key])
    request.retries = tried.count
    request.previous = tried.last ?? -1
    for backend in tried where backend < 64 { request.tried |= 1 << UInt64(backend) }
    guard let decision = policy.choose(table, for: request, stream: &stream) else { return nil }
    table.began(decision.backend)
    return decision
  }

  mutating func setEligible(_ backend: Int, _ isEligible: Bool) {
    guard table.entries[backend].isEligible != isEligible else { return }
    table.setEligible(backend, isEligible)
    policy.eligibilityChanged(backend, table)
  }

  @discardableResult
  mutating func start(key: Int = 0, tried: [Int] = []) -> Int {
    let backend = decide(key: key, tried: tried)?.backend ?? -1
    requests.append(backend)
    return backend
  }

  mutating func end(_ backend: Int, succeeded: Bool = true, latency: SimTime = .milliseconds(10)) {
    table.ended(backend)
    policy.attemptEnded(
      AttemptReport(backend: backend, succeeded: succeeded, now: now, latency: latency), table)
  }

  /// Who owns a hash; the request is not counted.
  mutating func owner(of hash: UInt64) -> Int {
    let request = BalancingRequest(now: now, hash: hash)
    return policy.choose(table, for: request, stream: &stream)?.backend ?? -1
  }

  /// The picks of requests that end before the next one starts, as letters.
  mutating func turns(_ count: Int) -> String {
    var text = ""
    for number in 0..<count {
      let backend = start(key: number % hashes.count)
      guard backend >= 0 else { return text + "-" }
      end(backend)
      text += letter(backend)
    }
    return text
  }
}

func letter(_ backend: Int) -> String {
  backend < 0 ? "-" : String(UnicodeScalar(UInt8(97 + backend % 26)))
}

func parameter(_ name: String, _ value: Double) -> PolicySpec.Parameter {
  PolicySpec.Parameter(name: name, value: value)
}

func parameter(_ name: String, _ text: String) -> PolicySpec.Parameter {
  PolicySpec.Parameter(name: name, value: 0, text: text)
}
