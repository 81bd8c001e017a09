import Kernel
import NetworkModel

/// Where requests come from: one client of a traffic line.
struct RequestSource {
  /// The traffic line's name.
  let line: String
  let service: UInt32
  let client: NodeIndex
  /// The balancers that it takes in turn: this many from the first.
  let firstBalancer: UInt32
  let balancerCount: UInt32
  var balancerTurn: UInt32 = 0
  /// Where its keys begin in the service's table, and the place of the client's own address there.
  let firstKey: UInt32
  let ownKey: UInt32
  let start: SimTime
  let stop: SimTime
  let limit: Int
  let gap: Sampler
  let requestBytes: ByteSampler
  let responseBytes: ByteSampler
  var arrivals: RandomStream
  var sizes: RandomStream
  var keys: KeySource
  var process: ArrivalState
  /// The mean gap is divided by this.
  var rateFactor = 1.0
  /// Only on layer 4.
  var pool = ConnectionPool()
  var sent = 0
  /// Of calls that pass their caller's key on: where each of the caller's keys is among the service's.
  var callerKeys: [UInt32]?

  /// The sizes of the next request and its response, in bytes, and the seed of its work.
  mutating func draw() -> (work: UInt64, request: UInt32, response: UInt32) {
    let work = sizes.next()
    let request = requestBytes.sample(&sizes)
    return (work, request, responseBytes.sample(&sizes))
  }

  mutating func nextBalancer() -> UInt32 {
    guard balancerCount > 1 else { return firstBalancer }
    let chosen = firstBalancer + balancerTurn
    balancerTurn = balancerTurn + 1 == balancerCount ? 0 : balancerTurn + 1
    return chosen
  }
}

/// Draws the sizes of messages: whole bytes, at least one.
struct ByteSampler {
  private let sampler: Sampler
  /// What it always draws; zero: it varies.
  private let constant: UInt32

  init(_ distribution: Distribution) {
    sampler = Sampler(distribution)
    constant = sampler.constant.map { Self.byteCount($0) } ?? 0
  }

  @inline(__always)
  func sample(_ stream: inout RandomStream) -> UInt32 {
    constant != 0 ? constant : Self.byteCount(sampler.sample(&stream))
  }

  static func byteCount(_ value: Double) -> UInt32 {
    guard value >= 1, value < 1e9 else { return value >= 1e9 && value.isFinite ? 1_000_000_000 : 1 }
    let whole = UInt32(value)
    return value - Double(whole) >= 0.5 ? whole + 1 : whole
  }
}
