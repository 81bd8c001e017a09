/// How much a drop-tail queue holds beside the packet being sent.
package enum QueueLimit: Hashable, Sendable, CustomStringConvertible {
  case packets(Int)
  case bytes(Int)

  package var description: String {
    switch self {
    case .packets(let count): "\(count) packets"
    case .bytes(let count): "\(count)B"
    }
  }
}
