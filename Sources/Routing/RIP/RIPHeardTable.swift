import Kernel
import NetworkModel

/// What one neighbour says in a regular update, message by message, as it was last heard.
///
/// Once a network has settled, a router hears the same messages every thirty seconds, and all that they do is to put deadlines off
/// (RFC 2453 §3.8). A message that is known, in the very same storage, and whose entries changed nothing in the table as it still
/// is, is not read again: the routes that it refreshes share one deadline, and that is put off.
struct RIPHeardTable: Sendable {
  struct Message: Sendable {
    /// Kept, so that no other message can come to be at its address.
    let entries: [RIPEntry]
    var effect: Effect?
  }

  /// What a message does to the table, and how long that holds.
  struct Effect: Sendable, BitwiseCopyable {
    /// The table that it was found out with: `RIPProcess.edition`.
    let edition: UInt64
    /// The place in `RIPProcess.sharedDeadlines` of the deadline that it puts off.
    let deadline: UInt32
    /// Routes of the same metric by other routers keep what they have as long as they are heard of: their shared deadlines, and
    /// the earliest of those that share none.
    var rivals = SIMD8<UInt32>(repeating: .max)
    var rivalDeadline = SimTime.never
  }

  let sender: IPv4Address
  let interface: InterfaceIndex
  private(set) var messages: [Message] = []
  /// Where the next message of an update is expected.
  private(set) var next = 0

  init(sender: IPv4Address, interface: InterfaceIndex) {
    self.sender = sender
    self.interface = interface
  }

  /// The place of a message that was heard before. One may have been lost on the way.
  mutating func place(of entries: [RIPEntry]) -> Int? {
    var place = next
    if !isKnown(entries, at: place) { place = 0 }
    if place == 0 && !isKnown(entries, at: place) { place = next + 1 }
    guard isKnown(entries, at: place) else { return nil }
    next = place + 1
    return place
  }

  private func isKnown(_ entries: [RIPEntry], at place: Int) -> Bool {
    place < messages.count && Self.isSameStorage(messages[place].entries, entries)
  }

  func effect(at place: Int) -> Effect? { messages[place].effect }

  mutating func setEffect(_ effect: Effect, at place: Int) { messages[place].effect = effect }

  /// Keeps a message where the next one is expected; an update begins anew where networks do not ascend.
  mutating func keep(_ entries: [RIPEntry]) {
    guard let first = entries.first else { return }
    if next > 0, let before = messages[next - 1].entries.first, first.prefix <= before.prefix { next = 0 }
    let message = Message(entries: entries)
    if next < messages.count { messages[next] = message } else { messages.append(message) }
    next += 1
  }

  mutating func forgetEffects() {
    for place in messages.indices { messages[place].effect = nil }
  }

  private static func isSameStorage(_ one: [RIPEntry], _ other: [RIPEntry]) -> Bool {
    one.count == other.count
      && one.withUnsafeBufferPointer { one in
        other.withUnsafeBufferPointer { one.baseAddress == $0.baseAddress }
      }
  }
}
