import NetworkModel

/// Links of the backbone that a virtual link hides once it is down.
///
/// ospfd asks by a link's place in the router-LSA which interface it belongs to (`ospf_if_lookup_by_lsa_pos`), virtual links first. One that
/// loses its way through the area (`ospf_vl_shutdown`) keeps the place that it had, so that whatever stands there afterwards is
/// taken for it: a point-to-point link leads nowhere, and what is reached through a segment has no next hop, until the virtual link is back.
/// A router whose loopback is in the backbone loses nothing, since that is what stands there.
extension OSPFProcess {
  /// To be called whenever the router-LSA may be written anew.
  mutating func noteVirtualPlaces() {
    guard !configuration.virtualLinks.isEmpty, configuration.choices.downVirtualLinksHideLinks else { return }
    var place = 0
    for position in interfaces.indices {
      guard interfaces[position].virtual != nil, interfaces[position].state != .down else { continue }
      own.virtualPlaces[position] = interfaces[position].fullCount > 0 ? place : nil
      place += interfaces[position].fullCount
    }
  }

  /// Positions of the interfaces whose neighbours cannot be reached.
  func hiddenInterfaces(inArea area: Int) -> Set<Int> {
    guard !own.virtualPlaces.isEmpty, areas[area].isBackbone else { return [] }
    let left = own.virtualPlaces.filter { interfaces[$0.key].state == .down }.map(\.value)
    if left.isEmpty { return [] }
    var hidden: Set<Int> = []
    var place = own.virtualPlaces.count - left.count
    // Loopbacks and stubs before the others: the order of their names in the kernel.
    let inUse = interfaces.indices.filter { position in
      let interface = interfaces[position]
      return interface.area == area && interface.virtual == nil && interface.state != .down
    }
    let links = inUse.filter { interfaces[$0].routing.kind == .ethernet }
    for position in inUse.filter({ interfaces[$0].routing.kind != .ethernet }) + links {
      if left.contains(place) && interfaces[position].fullCount > 0 { hidden.insert(position) }
      place += interfaces[position].state == .pointToPoint && interfaces[position].fullCount > 0 ? 2 : 1
    }
    return hidden
  }
}
