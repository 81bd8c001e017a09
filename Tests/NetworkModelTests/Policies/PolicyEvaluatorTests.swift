import NetworkModel
import Testing

/// Kubernetes documentation, “Network Policies”: truth tables by hand.
@Suite struct PolicyEvaluatorTests {
  private static let podA = LabelSelector(["pod": "a"])

  @Test func withoutPoliciesEverythingIsAllowed() { #expect(PolicyGrid.draw([]) == PolicyGrid.open) }

  /// “Default deny all ingress traffic.”
  @Test func defaultDenyIngress() {
    let rows = PolicyGrid.draw([PolicyGrid.policy("x", ingress: [])])
    #expect(rows == [String](repeating: "XXX......", count: 9))
  }

  /// “Default deny all egress traffic.”
  @Test func defaultDenyEgress() {
    let rows = PolicyGrid.draw([PolicyGrid.policy("x", egress: [])])
    #expect(rows == [String](repeating: "XXXXXXXXX", count: 3) + [String](repeating: ".........", count: 6))
  }

  @Test func defaultDenyBothIsTheUnion() {
    let rows = PolicyGrid.draw([PolicyGrid.policy("x", ingress: [], egress: [])])
    #expect(rows == [String](repeating: "XXXXXXXXX", count: 3) + [String](repeating: "XXX......", count: 6))
  }

  /// A pod always reaches itself, unless that is asked for.
  @Test func loopbackIsAlwaysAllowed() {
    let rows = PolicyGrid.draw([PolicyGrid.policy("x", ingress: [])], judgesLoopback: false)
    #expect(rows[0] == ".XX......")
    #expect(rows[1] == "X.X......")
    #expect(rows[3] == "XXX......")
  }

  /// An empty list of rules allows nothing; one empty rule allows everything.
  @Test func anEmptyRuleAllowsAll() {
    let policies = [
      PolicyGrid.policy("x", ingress: []), PolicyGrid.policy("x", Self.podA, ingress: [PolicyRule()]),
    ]
    #expect(PolicyGrid.draw(policies) == [String](repeating: ".XX......", count: 9))
  }

  /// A pod selector alone is about the policy's own namespace.
  @Test func podSelectorMeansTheOwnNamespace() {
    let rule = PolicyRule(peers: [.pods(namespaces: nil, pods: Self.podA)])
    let rows = PolicyGrid.draw([PolicyGrid.policy("x", ingress: [rule])])
    #expect(rows == ["........."] + [String](repeating: "XXX......", count: 8))
  }

  @Test func namespaceSelectorMeansAllOfItsPods() {
    let rule = PolicyRule(peers: [.pods(namespaces: LabelSelector(["ns": "y"]), pods: nil)])
    let rows = PolicyGrid.draw([PolicyGrid.policy("x", Self.podA, ingress: [rule])])
    let closed = "X........"
    #expect(
      rows == [closed, closed, closed] + [".........", ".........", "........."] + [closed, closed, closed])
  }

  /// Both selectors in one element: and. In two elements: or.
  @Test func oneElementIsAndTwoAreOr() {
    let namespaceY = LabelSelector(["ns": "y"])
    let and = PolicyRule(peers: [.pods(namespaces: namespaceY, pods: Self.podA)])
    let or = PolicyRule(peers: [
      .pods(namespaces: namespaceY, pods: nil), .pods(namespaces: nil, pods: Self.podA),
    ])
    let closed = "XXX......"
    let open = "........."
    #expect(
      PolicyGrid.draw([PolicyGrid.policy("x", ingress: [and])])
        == [closed, closed, closed, open, closed, closed, closed, closed, closed])
    #expect(
      PolicyGrid.draw([PolicyGrid.policy("x", ingress: [or])])
        == [open, closed, closed, open, open, open, closed, closed, closed])
  }

  @Test func expressions() {
    let notX = LabelSelector([:], [LabelSelector.Expression("ns", .isNotIn, ["x"])])
    let aOrB = LabelSelector([:], [LabelSelector.Expression("pod", .isIn, ["a", "b"])])
    let rule = PolicyRule(peers: [.pods(namespaces: notX, pods: aOrB)])
    let rows = PolicyGrid.draw([PolicyGrid.policy("x", Self.podA, ingress: [rule])])
    let (closed, open) = ("X........", ".........")
    #expect(rows == [closed, closed, closed, open, open, closed, open, open, closed])
    let exists = LabelSelector([:], [LabelSelector.Expression("none", .exists)])
    let missing = LabelSelector([:], [LabelSelector.Expression("none", .doesNotExist)])
    #expect(!exists.matches(["pod": "a"]) && missing.matches(["pod": "a"]))
    // `NotIn` holds for what lacks the label.
    #expect(LabelSelector([:], [LabelSelector.Expression("none", .isNotIn, ["1"])]).matches(["pod": "a"]))
  }

  /// A flow needs the source's egress and the destination's ingress.
  @Test func bothSidesMustAllow() {
    let toX = PolicyRule(peers: [.pods(namespaces: LabelSelector(["ns": "x"]), pods: nil)])
    let policies = [PolicyGrid.policy("y", egress: [toX]), PolicyGrid.policy("x", Self.podA, ingress: [])]
    let (free, bound) = ("X........", "X..XXXXXX")
    #expect(PolicyGrid.draw(policies) == [free, free, free, bound, bound, bound, free, free, free])
  }

  @Test func blocksAndTheirHoles() throws {
    let block = try #require(IPv4Prefix("192.168.0.0/16"))
    let hole = try #require(IPv4Prefix("192.168.1.0/24"))
    let rule = PolicyRule(peers: [.block(block, except: [hole])])
    let rows = PolicyGrid.draw([PolicyGrid.policy("z", ingress: [rule])])
    let (closed, open) = ("......XXX", ".........")
    #expect(rows == [open, open, open, closed, closed, closed, open, open, open])
    // What is no pod is only named by blocks.
    let outside = PolicyEndpoint(name: "out", addresses: [try #require(IPv4Address("192.168.9.9"))])
    let evaluator = PolicyEvaluator(policies: [PolicyGrid.policy("z", ingress: [rule])])
    #expect(evaluator.verdict(outside, PolicyGrid.endpoints[8], .tcp, 80).isAllowed)
    let all = PolicyRule(peers: [.pods(namespaces: .all, pods: nil)])
    let pods = PolicyEvaluator(policies: [PolicyGrid.policy("z", ingress: [all])])
    #expect(!pods.verdict(outside, PolicyGrid.endpoints[8], .tcp, 80).isAllowed)
    #expect(pods.verdict(PolicyGrid.endpoints[8], outside, .tcp, 80).isAllowed)
  }

  @Test func portsRangesAndNames() {
    func rows(_ port: PolicyPort, _ transport: TransportProtocol, _ number: UInt16) -> Bool {
      PolicyGrid.draw([PolicyGrid.policy("x", ingress: [PolicyRule(ports: [port])])], transport, number)
        == PolicyGrid.open
    }
    let range = PolicyPort(.tcp, .range(80...103))
    #expect(rows(range, .tcp, 80) && rows(range, .tcp, 103))
    #expect(!rows(range, .tcp, 79) && !rows(range, .tcp, 104) && !rows(range, .udp, 80))
    let named = PolicyPort(.tcp, .named("serve-81-tcp"))
    #expect(rows(named, .tcp, 81) && !rows(named, .tcp, 80) && !rows(named, .udp, 81))
    // A name is one of its protocol's ports.
    #expect(!rows(PolicyPort(.tcp, .named("serve-80-udp")), .udp, 80))
    #expect(rows(PolicyPort(.udp, .named("serve-80-udp")), .udp, 80))
    #expect(rows(PolicyPort(.sctp), .sctp, 1) && !rows(PolicyPort(.sctp), .tcp, 1))
  }

  /// In egress rules a name is the destination's.
  @Test func namedPortsOfEgress() {
    let rule = PolicyRule(ports: [PolicyPort(.tcp, .named("serve-80-tcp"))])
    let evaluator = PolicyEvaluator(policies: [PolicyGrid.policy("x", egress: [rule])])
    #expect(evaluator.verdict(PolicyGrid.endpoints[0], PolicyGrid.endpoints[4], .tcp, 80).isAllowed)
    #expect(!evaluator.verdict(PolicyGrid.endpoints[0], PolicyEndpoint(name: "out"), .tcp, 80).isAllowed)
  }

  @Test func policiesAddUp() {
    let fromY = PolicyRule(peers: [.pods(namespaces: LabelSelector(["ns": "y"]), pods: nil)])
    let on81 = PolicyRule(ports: [PolicyPort(.tcp, .range(81...81))])
    let policies = [PolicyGrid.policy("x", ingress: [fromY]), PolicyGrid.policy("x", ingress: [on81])]
    let (closed, open) = ("XXX......", ".........")
    #expect(PolicyGrid.draw(policies) == [closed, closed, closed, open, open, open, closed, closed, closed])
    #expect(PolicyGrid.draw(policies, .tcp, 81) == PolicyGrid.open)
  }

  @Test func theDecidingRuleIsNamed() {
    var deny = PolicyGrid.policy("x", ingress: [])
    deny.name = "deny-all"
    var allow = PolicyGrid.policy(
      "x", Self.podA, ingress: [PolicyRule(ports: [PolicyPort(.udp)]), PolicyRule(ports: [PolicyPort()])])
    allow.name = "web"
    let evaluator = PolicyEvaluator(policies: [deny, allow])
    let (a, b) = (PolicyGrid.endpoints[0], PolicyGrid.endpoints[1])
    #expect(evaluator.verdict(b, a, .tcp, 80) == .allowed("policy x/web allows it by its ingress rule 2"))
    #expect(
      evaluator.verdict(a, b, .tcp, 80)
        == .denied("x/b is isolated for ingress by x/deny-all, and no rule allows it", atDestination: true))
    #expect(evaluator.verdict(a, a, .sctp, 80) == .allowed("x/a always reaches itself"))
  }

  // MARK: Access lists

  @Test func theFirstRuleOfAListDecides() throws {
    let lan = try #require(IPv4Prefix("10.0.0.0/8"))
    let list = AccessListSpec(
      name: "db-in", node: "db", direction: .inward,
      rules: [
        AccessListSpec.Rule(allows: false, transport: .tcp, peers: lan, ports: 22...22),
        AccessListSpec.Rule(allows: true, transport: .tcp, peers: lan),
      ])
    let evaluator = PolicyEvaluator(policies: [], lists: [list])
    let near = PolicyEndpoint(name: "near", addresses: [try #require(IPv4Address("10.1.2.3"))])
    let far = PolicyEndpoint(name: "far", addresses: [try #require(IPv4Address("192.0.2.1"))])
    let member = PolicyEndpoint(name: "db-2", set: "db")
    #expect(
      evaluator.verdict(near, member, .tcp, 22)
        == .denied("access list db-in denies it by its rule 1", atDestination: true))
    #expect(
      evaluator.verdict(near, member, .tcp, 23) == .allowed("access list db-in allows it by its rule 2"))
    #expect(
      evaluator.verdict(far, member, .tcp, 23)
        == .denied("access list db-in has no rule for it", atDestination: true))
    #expect(evaluator.verdict(member, far, .tcp, 23).isAllowed)
  }
}
