import Kernel
import NetworkModel

/// What the two ends of a service's connections keep from one request to the next: open connections, and sessions to resume.
struct ConnectionKeeper {
  /// Which two ends.
  enum Leg: UInt8 {
    /// No handshake under way.
    case none
    /// A client and its balancer.
    case clientToBalancer
    /// A client that balances for itself and a backend.
    case clientToBackend
    /// A balancer and a backend.
    case balancerToBackend
    /// A client and a backend, by way of a balancer on layer 4, which passes on what both say.
    case throughBalancer
  }

  struct Idle {
    let since: SimTime
    let uses: UInt32
    /// Of the server, which has forgotten the connection after a crash.
    let epoch: UInt32
  }

  struct Ends {
    /// The one used last is used next.
    var idle: [Idle] = []
    var haveMet = false
  }

  let spec: SecuritySpec
  let first: ConnectionScript
  let again: ConnectionScript
  private var pairs: [UInt64: Ends] = [:]
  /// Connections opened with the long form and with the short one, and requests on connections that stood already.
  var opened: UInt64 = 0
  var resumed: UInt64 = 0
  var reused: UInt64 = 0

  init(_ spec: SecuritySpec) {
    self.spec = spec
    first = ConnectionScript(spec, spec.first)
    again = ConnectionScript(spec, spec.again)
  }

  static func key(_ leg: Leg, _ near: UInt32, _ far: UInt32) -> UInt64 {
    UInt64(leg.rawValue) << 60 | UInt64(near) << 30 | UInt64(far)
  }

  /// An open connection: how many requests it has carried. Nil: there is none.
  mutating func take(_ key: UInt64, epoch: UInt32, at now: SimTime) -> UInt32? {
    guard let limit = spec.keepAlive, let last = pairs[key]?.idle.popLast() else { return nil }
    guard now - last.since <= limit.idle, last.epoch == epoch else {
      pairs[key]?.idle.removeAll()  // The others have been idle for longer.
      return nil
    }
    reused += 1
    return last.uses
  }

  /// A response is complete: the connection waits for the next request, if it may carry one.
  mutating func giveBack(_ key: UInt64, uses: UInt32, epoch: UInt32, at now: SimTime) {
    guard let limit = spec.keepAlive, Int(uses) < limit.requests else { return }
    pairs[key, default: Ends()].idle.append(Idle(since: now, uses: uses, epoch: epoch))
  }

  /// Opens a connection. True: the two have a session to resume.
  mutating func open(_ key: UInt64) -> Bool {
    let haveMet = pairs[key]?.haveMet ?? false
    let resumes = haveMet && spec.version != nil && spec.again != spec.first
    if resumes { resumed += 1 } else { opened += 1 }
    pairs[key, default: Ends()].haveMet = true
    return resumes
  }

  /// The stream of so many bytes in records.
  func wireBytes(_ bytes: UInt32) -> Int {
    guard let version = spec.version else { return Int(bytes) }
    return min(2_000_000_000, TLSRecord.streamBytes(Int(bytes), version, spec.sizes.cipher))
  }
}
