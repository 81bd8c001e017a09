import Kernel
import NetworkModel

/// UPDATEs take time to be worked off, one after the other, where the scenario says so: the load that MRAI saves, and the
/// reason why there is a best MRAI (Griffin and Premore, 2001).
extension BGPProcess {
  struct InHand: Sendable {
    let neighbor: Int
    let update: BGPMessage.Update
  }

  private var processingTime: ClosedRange<SimTime>? { unrest ?? configuration.settings.processing }

  mutating func take(
    _ update: BGPMessage.Update, from index: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    guard processingTime != nil || !inHand.isEmpty else {
      return receive(update, from: index, at: now, &actions)
    }
    inHand.append(InHand(neighbor: index, update: update))
    if inHand.count == 1 { beginProcessing(at: now, &actions) }
  }

  private mutating func beginProcessing(at now: SimTime, _ actions: inout [RoutingAction]) {
    guard !inHand.isEmpty else { return }
    let range = processingTime ?? .zero ... .zero
    let time = range.lowerBound + (range.upperBound - range.lowerBound).scaled(by: stream.uniform())
    actions.append(.setTimer(BGPTimer.processing.timer(), at: now + time))
  }

  mutating func updateProcessed(at now: SimTime, _ actions: inout [RoutingAction]) {
    guard !inHand.isEmpty else { return }
    // As bgpd, which reads UPDATEs at once and chooses when its queue's turn comes: what has changed twice is told as once.
    let count = unrest == nil ? 1 : inHand.count
    let done = Array(inHand.prefix(count))
    inHand.removeFirst(count)
    for one in done { receive(one.update, from: one.neighbor, at: now, &actions) }
    beginProcessing(at: now, &actions)
  }

  /// The session is gone, and what came by it.
  mutating func drop(from index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let wasBusy = inHand.first?.neighbor == index
    inHand.removeAll { $0.neighbor == index }
    if inHand.isEmpty { actions.append(.cancelTimer(BGPTimer.processing.timer())) }
    if wasBusy { beginProcessing(at: now, &actions) }
  }
}
