import Kernel
import Metrics
import NetworkModel
import Routing

/// What works and what does not, beside the channels' own flags.
struct FaultState {
  /// By link: taken down by an event.
  var isLinkDown: [Bool]
  /// By link: down without a signal; the ends keep carrier.
  var isSilent: [Bool]
  /// By link: carrier as the ends saw it last.
  var hasCarrier: [Bool]

  init(links: Int) {
    isLinkDown = Array(repeating: false, count: links)
    isSilent = Array(repeating: false, count: links)
    hasCarrier = Array(repeating: true, count: links)
  }
}

extension Simulation {
  /// Carries out one line of the scenario's `events:`.
  mutating func perform(_ event: EventSpec) {
    let name = event.title
    settleAgain()
    oscillationWatch?.disturbed()
    if event.action.isTopologyEvent { convergence.begin(event, at: now) }
    note("scenario-event", entity: name, detail: "")
    switch event.action {
    case .linkDown(let reference, let silent): setLinks(reference, down: true, silent: silent)
    case .linkUp(let reference): setLinks(reference, down: false, silent: false)
    case .crash(let name): for node in topology.members(of: name) { setNode(node, isUp: false) }
    case .recover(let name): for node in topology.members(of: name) { setNode(node, isUp: true) }
    case .restart(let name, let away):
      for node in topology.members(of: name) { restartBGP(of: node, away: away) }
    case .set(let property): change(property)
    case .announce(let prefix, let node): originate(prefix, on: node, isPresent: true)
    case .withdraw(let prefix, let node): originate(prefix, on: node, isPresent: false)
    }
  }

  private mutating func setLinks(_ reference: LinkReference, down: Bool, silent: Bool) {
    for link in topology.links(matching: reference) {
      faults.isLinkDown[link.position] = down
      faults.isSilent[link.position] = down && silent
      refresh(link)
    }
  }

  /// A crash takes the node's links down with it; what the node had in its queues and its memory is lost.
  private mutating func setNode(_ node: NodeIndex, isUp: Bool) {
    guard nodes[node.value].isUp != isUp else { return }
    nodes[node.value].isUp = isUp
    topologyVersion &+= 1
    if isUp {
      restartProcesses(of: node)
      restartSpanningTree(of: node)
    } else {
      stopProcesses(of: node)
      stopSpanningTree(of: node)
      serversCrash(on: node)
    }
    for interface in topology[node].interfaces {
      if let link = topology[interface].link { refresh(link) }
    }
    if isUp { startProcesses(of: node) }
  }

  /// Brings the channels of a link and its ends' idea of carrier in line with what works.
  private mutating func refresh(_ link: LinkIndex) {
    topologyVersion &+= 1
    let position = link.position
    let ends = topology[link].interfaces
    let nodesWork =
      nodes[topology[ends.first].node.value].isUp && nodes[topology[ends.second].node.value].isUp
    let carries = nodesWork && !faults.isLinkDown[position]
    for channel in [UInt32(position * 2), UInt32(position * 2 + 1)] {
      if channels[channel].isUp && !carries { clearChannel(channel) }
      channels[channel].isUp = carries
    }
    let carrier = nodesWork && (!faults.isLinkDown[position] || faults.isSilent[position])
    if carrier == faults.hasCarrier[position] { return }
    faults.hasCarrier[position] = carrier
    convergence.detected(at: now)
    note(carrier ? "link-up" : "link-down", entity: topology[link].name, detail: "")
    for interface in [ends.first, ends.second] { carrierChanged(interface, isUp: carrier) }
    globalRoutesMayHaveChanged()
  }

  private mutating func carrierChanged(_ interface: InterfaceIndex, isUp: Bool) {
    interfaces[interface.value].isUp = isUp
    let node = topology[interface].node
    if topology[node].kind == .bridge {
      bridgePortChanged(interface, isUp: isUp)
      return
    }
    if !isUp { forgetNeighbors(of: interface.value) }
    if nodes[node.value].isUp { tellProcesses(of: node, .interfaceChanged(interface, isUp: isUp)) }
  }

  private mutating func change(_ property: SettableProperty) {
    switch property {
    case .linkLoss(let reference, let loss):
      forEachChannel(of: reference) { $0.loss = loss }
      // From now on chance has a hand in it: nothing can be proven.
      if loss > 0 { oscillationWatch = nil }
    case .linkDelay(let reference, let delay):
      for channel in directions(of: reference) { setDelay(delay, of: channel) }
      topologyVersion &+= 1
    case .linkBandwidth(let reference, let bandwidth):
      forEachChannel(of: reference) { $0.picosecondsPerByte = Channel.rate(bandwidth) }
    case .backendErrors(let service, let backend, let share):
      forEachServer(service: service, backend: backend) { $0.errors = share }
    case .trafficRate(let name, let factor):
      for source in requestSources.indices where requestSources[source].line == name {
        requestSources[source].rateFactor = factor
      }
    case .backendServiceTime(let service, let backend, let distribution):
      forEachServer(service: service, backend: backend) { $0.serviceTime = Sampler(distribution) }
    }
  }

  private mutating func forEachChannel(of reference: LinkReference, _ body: (inout Channel) -> Void) {
    for channel in directions(of: reference) { body(&channels[channel]) }
  }

  /// Both directions of the links.
  private func directions(of reference: LinkReference) -> [UInt32] {
    topology.links(matching: reference).flatMap { link in
      [link.position * 2, link.position * 2 + 1].map { UInt32(truncatingIfNeeded: $0) }
    }
  }
}
