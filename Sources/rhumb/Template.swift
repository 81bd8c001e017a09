/// Scenarios for `rhumb new`: small, commented, and with expectations that hold.
struct Template {
  let name: String
  let summary: String
  let text: String

  static let all = [basic, rip, services, bridge]

  private static let header = "# yaml-language-server: $schema=rhumb-scenario.schema.json\n"

  static let basic = Template(
    name: "basic", summary: "Two hosts, two routers, one flow.",
    text: header + """
      title: A first network
      about: Two hosts talk across two routers. The routes are computed from the whole topology.
      seed: 1
      duration: 10s

      network:
        defaults: {link: {bandwidth: 100Mbps, delay: 2ms}}
        routers:
          r1:
          r2:
        hosts:
          alice:
          bob:
        links:
          - alice -- r1
          - {between: [r1, r2], bandwidth: 10Mbps, delay: 10ms}
          - r2 -- bob

      traffic:
        - {name: video, from: alice, to: bob, flow: udp, rate: 8Mbps, packet: 1500B, stop: 9s}

      expect:
        - {metric: flows.video.lost, equals: 0}
        - {metric: flows.video.delay.max, at-most: 20ms}

      """)

  static let rip = Template(
    name: "rip", summary: "A square of routers that runs RIP and loses a link.",
    text: header + """
      title: RIP finds the other way round
      about: Four routers in a square run RIP version 2. A link fails; triggered updates turn the traffic round.
      seed: 1
      duration: 5min

      network:
        routers:
          r1: {stubs: [192.168.1.0/24]}
          r2: {stubs: [192.168.2.0/24]}
          r3: {stubs: [192.168.3.0/24]}
          r4: {stubs: [192.168.4.0/24]}
        links:
          - r1 -- r2
          - r2 -- r3
          - r3 -- r4
          - r4 -- r1

      routing:
        protocol: rip
        profile: rfc            # or frr: the timers and switches of FRRouting

      traffic:
        - {name: probe, from: r1, to: 192.168.3.1, flow: udp, rate: 100kbps, packet: 500B, start: 60s}

      events:
        - {at: 90s, down: r1 -- r2}

      expect:
        - {metric: routing.convergence.1, at-most: 40s}
        - {metric: flows.probe.loss_ratio, at-most: 5%}

      """)

  static let services = Template(
    name: "services", summary: "Three containers behind a balancer, one of them slow.",
    text: header + """
      title: A web service behind a balancer
      about: Round robin gives the slow container as much work as the fast ones. Try weights, or another policy.
      seed: 1
      duration: 60s

      network:
        defaults: {link: {bandwidth: 1Gbps, delay: 200us}}
        hosts:
          client:
          lb:
          docker: {cpus: 4}
        routers:
          gateway:
        networks:
          front: {driver: bridge, on: docker}
        containers:
          fast: {replicas: 2, networks: [front], cpus: 1}
          slow: {networks: [front], cpus: 0.5}
        links:
          - client -- gateway
          - lb -- gateway
          - docker -- gateway

      services:
        web:
          backends: {fast-1: 2, fast-2: 2, slow: 1}
          at: lb
          policy: weighted-round-robin
          service-time: exponential(10ms)
          concurrency: 2
          health-check: {interval: 1s, timeout: 200ms, unhealthy: 3, healthy: 2}

      traffic:
        - {name: users, from: client, to: web, arrivals: poisson(150/s), request: 500B, response: 20kB}

      expect:
        - {metric: services.web.success_ratio, at-least: 99%}
        - {metric: services.web.latency.p99, at-most: 500ms}

      """)

  static let bridge = Template(
    name: "bridge", summary: "Three Ethernet bridges in a ring, with RSTP.",
    text: header + """
      title: A ring of bridges
      about: RSTP blocks one port of the ring, and opens it when a link fails.
      seed: 1
      duration: 30s

      network:
        bridges:
          sw1: {stp: rstp, priority: 4096}
          sw2: {stp: rstp}
          sw3: {stp: rstp}
        hosts:
          alice:
          bob:
        links:
          - sw1 -- sw2
          - sw2 -- sw3
          - sw3 -- sw1
          - alice -- sw2
          - bob -- sw3

      traffic:
        - {name: call, from: alice, to: bob, flow: udp, rate: 1Mbps, packet: 500B, start: 5s}

      events:
        - {at: 15s, down: sw3 -- sw1}

      expect:
        - {metric: flows.call.loss_ratio, at-most: 1%}
        - {metric: network.storm, equals: 0}

      """)
}
