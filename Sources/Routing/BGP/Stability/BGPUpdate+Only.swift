import NetworkModel

extension BGPMessage.Update {
  /// What it says of some prefixes; nil: nothing.
  func only(_ isMeant: (IPv4Prefix) -> Bool) -> BGPMessage.Update? {
    var result = self
    let withdrawals = withdrawn.indices.filter { isMeant(withdrawn[$0]) }
    let announcements = announced.indices.filter { isMeant(announced[$0]) }
    if withdrawals.isEmpty && announcements.isEmpty { return nil }
    func pick<Value>(_ values: [Value], _ places: [Int]) -> [Value] {
      places.filter(values.indices.contains).map { values[$0] }
    }
    result.withdrawn = pick(withdrawn, withdrawals)
    result.withdrawnIdentifiers = pick(withdrawnIdentifiers, withdrawals)
    result.announced = pick(announced, announcements)
    result.announcedIdentifiers = pick(announcedIdentifiers, announcements)
    result.provenance = pick(provenance, announcements)
    if announcements.isEmpty { result.attributes = nil }
    return result
  }
}
