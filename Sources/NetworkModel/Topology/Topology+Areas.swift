extension Topology {
  /// The OSPF area of an interface: its link's, as given; else, between routers of different areas, the one that is not
  /// the backbone; else its router's.
  package func area(of interface: InterfaceIndex) -> UInt32 {
    let own = self[self[interface].node].area
    guard let link = self[interface].link else { return own }
    if let given = self[link].spec.area { return given }
    guard let peer = peer(of: interface), self[self[peer].node].kind == .router else { return own }
    let other = self[self[peer].node].area
    return own == 0 ? other : own
  }

  /// The OSPF options that an interface has of its own.
  package func ospf(of interface: InterfaceIndex) -> OSPFInterfaceSpec {
    guard let link = self[interface].link else { return OSPFInterfaceSpec() }
    let ends = self[link].spec.ospf
    return self[interface].end == 0 ? ends.first : ends.second
  }
}
