import NetworkModel

/// Link State IDs of summaries: a network's address, or with the host bits set where two networks have one address (RFC 2328
/// appendix E).
extension OSPFProcess {
  /// Gives each its identifier. Those for which there is none are left out.
  func named(_ wanted: [OSPFSummary]) -> [OSPFSummary] {
    configuration.choices.firstSummaryKeepsAddress ? namedAfterPresent(wanted) : namedInOrder(wanted)
  }

  private func namedInOrder(_ wanted: [OSPFSummary]) -> [OSPFSummary] {
    var taken = areas.map { _ in [IPv4Address: Int]() }
    return wanted.map { summary in
      var summary = summary
      switch summary.target {
      case .network(let prefix): summary.name = linkStateID(of: prefix, &taken[summary.area])
      case .router(let router): summary.name = router
      }
      return summary
    }
  }

  /// ospfd names one after the other, networks before ranges, the shorter prefix of an address first, and asks what it announces
  /// already, even what it is taking back (`ospf_lsa_unique_id`). A longer prefix makes way by its host bits. A shorter one would have to
  /// take the address from the longer one, which is looked for in the wrong database (`ospf_handle_summarylsa_lsId_chg`), so that it
  /// is not announced at all.
  private func namedAfterPresent(_ wanted: [OSPFSummary]) -> [OSPFSummary] {
    var holders = areas.map { _ in [IPv4Address: Int]() }
    for summary in own.summaries {
      if case .network(let prefix) = summary.target, summary.name == prefix.address {
        holders[summary.area][prefix.address] = prefix.length
      }
    }
    return wanted.compactMap { summary in
      var summary = summary
      switch summary.target {
      case .router(let router): summary.name = router
      case .network(let prefix):
        let holder = holders[summary.area][prefix.address] ?? prefix.length
        if holder > prefix.length { return nil }
        summary.name = holder < prefix.length ? prefix.broadcast : prefix.address
        holders[summary.area][prefix.address] = holder
      }
      return summary
    }
  }
}
