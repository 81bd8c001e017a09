import Balancing
import Foundation
import NetworkModel
import Testing

/// What the real nginx and HAProxy picked, recorded by Tests/Differential/proxies/record.py, step by step.
@Suite struct RecordedProxyTests {
  struct Recording: Decodable, Sendable {
    let name: String
    let policy: String
    let flavor: String
    let parameters: [String: Value]
    let weights: [Int]
    let identities: [String]
    let steps: [String]
    let picks: [String]

    enum Value: Decodable, Sendable {
      case number(Double)
      case text(String)

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
          self = .number(number)
        } else {
          self = .text(try container.decode(String.self))
        }
      }
    }

    var specs: [PolicySpec.Parameter] {
      parameters.sorted { $0.key < $1.key }.map { name, value in
        switch value {
        case .number(let number): parameter(name, number)
        case .text(let text): parameter(name, text)
        }
      }
    }
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Differential/proxies/expected")

  static let files: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted()
  }()

  @Test func thereAreRecordings() { #expect(Self.files.count >= 20) }

  @Test(arguments: files)
  func picksAsTheRealProxyDid(file: String) throws {
    let data = try Data(contentsOf: Self.folder.appending(path: file))
    for recording in try JSONDecoder().decode([Recording].self, from: data) {
      let picks = Self.replay(recording)
      let first = zip(picks, recording.picks).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      #expect(
        picks == recording.picks,
        "\(recording.name), weights \(recording.weights): pick \(first ?? -1) differs")
    }
  }

  static func replay(_ recording: Recording) -> [String] {
    let keys = recording.steps.filter { $0.hasPrefix("start ") }.map { String($0.dropFirst(6)) }
    var bench = PolicyBench(
      recording.policy, flavor: recording.flavor, weights: recording.weights,
      names: recording.identities.isEmpty ? nil : recording.identities, parameters: recording.specs,
      keys: keys.isEmpty ? ["/"] : keys)
    var failures = [Int](repeating: 0, count: recording.weights.count)
    var refusing: Set<Int> = []
    var limit = 1
    if case .number(let number)? = recording.parameters["max-fails"] { limit = Int(number) }
    var picks: [String] = []
    var chosen: [Int] = []
    var key = 0
    func fail(_ backend: Int) {
      bench.end(backend, succeeded: false)
      failures[backend] += 1
      if failures[backend] >= limit { bench.setEligible(backend, false) }
    }
    for step in recording.steps {
      let words = step.split(separator: " ")
      let number = words.count > 1 ? Int(words[1]) ?? 0 : 0
      switch words[0] {
      case "start":
        var tried: [Int] = []
        var backend = bench.start(key: keys.isEmpty ? 0 : key)
        while refusing.contains(backend) {
          fail(backend)
          tried.append(backend)
          backend = bench.decide(key: keys.isEmpty ? 0 : key, tried: tried)?.backend ?? -1
        }
        picks.append(backend < 0 ? "" : letter(backend))  // No server: the client sees 502 at once.
        chosen.append(backend)
        key += words.count > 1 ? 1 : 0
      case "end" where chosen[number] >= 0: bench.end(chosen[number])
      case "fail" where chosen[number] >= 0: fail(chosen[number])
      case "end", "fail": break
      case "down": bench.setEligible(number, false)
      case "up": bench.setEligible(number, true)
      case "refuse": refusing.insert(number)
      default: refusing.remove(number)
      }
    }
    return picks
  }
}
