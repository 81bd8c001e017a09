import Foundation
import Kernel
import NetworkModel
import Testing

@testable import ScenarioFormats

/// Hostile changes of a compose file that says everything: an import ends with a scenario that can be written, read back and
/// built, or with located errors.
@Suite struct ComposeMutationTests {
  static let sample = """
    name: everything
    x-common: &common {restart: always, image: "a:${TAG:-1}"}
    services:
      web:
        <<: *common
        ports: ["8080:80", "127.0.0.1:9000-9002:90-92/udp", {target: 443, published: "8443", mode: host}]
        deploy: {replicas: 3, endpoint_mode: dnsrr, resources: {limits: {cpus: "0.5", memory: 1G}}}
        networks: {front: {aliases: [www], priority: 5, ipv4_address: 10.7.0.9}, back: }
        depends_on: {api: {condition: service_healthy, restart: true, required: false}}
        healthcheck: {test: [CMD, x], interval: 1m30s, timeout: 5s, retries: 3, start_period: 10s, start_interval: 1s}
      api:
        extends: {service: base}
        scale: 2
        cpus: 1.5
        environment: [DB_HOST=db, "URL=http://u:p@www:80/x"]
        links: ["db:database"]
        networks: [back]
      base: {image: b, expose: [80]}
      db: {image: c, network_mode: "service:api", volumes: ["data:/d"]}
      on-host: {image: d, network_mode: host, env_file: [a.env, {path: b.env, required: false}]}
      debug: {image: e, profiles: [debug]}
    networks:
      front: {driver: bridge, internal: true, ipam: {config: [{subnet: 10.7.0.0/16, gateway: 10.7.0.1}]}}
      back: {driver: overlay, name: spine, driver_opts: {encrypted: "true", com.docker.network.driver.mtu: 1400}}
    volumes: {data: {driver: local}}
    """

  private static let hostile = [
    "-1", "1e309", "\"\"", "null", "[]", "{}", "[[]]", String(repeating: "9", count: 40), "nan", "0", "0s",
    "*common", "&x y", "0.0.0.0/0", "255.255.255.255/32", "65536", "1-65535", "1-65535:1-65535", "a:b:c:d",
    "10000", "9223372036854775807", "-9223372036854775808", "!reset null", "!override [a]", "${", "$X",
    "${A:?b}",
    "${A:-${B:-${C}}}", String(repeating: "${A:-", count: 50), String(repeating: "[", count: 150), "true",
    String(repeating: "a", count: 5000), "é", "--", "host", "service:web", "service:db",
    "\"service:on-host\"",
    "{service: web}", "{service: api}", "[web, api, db]", "{file: x.yaml, service: y}", "1h", "50d", "1e300s",
    "::1", "0.0.0.0:1:1", "- a", "|", "!!binary x", "<<",
  ]

  @Test(.timeLimit(.minutes(2)), arguments: 0..<100)
  func endsWithAScenarioOrDiagnostics(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), entity: "compose", purpose: "mutation")
    for _ in 0..<10 {
      var text = Self.sample
      for _ in 0..<(1 + stream.below(3)) { text = Self.mutated(text, &stream) }
      let imported = ComposeText.load(text)
      if imported.hasErrors {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.count
        #expect(imported.diagnostics.allSatisfy { (0...lines + 1).contains($0.line) && !$0.rendered.isEmpty })
        continue
      }
      let written = ScenarioYAML.text(imported.scenario, notes: imported.diagnostics)
      do {
        let decoded = try ScenarioFile.decode(written, name: "written.yaml").scenario
        #expect(decoded == imported.scenario, "seed \(seed):\n\(text)")
      } catch {
        // Only what one host cannot hold: subnets that overlap or are too small, a port twice.
        let isAboutAddresses = error.diagnostics.allSatisfy {
          $0.message.contains("overlap") || $0.message.contains("addresses")
            || $0.message.contains("given twice")
            || $0.message.contains("network") || $0.message.contains("wants the port")
            || $0.message.contains("address")
        }
        #expect(isAboutAddresses, "seed \(seed): \(error.diagnostics.map(\.message))\n\(text)")
      }
    }
  }

  static func mutated(_ text: String, _ stream: inout RandomStream) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let place = stream.below(lines.count)
    switch stream.below(7) {
    case 0: lines.insert(lines[stream.below(lines.count)], at: place)
    case 1: lines.swapAt(place, stream.below(lines.count))
    case 2: if lines.count > 1 { lines.remove(at: place) }
    case 3: lines[place] = String(repeating: " ", count: stream.below(8)) + lines[place].drop { $0 == " " }
    case 4:
      var bytes = Array(text.utf8)
      bytes[stream.below(bytes.count)] = UInt8(truncatingIfNeeded: stream.next())
      return String(decoding: bytes, as: UTF8.self)
    default:
      let parts = lines[place].split(separator: ": ", omittingEmptySubsequences: false).map(String.init)
      guard parts.count > 1 else { break }
      let which = 1 + stream.below(parts.count - 1)
      var changed = parts
      changed[which] = hostile[stream.below(hostile.count)] + parts[which].drop { !",}]".contains($0) }
      lines[place] = changed.joined(separator: ": ")
    }
    return lines.joined(separator: "\n")
  }
}

/// Every file of a folder of real compose files, when `RHUMB_COMPOSE` names one.
@Suite struct ComposeFilesTests {
  static let folder = ProcessInfo.processInfo.environment["RHUMB_COMPOSE"] ?? ""

  static let files: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
  }()

  @Test(.enabled(if: !files.isEmpty), arguments: files) func importsAndCanBeRun(file: String) throws {
    let loaded = try ScenarioFile.load("\(Self.folder)/\(file)")
    #expect(!loaded.scenario.services.isEmpty && !loaded.scenario.traffic.isEmpty)
    _ = try Topology(loaded.scenario.network)
  }
}
