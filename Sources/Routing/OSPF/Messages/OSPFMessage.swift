import Kernel
import NetworkModel

/// An OSPF packet (RFC 2328 §A.3): the header's fields that matter here, and one of five bodies.
package struct OSPFMessage: Sendable, Equatable {
  package enum Body: Sendable, Equatable {
    // Large and rare, so that the others stay small.
    indirect case hello(Hello)
    indirect case description(DatabaseDescription)
    case request([LSAKey])
    case update(LSAList)
    case acknowledgement([LSAInstance])
  }

  package let body: Body
  package let router: RouterID
  package let area: UInt32
  /// Sent to 224.0.0.6, for the designated router and its backup only (§8.1).
  package let isForDesignated: Bool

  /// Length of the IP packet: IP 20, OSPF header 24, body.
  package var packetBytes: Int {
    switch body {
    case .hello(let hello): 44 + 20 + 4 * hello.neighbors.count
    case .description(let description): 44 + 8 + 20 * description.headers.count
    case .request(let keys): 44 + 12 * keys.count
    case .update(let instances): 44 + 4 + instances.reduce(0) { $0 + $1.length }
    case .acknowledgement(let headers): 44 + 20 * headers.count
    }
  }
}

/// §A.3.2.
package struct Hello: Sendable, Equatable {
  /// Prefix length of the sender's network.
  package var length: Int
  package var interval: SimTime
  package var dead: SimTime
  package var priority: Int
  package var options: LSAOptions
  /// Interface addresses; zero: none.
  package var designated: IPv4Address
  package var backup: IPv4Address
  /// Router IDs heard of within the dead interval.
  package var neighbors: [RouterID]
}

/// §A.3.3. Of the LSAs only the headers count.
package struct DatabaseDescription: Sendable, Equatable {
  package var mtu: Int
  package var options: LSAOptions
  package var isInitial: Bool
  package var hasMore: Bool
  package var isMaster: Bool
  package var sequence: UInt32
  package var headers: [LSAInstance]
}
