/// A path that a router announces as written, whatever it hears of the prefix: a table from elsewhere, or a made-up one.
package struct BGPAnnouncementSpec: Sendable, Equatable {
  package var node: String
  package var prefixes: [IPv4Prefix]
  /// Behind the router's own AS, which is put in front toward external neighbours.
  package var asPath: [Segment] = []
  /// `igp`, `egp`, `incomplete`.
  package var origin = "igp"
  package var multiExitDiscriminator: UInt32?
  /// Told to internal neighbours only.
  package var localPreference: UInt32?
  package var communities: [String] = []
  package var largeCommunities: [String] = []

  package enum Segment: Sendable, Equatable {
    case sequence([UInt32])
    case set([UInt32])
  }

  package init(node: String, prefixes: [IPv4Prefix]) {
    self.node = node
    self.prefixes = prefixes
  }

  /// Reads `65001 65002 {65003,65004}`; nil: that is no path.
  package static func path(_ text: some StringProtocol) -> [Segment]? {
    var segments: [Segment] = []
    var run: [UInt32] = []
    var rest = Substring(text)
    while let next = rest.first {
      if next == " " {
        rest.removeFirst()
      } else if next == "{" {
        guard let end = rest.firstIndex(of: "}") else { return nil }
        let words = rest[rest.index(after: rest.startIndex)..<end].split { $0 == "," || $0 == " " }
        let numbers = words.compactMap { UInt32($0) }
        guard numbers.count == words.count, (1...255).contains(numbers.count) else { return nil }
        if !run.isEmpty { segments.append(.sequence(run)) }
        run = []
        segments.append(.set(Set(numbers).sorted()))
        rest = rest[rest.index(after: end)...]
      } else {
        let word = rest.prefix { $0 != " " && $0 != "{" }
        guard let number = UInt32(word) else { return nil }
        // RFC 4271 §4.3 b: the length of a segment is one octet.
        if run.count == 255 {
          segments.append(.sequence(run))
          run = []
        }
        run.append(number)
        rest = rest[word.endIndex...]
      }
    }
    if !run.isEmpty { segments.append(.sequence(run)) }
    return segments
  }
}
