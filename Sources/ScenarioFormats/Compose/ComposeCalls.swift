/// Who asks whom: services that a service depends on, links to, or names in its environment. A compose file does not say it in
/// any other way.
struct ComposeCalls {
  private let project: ComposeProject
  private let positions: [String: Int]

  init(_ project: ComposeProject) {
    self.project = project
    positions = Dictionary(
      project.services.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  struct Call: Equatable {
    let from: Int
    let to: Int
    /// False: they share no network, so that a name does not lead there.
    let isPossible: Bool
  }

  /// In the order of the file, each pair once.
  func all() -> [Call] {
    var calls: [Call] = []
    for (from, service) in project.services.enumerated() {
      let aliases = aliasesSeen(by: service)
      var targets: [Int] = []
      for dependency in service.dependencies {
        if let to = positions[dependency.service] { targets.append(to) }
      }
      for link in service.links {
        let name = link.split(separator: ":").first.map(String.init) ?? link
        if let to = positions[name] { targets.append(to) }
      }
      for variable in service.environment {
        for host in NamedHosts.find(inVariable: variable.name, variable.value) {
          if let to = positions[host] ?? aliases[host] { targets.append(to) }
        }
      }
      var seen: Set<Int> = [from]
      for to in targets where seen.insert(to).inserted {
        calls.append(Call(from: from, to: to, isPossible: shareNetwork(from, to)))
      }
    }
    return calls
  }

  /// The networks of a service, or those of the service whose stack it uses.
  func networks(of position: Int, depth: Int = 0) -> [String] {
    switch project.services[position].stack {
    case .networks(let attachments): return attachments.map(\.network)
    case .host: return ["host network"]
    case .none: return []
    case .service(let name):
      guard depth < 10, let other = positions[name] else { return [] }
      return networks(of: other, depth: depth + 1)
    }
  }

  private func shareNetwork(_ a: Int, _ b: Int) -> Bool {
    !Set(networks(of: a)).isDisjoint(with: networks(of: b))
  }

  private func aliasesSeen(by service: ComposeService) -> [String: Int] {
    guard case .networks(let mine) = service.stack else { return [:] }
    let own = Set(mine.map(\.network))
    var result: [String: Int] = [:]
    for (position, other) in project.services.enumerated() {
      guard case .networks(let attachments) = other.stack else { continue }
      for attachment in attachments where own.contains(attachment.network) {
        for alias in attachment.aliases where result[alias] == nil { result[alias] = position }
      }
    }
    return result
  }
}
