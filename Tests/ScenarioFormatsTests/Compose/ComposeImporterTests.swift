import Kernel
import NetworkModel
import Testing

@testable import ScenarioFormats

@Suite struct ComposeImporterTests {
  // MARK: Networks

  @Test func servicesWithoutNetworksShareTheDefaultOne() throws {
    let scenario = try ComposeText.scenario(
      "services:\n  a: {image: x}\n  b: {image: x, networks: [other]}\nnetworks: {other: , unused: }\n")
    #expect(scenario.network.containerNetworks.map(\.name) == ["shop_default", "shop_other"])
    #expect(scenario.network.containers.map(\.networks) == [["shop_default"], ["shop_other"]])
    #expect(scenario.network.hosts.map(\.name) == ["docker"])
  }

  @Test func namesOfNetworksAreDockers() throws {
    let scenario = try ComposeText.scenario(
      """
      name: Web-Shop_1
      services:
        a: {image: x, networks: [one, two, three, four]}
      networks:
        one: {}
        two: {name: plain}
        three: {external: true}
        four: {external: true, name: corporate net}
      """)
    #expect(
      scenario.network.containerNetworks.map(\.name) == ["web-shop_1_one", "plain", "three", "corporate-net"])
  }

  @Test func subnetsGatewaysAndPriorities() throws {
    let imported = ComposeText.load(
      """
      services:
        a:
          image: x
          networks:
            low: {priority: 1}
            high: {priority: 100, aliases: [b]}
      networks:
        low: {ipam: {config: [{subnet: 10.1.0.0/24, gateway: 10.1.0.9}, {subnet: "fd00::/64"}]}}
        high: {ipam: {driver: default, config: [{subnet: 10.2.0.5/16, ip_range: 10.2.1.0/24}]}}
      """)
    let networks = imported.scenario.network.containerNetworks
    #expect(networks.map(\.name) == ["shop_high", "shop_low"])
    #expect(networks.map { $0.subnet?.description } == ["10.2.0.0/16", "10.1.0.0/24"])
    #expect(networks[1].gateway == IPv4Address("10.1.0.9"))
    #expect(imported.scenario.network.containers[0].networks == ["shop_high", "shop_low"])
    #expect(
      ComposeText.messages(imported, .note).contains(
        "8:76: not modelled: networks.low.ipam.config.subnet (there is no IPv6)"))
  }

  @Test func driversAndTheirOptions() throws {
    let scenario = try ComposeText.scenario(
      """
      services:
        a: {image: x, networks: {one: {ipv4_address: 10.5.0.77, aliases: [www]}, two: , three: }}
      networks:
        one: {internal: true, ipam: {config: [{subnet: 10.5.0.0/24}]}}
        two: {driver: overlay, driver_opts: {encrypted: "", com.docker.network.driver.mtu: 1400}}
        three: {driver_opts: {com.docker.network.bridge.enable_icc: "false", com.docker.network.bridge.gateway_mode_ipv4: routed}}
      """)
    let networks = scenario.network.containerNetworks
    #expect(networks.map(\.driver) == [.bridge, .overlay, .bridge])
    #expect(networks.map(\.isInternal) == [true, false, false])
    #expect(networks.map(\.encryption) == [.none, .swarm, .none])
    #expect(networks.map(\.mtu) == [nil, 1400, nil])
    #expect(networks.map(\.allowsInterContainer) == [true, true, false])
    #expect(networks.map(\.gatewayMode) == [.nat, .nat, .routed])
    let container = scenario.network.containers[0]
    #expect(container.addresses == ["shop_one": try #require(IPv4Address("10.5.0.77"))])
    #expect(container.aliases == ["shop_one": ["www"]])
    let topology = try Topology(scenario.network)
    #expect(topology.node(named: "a").flatMap { topology.primaryAddress(of: $0) } == IPv4Address("10.5.0.77"))
  }

  // MARK: Containers

  @Test func replicasAndLimits() throws {
    var options = ComposeImporter.Options()
    options.scale = ["d": 4]
    let scenario = try ComposeText.scenario(
      """
      services:
        a: {image: x, deploy: {replicas: 3, resources: {limits: {cpus: "0.25"}, reservations: {cpus: "0.1"}}}}
        b: {image: x, scale: 2, cpus: 1.5}
        c: {image: x, scale: 0}
        d: {image: x, deploy: {mode: global, replicas: 7}}
      """, options)
    let containers = scenario.network.containers
    #expect(containers.map(\.name) == ["a", "b", "d"])
    #expect(containers.map(\.replicas) == [3, 2, 4])
    #expect(containers.map(\.cpus) == [0.25, 1.5, 1])
    #expect(scenario.services.map(\.concurrency) == [1, 2, 1])
  }

  @Test func profilesChoose() throws {
    let text = """
      services:
        a: {image: x}
        b: {image: x, profiles: [debug, test]}
        c: {image: x, profiles: [other]}
      """
    #expect(try ComposeText.scenario(text).services.map(\.name) == ["a"])
    var options = ComposeImporter.Options()
    options.profiles = ["test"]
    #expect(try ComposeText.scenario(text, options).services.map(\.name) == ["a", "b"])
    options.profiles = ["*"]
    #expect(try ComposeText.scenario(text, options).services.map(\.name) == ["a", "b", "c"])
    #expect(
      ComposeText.messages(ComposeText.load(text), .note).contains(
        "4:3: left out: services.c (its profile other is not active)"))
  }

  @Test func networkModes() throws {
    let scenario = try ComposeText.scenario(
      """
      services:
        a: {image: x, network_mode: host}
        b: {image: x, network_mode: none}
        c: {image: x, network_mode: "service:d"}
        d: {image: x, network_mode: bridge}
      """)
    #expect(scenario.network.containers.map(\.name) == ["a", "d"])
    #expect(scenario.network.containerNetworks.map(\.name) == ["bridge", "host"])
    #expect(scenario.network.containerNetworks.map(\.driver) == [.bridge, .host])
    #expect(scenario.network.containerNetworks.map(\.isDefaultBridge) == [true, false])
    #expect(scenario.services.map { $0.backends.map(\.name) } == [["a"], ["d"], ["d"]])
  }

  // MARK: Services and traffic

  @Test func publishedPortsAreAskedFromOutside() throws {
    let scenario = try ComposeText.scenario(
      """
      services:
        web: {image: x, ports: ["8080:80", "8443:443", "9:9/udp", "9:9"], scale: 3}
        db: {image: x}
      """)
    #expect(scenario.services.map(\.balancer) == ["docker", nil])
    #expect(scenario.services.map(\.layer) == [.connection, .connection])
    #expect(scenario.traffic.map(\.name) == ["client->web:9", "client->web:8080", "client->web:8443"])
    #expect(scenario.traffic.allSatisfy { $0.from == "client" && $0.to == .service("web") })
    #expect(scenario.network.links.map(\.name) == ["client -- docker"])
  }

  /// A service calls what it depends on, links to, or names in its environment, once for each request of its own.
  @Test func callsFollowDependenciesAndTheEnvironment() throws {
    let scenario = try ComposeText.scenario(
      """
      services:
        web: {image: x, ports: ["80:80"], depends_on: [api], scale: 2}
        api:
          image: x
          environment:
            DATABASE_URL: postgres://u:p@db:5432/x
            CACHE: redis-alias:6379
            QUEUE_HOST: queue
            NAME: other
          links: ["files:f"]
        db: {image: x}
        cache: {image: x, networks: {default: {aliases: [redis-alias]}}}
        queue: {image: x}
        files: {image: x}
        other: {image: x}
      """)
    let calls = scenario.traffic.filter { $0.from != "client" }
    #expect(
      calls.map { "\($0.name)" } == ["web->api", "api->files", "api->db", "api->cache", "api->queue"])
    // Twenty a second come to web; each of its two replicas asks api ten times.
    guard case .requests(let requests) = calls[0].kind else { return }
    #expect(requests.gap == .exponential(mean: 0.1))
    guard case .requests(let second) = calls[1].kind else { return }
    #expect(second.gap == .exponential(mean: 0.05))
  }

  @Test func noCallsWithoutASharedNetworkNorInCircles() throws {
    let imported = ComposeText.load(
      """
      services:
        web: {image: x, ports: ["80:80"], depends_on: [db], networks: [a]}
        db: {image: x, networks: [b]}
        p: {image: x, ports: ["81:81"], environment: {Q_HOST: q}}
        q: {image: x, environment: {P_HOST: p}}
      networks: {a: , b: }
      """)
    #expect(imported.scenario.traffic.map(\.name) == ["client->web:80", "client->p:81", "p->q"])
    #expect(
      ComposeText.messages(imported, .note).contains(
        "2:3: web names db, but shares no network with it: no requests"))
  }

  /// The first probe comes one interval after the start; in a start period, one `start_interval`.
  @Test func dependentsWaitForHealth() throws {
    let scenario = try ComposeText.scenario(
      """
      services:
        web: {image: x, ports: ["80:80"], depends_on: {api: {condition: service_healthy}, db: }}
        api:
          image: x
          depends_on: {db: {condition: service_healthy}}
          healthcheck: {test: [CMD, x], interval: 10s, start_period: 1m30s, start_interval: 2s}
        db: {image: x, healthcheck: {test: [CMD, x], interval: 3s, retries: 5}}
      """)
    #expect(scenario.traffic.map(\.name) == ["client->web:80", "web->api", "web->db", "api->db"])
    // db is healthy at 3 s, when api starts, which is healthy two seconds later.
    #expect(scenario.traffic.map(\.start) == [.seconds(5), .seconds(5), .seconds(5), .seconds(3)])
    #expect(scenario.duration == .seconds(35))
  }

  @Test func aPublishedServiceIsProbed() throws {
    let scenario = try ComposeText.scenario(
      """
      services:
        a: {image: x, ports: ["80:80"], healthcheck: {test: [CMD, x], interval: 5s, timeout: 1s, retries: 4}}
        b: {image: x, ports: ["81:80"], healthcheck: {test: [NONE]}}
        c: {image: x, ports: ["82:80"], healthcheck: {disable: true}}
      """)
    let check = try #require(scenario.services[0].healthCheck)
    #expect((check.interval, check.timeout) == (.seconds(5), .seconds(1)))
    #expect((check.unhealthy, check.healthy) == (4, 1))
    #expect(scenario.services[1].healthCheck == nil && scenario.services[2].healthCheck == nil)
  }

  /// Compose specification, deploy, “endpoint_mode”: the resolver's shuffled list in place of a virtual address.
  @Test func withoutAVirtualAddressCallersTakeAnyReplica() throws {
    let scenario = try ComposeText.scenario(
      """
      services:
        listed: {image: x, deploy: {replicas: 3, endpoint_mode: dnsrr}}
        virtual: {image: x, deploy: {replicas: 3, endpoint_mode: vip}}
      """)
    #expect(scenario.services.map(\.policy.name) == ["random", "round-robin"])
  }

  // MARK: What is said

  /// Every field of a file is modelled, or told with its place.
  @Test func nothingIsPassedOverInSilence() {
    let imported = ComposeText.load(
      """
      x-note: {a: 1}
      services:
        web:
          image: x
          volumes: [a:/b]
          prots: ["80:80"]
          deploy: {placement: {constraints: [a]}, resources: {limits: {memory: 1G}}}
      volumes:
        data: {driver: local}
      secrets: {token: {file: t}}
      """)
    #expect(
      ComposeText.messages(imported, .note).dropLast() == [
        "1:1: not modelled: x-note (an extension field, without meaning of its own)",
        "4:5: not modelled: services.web.image (what runs in a container is not simulated)",
        "5:5: not modelled: services.web.volumes (files take no part)",
        "6:5: not modelled: services.web.prots (an unknown key)",
        "7:14: not modelled: services.web.deploy.placement (containers are all on one host)",
        "7:66: not modelled: services.web.deploy.resources.limits.memory (memory and devices are not simulated)",
        "9:3: not modelled: volumes.data (it is on the host's own disk)",
        "10:11: not modelled: secrets.token (files take no part)",
      ])
    #expect(imported.diagnostics.first { $0.line == 6 }?.hint == "did you mean `ports`?")
    #expect(!imported.hasErrors)
  }

  static let faults: [(String, String)] = [
    (
      "services:\n  web: {image: x, ports: [x]}",
      "2:27: services.web.ports: `x` in `x` is no port of 0…65535, nor a range of them"
    ),
    ("services:\n  web: {image: x, networks: [nte]}\nnetworks: {net: }", "2:30: there is no network `nte`"),
    (
      "services:\n  web: {image: x, network_mode: hots}",
      "2:33: services.web.network_mode: there is no mode `hots`"
    ),
    ("services: [web]", "1:11: services: expected a mapping, found a list"),
    ("networks: {a: }", "1:1: a compose file has `services`"),
    (
      "services:\n  web: {image: \"${X:?say it}\"}",
      "2:16: services.web.image: the variable X is required: say it"
    ),
    ("services:\n  web: {image: \"$\"}", "2:16: services.web.image: this is no form of a variable"),
    (
      "services:\n  web: {image: x, deploy: {replicas: lots}}",
      "2:38: services.web.deploy.replicas: expected a whole number, found `lots`"
    ),
    (
      "services:\n  web: {image: x, depends_on: {db: {condition: service_helthy}}}",
      "2:48: services.web.depends_on.db.condition: there is no condition `service_helthy`"
    ),
    (
      "services:\n  web: {image: x, healthcheck: {interval: 5 parsecs}}",
      "2:43: services.web.healthcheck.interval: `5 parsecs` is no duration"
    ),
    ("services:\n  web: {image: x\n", "3:1: the YAML is malformed: did not find expected ',' or '}'"),
    ("- a", "1:1: a compose file is a mapping, found a list"),
    (
      "services:\n  web: {image: x, network_mode: \"service:nobody\"}",
      "2:3: web shares the network of `nobody`, which is not there"
    ),
    ("", "1:1: the file is empty"),
  ]

  @Test(arguments: 0..<14) func faultsAreToldAtTheirPlaces(number: Int) {
    let (text, message) = Self.faults[number]
    #expect(ComposeText.messages(ComposeText.load(text), .error) == [message])
  }

  // MARK: As a scenario

  @Test func whatIsWrittenReadsBackTheSame() throws {
    let scenario = try ComposeText.scenario(ComposeMutationTests.sample)
    let text = ScenarioYAML.text(scenario, notes: ComposeText.load(ComposeMutationTests.sample).diagnostics)
    #expect(try ScenarioText.decode(text) == scenario)
  }

  @Test func theSameTextGivesTheSameScenario() throws {
    let first = ScenarioYAML.text(try ComposeText.scenario(ComposeMutationTests.sample))
    for _ in 0..<20 {
      #expect(ScenarioYAML.text(try ComposeText.scenario(ComposeMutationTests.sample)) == first)
    }
  }
}
