import NetworkModel

/// All policies. A new policy is one file in Policies/ and one line here.
///
/// Types with the same name are one policy in different flavors; the first one is the default.
public enum BalancingCatalogue {
  public static let types: [any BalancingPolicy.Type] = [
    RoundRobin.self,
    SmoothWeightedRoundRobin.self,
    EarliestDeadlineFirst.self,
    InterleavedWeightedRoundRobin.self,
    FastWeightedRoundRobin.self,
    StaticRoundRobin.self,
    RandomChoice.self,
    WeightedRandom.self,
    RandomTwoNginx.self,
    RandomTwoHAProxy.self,
    RandomTwoIPVS.self,
    SmoothLeastConnections.self,
    RotatingLeastConnections.self,
    IPVSLeastConnections.self,
    WeightedLeastConnections.self,
    ShortestExpectedDelay.self,
    NeverQueue.self,
    WeightedOverflow.self,
    FirstAvailable.self,
    LeastRequest.self,
    PowerOfChoices.self,
    JoinShortestQueue.self,
    JoinIdleQueue.self,
    LeastResponseTime.self,
    PeakEWMA.self,
    C3.self,
    Prequal.self,
    AddressHashNginx.self,
    AddressHashHAProxy.self,
    AddressHashIPVS.self,
    DestinationHash.self,
    RehashingModulo.self,
    MappedHash.self,
    RingHashEnvoy.self,
    RingHashKetama.self,
    RingHashHAProxy.self,
    Maglev.self,
    MaglevIPVS.self,
    Rendezvous.self,
    StickyCookie.self,
  ]

  /// One descriptor a name, with the flavors and parameters of all its types.
  public static let policies: [PolicyDescriptor] = {
    var merged: [PolicyDescriptor] = []
    for type in types {
      let one = type.descriptor
      guard let known = merged.firstIndex(where: { $0.name == one.name }) else {
        merged.append(one)
        continue
      }
      let names = merged[known].parameters.map(\.name)
      merged[known] = PolicyDescriptor(
        name: one.name, summary: merged[known].summary, flavors: merged[known].flavors + one.flavors,
        parameters: merged[known].parameters + one.parameters.filter { !names.contains($0.name) },
        sees: merged[known].sees.union(one.sees))
    }
    return merged
  }()

  /// Nil when there is no policy of that name. A flavor that it does not know gets the default one.
  package static func type(of policy: PolicySpec) -> (any BalancingPolicy.Type)? {
    let named = types.filter { $0.descriptor.name == policy.name }
    return named.first { type in policy.flavor.map { type.descriptor.flavors.contains($0) } ?? false }
      ?? named.first
  }

  /// Whether the policy looks at a request's key.
  package static func hashes(_ policy: PolicySpec) -> Bool {
    guard let type = type(of: policy) else { return false }
    let configuration = PolicyConfiguration(flavor: policy.flavor, parameters: policy.parameters)
    return ["10.1.2.3", "172.16.9.8"].contains { type.hash(RequestKey($0), configuration) != 0 }
  }

  /// Parameters that one flavor of a policy has.
  package static func parameters(of policy: PolicySpec) -> [PolicyDescriptor.Parameter] {
    type(of: policy)?.descriptor.parameters ?? []
  }
}
