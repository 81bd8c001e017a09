import Kernel

/// One line of `traffic:`.
package struct TrafficSpec: Sendable, Equatable {
  package var name: String
  /// A node or container set (each of its containers sends).
  package var from: String
  /// A node, a service, or an address.
  package var to: TrafficDestination
  package var kind: TrafficKind
  package var start: SimTime = .zero
  package var stop: SimTime?

  package init(name: String, from: String, to: TrafficDestination, kind: TrafficKind) {
    self.name = name
    self.from = from
    self.to = to
    self.kind = kind
  }
}

package enum TrafficDestination: Sendable, Equatable {
  case node(String)
  case service(String)
  case address(IPv4Address)
}

package enum TrafficKind: Sendable, Equatable {
  case flow(FlowSpec)
  case requests(RequestsSpec)
}

/// A stream of UDP datagrams.
package struct FlowSpec: Sendable, Equatable {
  /// While it sends: IP bytes a second times eight.
  package var rate: Bandwidth
  /// Length of the IP packet in bytes, headers included; the mean where `sizes` says more.
  package var packetBytes: Int
  /// Drawn for each packet, within 29…65535 bytes; nil: all alike.
  package var sizes: Distribution?
  package var pattern: FlowPattern
  /// IP precedence (RFC 791), 0…7.
  package var precedence = 0
  /// ECN-capable transport (RFC 3168): marked where others are dropped.
  package var isMarkable = false
  /// The port that it is sent to.
  package var port: UInt16 = 9
  /// Routers may cut its packets; else they bear the flag DF.
  package var mayFragment = false

  package init(rate: Bandwidth, packetBytes: Int, pattern: FlowPattern) {
    self.rate = rate
    self.packetBytes = packetBytes
    self.pattern = pattern
  }
}

package enum FlowPattern: Sendable, Equatable {
  /// Equal gaps.
  case constant
  /// Exponential gaps with the same mean.
  case poisson
  /// Constant while on, silent while off; the times in seconds.
  case onOff(on: Distribution, off: Distribution)
}

/// Requests with responses, open loop: they arrive whether or not earlier ones are done.
package struct RequestsSpec: Sendable, Equatable {
  /// Distribution of the gap between two requests of one client, in seconds.
  package var gap: Distribution
  /// Payload sizes in bytes.
  package var requestBytes: Distribution
  package var responseBytes: Distribution
  /// No more than this many requests; nil: until the end.
  package var limit: Int?
  /// What `gap` means, or what stands in its place.
  package var process: ArrivalProcess = .renewal
  /// What the requests are about; nil: a request has no key but its client.
  package var keys: KeysSpec?

  package init(gap: Distribution, requestBytes: Distribution, responseBytes: Distribution) {
    self.gap = gap
    self.requestBytes = requestBytes
    self.responseBytes = responseBytes
  }
}
