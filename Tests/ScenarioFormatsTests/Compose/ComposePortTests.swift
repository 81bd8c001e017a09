import Testing

@testable import ScenarioFormats

/// Compose specification, 05 “ports”; what `docker compose config` makes of each spelling.
@Suite struct ComposePortTests {
  /// `target<-ip:published/protocol` for each entry.
  private static func parse(_ text: String) throws(ComposePortParser.Fault) -> [String] {
    try ComposePortParser.parse(text).map { port in
      let published = port.published.map {
        $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
      }
      return "\(port.target)<-\(port.hostAddress ?? "")\(published.map { ":" + $0 } ?? "")/\(port.transport)"
    }
  }

  static let spellings: [(String, [String])] = [
    ("3000", ["3000<-/tcp"]),
    ("3000-3002", ["3000<-/tcp", "3001<-/tcp", "3002<-/tcp"]),
    ("8000:8000", ["8000<-:8000/tcp"]),
    ("9090-9091:8080-8081", ["8080<-:9090/tcp", "8081<-:9091/tcp"]),
    ("49100:22", ["22<-:49100/tcp"]),
    ("8000-9000:80", ["80<-:8000-9000/tcp"]),
    ("127.0.0.1:8001:8001", ["8001<-127.0.0.1:8001/tcp"]),
    ("127.0.0.1:5000-5001:5000-5001", ["5000<-127.0.0.1:5000/tcp", "5001<-127.0.0.1:5001/tcp"]),
    ("127.0.0.1::80", ["80<-127.0.0.1/tcp"]),
    ("6060:6060/udp", ["6060<-:6060/udp"]),
    ("53:53/UDP", ["53<-:53/udp"]),
    ("[::1]:6001:6001", ["6001<-::1:6001/tcp"]),
    ("::1:6001:6001", ["6001<-::1:6001/tcp"]),
    ("132:132/sctp", ["132<-:132/sctp"]),
  ]

  @Test(arguments: 0..<14) func everySpelling(number: Int) throws {
    let (text, expected) = Self.spellings[number]
    #expect(try Self.parse(text) == expected, "\(text)")
  }

  @Test func allSpellingsAreTried() { #expect(Self.spellings.count == 14) }

  @Test(
    arguments: [
      "", "x", "80:", "-80", "70000:80", "8000-8002:80-81", "90-80", "80/icmp", "1.2.3:80:80", "80:80:80",
      "1e3", "+80", "99999999999999999999:80",
    ])
  func whatIsNoPortIsAFault(text: String) {
    #expect(throws: ComposePortParser.Fault.self) { try Self.parse(text) }
  }

  @Test func theLongFormSaysTheSame() throws {
    let scenario = try ComposeText.scenario(
      """
      services:
        web:
          image: x
          ports:
            - {target: 80, published: "8080", host_ip: 127.0.0.1, protocol: tcp, mode: host}
            - {target: 53, published: 5353, protocol: udp}
            - {target: 90, published: "9000-9005"}
            - target: 70
            - "8080:80"
            - 8080:80
      """)
    #expect(
      scenario.network.containers[0].ports == [
        "127.0.0.1:8080:80", "5353:53/udp", "9000:90", "70", "8080:80",
      ])
  }

  /// Docker: "port is already allocated". A range is a choice, UDP has ports of its own, and so has each address.
  @Test func hostsPortIsPublishedOnce() {
    let imported = ComposeText.load(
      """
      services:
        a: {image: x, ports: ["8080:80", "127.0.0.2:99:99"]}
        b: {image: x, ports: ["8080:81/udp", "8080-8090:82", "127.0.0.3:99:99"]}
        c: {image: x, ports: ["127.0.0.1:8080:83"]}
      """)
    let warnings = imported.diagnostics.filter { $0.severity == .warning }
    #expect(
      warnings.map { "\($0.line): \($0.message)" } == [
        "4: services.c.ports: `a` publishes the host's port 8080/tcp already"
      ])
  }
}
