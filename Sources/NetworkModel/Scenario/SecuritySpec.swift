import Kernel

/// What the connections of a service cost before they carry requests, and around each of them.
package struct SecuritySpec: Sendable, Equatable {
  /// Nil: TCP's handshake alone.
  package var version: TLSVersion? = .tls13
  /// Of a pair that has not met before.
  package var first = TLSHandshake.Form.full
  /// Of a pair that has; the same as `first` where sessions are not resumed.
  package var again = TLSHandshake.Form.resumed
  package var isMutual = false
  package var sizes = TLSSizes()
  /// The balancer speaks to its backends in the same way, and not in the clear over open connections.
  package var includesBackends = false
  /// How many requests a connection carries before it is closed, and how long it may stay idle; nil: a connection a request.
  package var keepAlive: KeepAliveSpec?
  /// The clock of the processors that sign and verify, in hertz.
  package var clock = 2_600_000_000

  package init() {}
}

package struct KeepAliveSpec: Sendable, Equatable {
  package var requests = 1000
  package var idle: SimTime = .seconds(60)

  package init() {}
}
