import NetworkModel

/// Where implementations choose differently, and routes come out differently.
///
/// FRR 8.4 and BIRD 2.0 were asked on the same networks (`Tests/Differential`), and BIRD's `proto/ospf/rt.c` was read.
package struct OSPFChoices: Sendable, Equatable {
  /// A border router without a neighbour in the backbone believes its other areas' summaries (RFC 3509 §2.2), else only the
  /// backbone's (RFC 2328 §16.2).
  package var believesAllWithoutBackbone = true
  /// A router in the backbone and another area is a border router even with all of its backbone down.
  package var isBorderByConfiguration = false
  /// A discard route for each range that is announced.
  package var discardsRanges = true
  /// An NSSA that summaries come into gets a default route, too, as a summary.
  package var tellsNSSAOfDefault = true
  /// What a border router redistributes is told to its NSSAs as type 7 as well (RFC 3101 §2.4).
  package var tellsNSSAOfOwnExternals = true
  /// An external LSA whose forwarding address is the router's own is passed over. Else it may win, and the network is left
  /// without a route.
  package var passesOverItself = true

  /// The way to a boundary router is chosen among those in all areas. If that leads through a stub area or an NSSA, what the router
  /// announces to the domain is passed over. Else only areas that take external routes are asked (RFC 3101 §2.5 (3)).
  package var asksAllAreasForBoundaries = false
  /// A border router without a neighbour in the backbone believes others' default routes of stub areas, too.
  package var believesStubDefaults = true
  /// An active range hides all summaries of what it covers; else only one of just this network (RFC 2328 §16.2 (3)).
  package var rangesHideWhatTheyCover = false
  /// Networks of any area are told one by one to areas that virtual links lead through; else those of the backbone
  /// (RFC 2328 §12.4.3).
  package var tellsTransitAreasAll = false
  /// Type 4 summaries are part of the database exchange over a virtual link, too.
  package var virtualLinksExchangeBoundaries = true
  /// A virtual link that is down hides the link that stands in its place of the router-LSA.
  package var downVirtualLinksHideLinks = false
  /// Routers on a network of one's own are reached directly only, although another way to the network is as short (RFC 2328
  /// §16.1.1 has both).
  package var goesDirectlyOnOwnNetworks = false

  /// What becomes of a network that several areas have.
  package var networkOfSeveralAreas = OSPFSharedNetwork.joined

  /// Of more equal paths than are kept those found first stay; else those by the lowest addresses.
  package var keepsPathsInOrder = false

  /// Type 7 LSAs name forwarding addresses anywhere in the domain, and are believed with them; else only inside of the NSSA
  /// (RFC 3101 §2.3, §2.5).
  package var forwardsBeyondNSSA = false
  /// Ranges are told to areas that take no other summaries, too.
  package var rangesGoEverywhere = false
  /// Of two networks with one address the one that was told first keeps it as its Link State ID: a longer one told later takes another,
  /// a shorter one is not told. Else both are told, whatever was first (RFC 2328 appendix E).
  package var firstSummaryKeepsAddress = false
  /// What a border router that nothing should pass through (RFC 6987) says of networks elsewhere, in place of the cost.
  package var stubRouterSummaryMetric: UInt32?
  /// What a translated LSA says in place of the type 7's own metric.
  package var translatedMetric: UInt32?
  /// The same of a default route.
  package var translatedDefaultMetric: UInt32 = 1

  /// Border routers that are only known of count for the election of an NSSA's translator, too; else those that are reached
  /// (RFC 3101 §3.1).
  package var electsUnreachedTranslators = false
  /// Of several type 7 LSAs for one network the last one in the database is translated, whether it leads anywhere or not; else the
  /// one that is the best way.
  package var translatesLast = false
  /// A type 7 LSA is translated only when no type 5 has a better way.
  package var translatesOwnWayOnly = false
  /// Of a network outside the present way keeps its cost, but goes by the preference (RFC 2328 §16.4.1) of the last LSA that was held
  /// against it.
  package var lastBoundaryCounts = false
  /// Whose address a type 7 LSA names (RFC 3101 §2.3), in this order.
  package var forwardingKinds: [Topology.InterfaceKind] = [.loopback, .stub]

  package static let rfc = OSPFChoices()

  /// FRR 8.4: `ospf_lsa_translated_nssa_new` leaves the default metric in the translated LSA, `ospf_abr_announce_aggregates` does
  /// not ask what an area takes, `ospf_handle_summarylsa_lsId_chg` looks for summaries in the domain's database,
  /// `ospf_find_asbr_route` looks through all areas, and `process_summary_lsa` asks for any range. `ospf_abr_nssa_am_elected` and
  /// `ospf_abr_process_nssa_translates` walk the database, `ospf_get_nssa_ip` takes the first interface,
  /// `ospf_ase_calculate_route` sets the boundary router of a route that stays. `nsm_negotiation_done` lists type 4 summaries
  /// with type 5 LSAs, of which virtual links have none, and `ospf_vl_shutdown` leaves a virtual link its place in the
  /// router-LSA.
  package static let frr: OSPFChoices = {
    var choices = OSPFChoices()
    choices.forwardsBeyondNSSA = true
    choices.translatedMetric = 20
    choices.stubRouterSummaryMetric = 0xFF_0000
    choices.rangesGoEverywhere = true
    choices.firstSummaryKeepsAddress = true
    choices.asksAllAreasForBoundaries = true
    choices.believesStubDefaults = false
    choices.rangesHideWhatTheyCover = true
    choices.tellsTransitAreasAll = true
    choices.virtualLinksExchangeBoundaries = false
    choices.downVirtualLinksHideLinks = true
    choices.goesDirectlyOnOwnNetworks = true
    choices.electsUnreachedTranslators = true
    choices.translatesLast = true
    choices.lastBoundaryCounts = true
    choices.keepsPathsInOrder = true
    choices.networkOfSeveralAreas = .ofTheFirst
    choices.forwardingKinds = [.loopback]
    return choices
  }()

  /// BIRD 2.0: `decide_nssa_lsa` asks the routing table, and its loopbacks are networks without an interface (`stubnet`).
  package static let bird: OSPFChoices = {
    var choices = OSPFChoices()
    choices.believesAllWithoutBackbone = false
    choices.isBorderByConfiguration = true
    choices.discardsRanges = false
    choices.tellsNSSAOfDefault = false
    choices.tellsNSSAOfOwnExternals = false
    choices.passesOverItself = false
    choices.translatesOwnWayOnly = true
    choices.networkOfSeveralAreas = .ofTheLargest
    choices.forwardingKinds = [.stub]
    choices.goesDirectlyOnOwnNetworks = true
    return choices
  }()
}

/// A network that a border router reaches within several of its areas. The RFC does not speak of it: the shortest way counts.
package enum OSPFSharedNetwork: Sendable {
  /// Equal ways are joined.
  case joined
  /// Of equal ways those in the area with the largest number are taken, as `orta_compare` of BIRD does it.
  case ofTheLargest
  /// Joined, but the network counts as one of the area that was looked at first, the backbone being the last: `ospf_intra_add_stub` does
  /// not set the area anew. One that is the router's own, and has been found farther away in an area before, is lost:
  /// without next hops `ospf_prune_unreachable_networks` takes it out.
  case ofTheFirst
}
