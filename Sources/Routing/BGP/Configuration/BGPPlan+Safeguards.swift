import Kernel
import NetworkModel

/// Who validates origins, verifies paths, and has roles.
extension BGPPlan {
  mutating func addSafeguards(_ topology: Topology, seed: UInt64) {
    let validation = spec.originValidation.map { OriginValidation(payloads($0)) }
    let authorization = spec.providerAuthorization.map { ProviderAuthorization(providers: records($0)) }
    for position in speakers.indices {
      guard var speaker = speakers[position] else { continue }
      func adopts(_ adopters: BGPAdopters?, _ purpose: String) -> Bool {
        switch adopters {
        case nil: return false
        case .routers(let names): return names.contains(speaker.name)
        case .share(let share):
          var stream = RandomStream(seed: seed, entity: "as\(speaker.autonomousSystem)", purpose: purpose)
          return stream.uniform() < share
        }
      }
      if adopts(spec.originValidation?.adopters, "rov") { speaker.originValidation = validation }
      if adopts(spec.providerAuthorization?.adopters, "aspa") {
        speaker.providerAuthorization = authorization
      }
      if adopts(spec.roles, "roles") {
        for index in speaker.neighbors.indices {
          speaker.neighbors[index].role = speaker.neighbors[index].linkRelation.map(Self.ownRole)
        }
      }
      speaker.leaks = spec.leaks.contains(speaker.name)
      speakers[position] = speaker
    }
  }

  private static func ownRole(toward neighbor: NeighborRelation) -> BGPRole {
    switch neighbor {
    case .customer: .provider
    case .peer: .peer
    case .provider: .customer
    }
  }

  private func payloads(_ spec: BGPOriginValidationSpec) -> [OriginValidation.Payload] {
    if let written = spec.payloads {
      return written.map {
        OriginValidation.Payload(prefix: $0.prefix, maximumLength: $0.maximumLength, origin: $0.origin)
      }
    }
    return speakers.compactMap { $0 }.flatMap { speaker in
      speaker.originated.map { OriginValidation.Payload(prefix: $0, origin: speaker.outerAS) }
    }
  }

  private func records(_ spec: BGPProviderAuthorizationSpec) -> [UInt32: Set<UInt32>] {
    var result: [UInt32: Set<UInt32>] = [:]
    if let written = spec.records {
      for record in written { result[record.number, default: []].formUnion(record.providers) }
      return result
    }
    for speaker in speakers {
      guard let speaker else { continue }
      result[speaker.outerAS, default: []].formUnion(
        speaker.neighbors.filter { $0.linkRelation == .provider && $0.isExternal }.map(\.remoteAS))
    }
    return result
  }
}
