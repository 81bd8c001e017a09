/// Path verification by the providers that ASes have attested (ASPA, draft-ietf-sidrops-aspa-verification §5, §6).
package struct ProviderAuthorization: Sendable, Equatable {
  /// The providers of each AS that has attested them.
  package let providers: [UInt32: Set<UInt32>]

  package init(providers: [UInt32: Set<UInt32>]) { self.providers = providers }

  package enum Outcome: String, Sendable {
    case valid
    case invalid
    case unknown
  }

  private enum Hop {
    case provider
    case notProvider
    case noAttestation
  }

  private func hop(_ customer: UInt32, _ provider: UInt32) -> Hop {
    guard let attested = providers[customer] else { return .noAttestation }
    return attested.contains(provider) ? .provider : .notProvider
  }

  /// - Parameters:
  ///   - path: as received, nearest AS first.
  ///   - sender: what the neighbour is to the receiver.
  package func verify(_ path: ASPath, from sender: NeighborRelation) -> Outcome {
    guard !path.segments.contains(where: { $0.kind == .set }), !path.isEmpty else { return .invalid }
    // Repeated numbers (prepending) count once; origin first.
    var ases: [UInt32] = []
    for number in path.numbers.reversed() where ases.last != number { ases.append(number) }
    return sender == .provider ? downstream(ases) : upstream(ases)
  }

  /// From a customer or peer: every hop must lead up.
  private func upstream(_ ases: [UInt32]) -> Outcome {
    var outcome = Outcome.valid
    for (low, high) in zip(ases, ases.dropFirst()) {
      switch hop(low, high) {
      case .provider: break
      case .notProvider: return .invalid
      case .noAttestation: outcome = .unknown
      }
    }
    return outcome
  }

  /// From a provider: up from the origin, across at most one peering, and down to the receiver.
  private func downstream(_ ases: [UInt32]) -> Outcome {
    let count = ases.count
    func ramps(_ stops: (Hop) -> Bool) -> Int {
      let up = (0..<max(0, count - 1)).first { stops(hop(ases[$0], ases[$0 + 1])) }.map { $0 + 1 } ?? count
      let down =
        (0..<max(0, count - 1)).first { stops(hop(ases[count - 1 - $0], ases[count - 2 - $0])) }.map {
          $0 + 1
        }
        ?? count
      return up + down
    }
    if ramps({ $0 == .notProvider }) < count { return .invalid }
    return ramps({ $0 != .provider }) < count ? .unknown : .valid
  }
}
