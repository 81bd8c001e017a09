/// What an entry of the event queue means; `target` and `argument` as told.
enum EventKind: UInt32 {
  /// The head of a channel is at the far end. target: channel, argument: its epoch.
  case arrival
  /// A flow's next packet. target: flow.
  case flowSends
  /// A timer, perhaps stale. target: timer, argument: its generation.
  case timer
  /// A client's next request. target: request source.
  case requestArrives
  /// A request has been served. target: request, argument: the server's epoch.
  case serviceEnds
  /// The oldest request of a service may have timed out. target: service.
  case requestTimesOut
  /// A packet from a node to itself. target: packet, argument: node.
  case loopback
  /// A line of the scenario's events. target: its position.
  case scenarioEvent
  /// Time to sample the series.
  case sample
  /// The transmitter of a channel with a managed queue may be free. target: channel, argument: its epoch.
  case transmitterFree
  /// With an ideal transport, a request or response is at its destination. target: request, argument: which leg.
  case legEnds
  /// The same for a probe or its answer. target: probe, argument: its round, and whether it is the answer.
  case probeLegEnds
  /// A retry has waited long enough. target: request, argument: which try.
  case retryDue
  /// A try has lasted too long. target: request, argument: which try.
  case tryTimesOut
  /// A try has lasted so long that a second one is sent. target: request, argument: which try.
  case hedgeDue
  /// A backend that failed may be tried again. target: service, argument: balancer and backend.
  case failTimeoutEnds
  /// Time to compare backends. target: service, argument: balancer.
  case outlierSweep
  /// A balancer hears of the backends' loads. target: service, argument: balancer.
  case viewRefresh
  /// A backend stands still for a while. target: service, argument: backend.
  case pauseBegins
  /// A tunnel's mouth has wrapped a packet. target: packet, argument: tunnel and far mouth.
  case wrapped
  /// A packet has been taken out of its tunnel. target: packet, argument: the mouth that it comes out of.
  case unwrapped
  /// A processor has signed or verified what a handshake's next flight needs. target: request, argument: which try.
  case flightReady
  /// A backend with a limit has room. target: service, argument: balancer and backend.
  case roomFreed
  /// A request has waited too long for room. target: request, argument: which try.
  case roomTimesOut
}

/// What a due timer belongs to, and what its token names.
enum TimerOwner: UInt32 {
  /// token: place in `routingTimers`.
  case routing
  /// token: node.
  case forwarding
  /// token: place in `bridgeTimers`.
  case spanningTree
  /// token: neighbour.
  case addressResolution
  /// token: stamp and index of a message.
  case retransmission
  /// token: probe.
  case probeDue
  case probeTimeout
}
