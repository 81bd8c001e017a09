import Kernel
import NetworkModel

/// A balancer's view of its backends.
public struct BackendTable: Sendable {
  public struct Entry: Sendable, BitwiseCopyable {
    public var weight: Int
    /// Not taken out by health checks. Changed through `setEligible`.
    public fileprivate(set) var isEligible = true
    /// Requests that this balancer has sent and not seen answered.
    public var inFlight = 0
    /// Requests at the backend, in service and waiting, from whomever, as last reported.
    public var load = 0

    public init(weight: Int) { self.weight = weight }
  }

  public var entries: [Entry]
  /// Places of the eligible backends, in order.
  public private(set) var eligible: [Int32]
  /// Changes with every change of eligibility.
  public private(set) var version: UInt32 = 0
  @usableFromInline var inFlightToAll = 0
  public private(set) var eligibleWeight: Int

  public init(weights: [Int]) {
    entries = weights.map { Entry(weight: max(1, $0)) }
    eligible = weights.indices.map { Int32($0) }
    eligibleWeight = entries.reduce(0) { $0 + $1.weight }
  }

  @inlinable
  public var count: Int { entries.count }

  /// Requests in flight to all backends.
  @inlinable
  public var totalInFlight: Int { inFlightToAll }

  /// O(n) when it changes anything.
  public mutating func setEligible(_ backend: Int, _ isEligible: Bool) {
    guard entries[backend].isEligible != isEligible else { return }
    entries[backend].isEligible = isEligible
    eligible = entries.indices.filter { entries[$0].isEligible }.map { Int32($0) }
    eligibleWeight = eligible.reduce(0) { $0 + entries[Int($1)].weight }
    version &+= 1
  }

  @inlinable
  public mutating func began(_ backend: Int) {
    entries[backend].inFlight += 1
    inFlightToAll += 1
  }

  @inlinable
  public mutating func ended(_ backend: Int) {
    entries[backend].inFlight -= 1
    inFlightToAll -= 1
  }

  /// Eligible, and not yet tried by this request.
  @inlinable
  public func isOpen(_ backend: Int, to request: BalancingRequest) -> Bool {
    entries[backend].isEligible && !request.hasTried(backend)
  }

  /// An eligible backend drawn uniformly; -1 when there is none.
  @inlinable
  public func random(_ stream: inout RandomStream) -> Int {
    eligible.isEmpty ? -1 : Int(eligible[stream.below(eligible.count)])
  }
}
