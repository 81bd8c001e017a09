import Kernel
import NetworkModel

/// A rule that picks a backend for each request (or connection).
///
/// A policy is a value that sees only what a real balancer of its kind would see: the table of its own view, and what
/// came of its own attempts. It does not see the engine, the clock of other nodes, or the servers themselves. A choice
/// allocates nothing: all arrays have their size from `init`.
public protocol BalancingPolicy: Sendable {
  static var descriptor: PolicyDescriptor { get }

  /// What is hashed of a request, once for each key. Zero for policies that look at no key.
  static func hash(_ key: RequestKey, _ configuration: PolicyConfiguration) -> UInt64

  /// - Parameter backends: in order; weights are at least 1.
  init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration)

  /// Picks a backend among the eligible ones. Nil when there is none. The caller sends the request there at once, and
  /// counts it in the table afterwards.
  mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision?

  /// The same choice without its reason; -1 when there is none.
  mutating func chooseBackend(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> Int

  /// Tells how an attempt at a backend ended. The table no longer counts it. Only for policies that see attempts.
  mutating func attemptEnded(_ report: AttemptReport, _ backends: borrowing BackendTable)

  /// A backend has been taken out, or is back. Policies that only need to know who is in look at the table's version.
  mutating func eligibilityChanged(_ backend: Int, _ backends: borrowing BackendTable)

  /// A backend has nothing to do and tells this balancer. Only for policies that see idleness.
  mutating func becameIdle(_ backend: Int)
}

extension BalancingPolicy {
  public static func hash(_ key: RequestKey, _ configuration: PolicyConfiguration) -> UInt64 { 0 }
  public mutating func chooseBackend(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> Int {
    choose(backends, for: request, stream: &stream)?.backend ?? -1
  }

  public mutating func attemptEnded(_ report: AttemptReport, _ backends: borrowing BackendTable) {}
  public mutating func eligibilityChanged(_ backend: Int, _ backends: borrowing BackendTable) {}
  public mutating func becameIdle(_ backend: Int) {}
}

/// What a policy may know of a backend before any request.
public struct BackendIdentity: Sendable, Equatable {
  public var name: String
  public var address: IPv4Address
  public var weight: Int
  /// Requests that it serves at once: its connection limit, where a policy has one.
  public var slots: Int

  public init(name: String, address: IPv4Address = .any, weight: Int = 1, slots: Int = 1) {
    self.name = name
    self.address = address
    self.weight = max(1, weight)
    self.slots = slots
  }
}

/// What a policy may know of a request.
public struct BalancingRequest: Sendable, BitwiseCopyable {
  public var now: SimTime
  /// Which of the `KeyTable`'s keys it carries.
  public var key: UInt32 = 0
  /// The policy's hash of that key.
  public var hash: UInt64 = 0
  /// How often it has been sent before.
  public var retries: Int = 0
  /// The backend that was tried last; -1: none.
  public var previous: Int = -1
  /// The first 64 backends that were tried, as bits.
  public var tried: UInt64 = 0

  @inlinable
  public init(now: SimTime, key: UInt32 = 0, hash: UInt64 = 0) {
    self.now = now
    self.key = key
    self.hash = hash
  }

  @inlinable
  public func hasTried(_ backend: Int) -> Bool {
    backend < 64 ? tried >> UInt64(backend) & 1 == 1 : backend == previous
  }
}

/// How an attempt at a backend ended.
public struct AttemptReport: Sendable, BitwiseCopyable {
  public var backend: Int
  public var succeeded: Bool
  public var now: SimTime
  /// From the choice to the response or the failure.
  public var latency: SimTime
  /// What the response says of its server, for policies whose servers tell: how many requests it had when it answered,
  /// and how long this one was in service.
  public var load: Int = 0
  /// How many it had when this one came.
  public var arrivalLoad: Int = 0
  public var serviceTime: SimTime = .zero
  /// Another try of the same request was faster: this one tells nothing of the backend.
  public var isCancelled = false

  public init(backend: Int, succeeded: Bool, now: SimTime, latency: SimTime) {
    self.backend = backend
    self.succeeded = succeeded
    self.now = now
    self.latency = latency
  }
}
