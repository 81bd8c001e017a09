import Kernel
import NetworkModel

/// Some of a service's backends with a policy of their own, to which they are all that there is.
struct GroupCell: Sendable {
  /// Places in the service, in order.
  let members: [Int]
  var policy: any BalancingPolicy
  var table: BackendTable
  /// The member's place here; -1 for others.
  private let places: [Int]

  /// Nil without members.
  init?(
    _ type: any BalancingPolicy.Type, _ backends: [BackendIdentity], _ configuration: PolicyConfiguration,
    members: [Int]
  ) {
    guard !members.isEmpty else { return nil }
    self.members = members
    let own = members.map { backends[$0] }
    policy = type.init(own, configuration)
    table = BackendTable(weights: own.map(\.weight))
    var places = [Int](repeating: -1, count: backends.count)
    for (place, member) in members.enumerated() { places[member] = place }
    self.places = places
  }

  func place(of backend: Int) -> Int { places[backend] }

  mutating func setEligible(_ backend: Int, _ isEligible: Bool) {
    let place = places[backend]
    guard place >= 0, table.entries[place].isEligible != isEligible else { return }
    table.setEligible(place, isEligible)
    policy.eligibilityChanged(place, table)
  }

  mutating func choose(for request: BalancingRequest, stream: inout RandomStream) -> BalancingDecision? {
    var question = request
    question.previous = request.previous < 0 ? -1 : places[request.previous]
    question.tried = 0
    var rest = request.tried
    while rest != 0 {
      let place = places[rest.trailingZeroBitCount]
      if place >= 0 && place < 64 { question.tried |= 1 << UInt64(place) }
      rest &= rest &- 1
    }
    guard let decision = policy.choose(table, for: question, stream: &stream) else { return nil }
    let other = decision.reason.other
    return BalancingDecision(
      backend: members[decision.backend],
      reason: .init(
        decision.reason.text, decision.reason.first, decision.reason.second,
        other: other < 0 ? other : members[other]))
  }

  /// The first eligible one, whatever the policy.
  var first: Int? { table.eligible.first.map { members[Int($0)] } }
}
