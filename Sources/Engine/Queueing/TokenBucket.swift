import Kernel
import NetworkModel

/// Lets packets pass at a rate, but for a burst that the bucket holds. Kept as the time at which the bucket is full again, so
/// that tokens are never rounded. Source: ITU-T I.371's generic cell rate algorithm, in its virtual scheduling form.
struct TokenBucket {
  private let picosecondsPerByte: UInt64
  private let depth: SimTime
  private var fullAt = SimTime.zero

  init(rate: Bandwidth, burst: Int) {
    picosecondsPerByte = Channel.rate(rate)
    depth = Channel.transmissionTime(bytes: UInt32(clamping: burst), picosecondsPerByte: picosecondsPerByte)
  }

  /// When a packet may pass: at once, or when enough tokens are there. One that is larger than the bucket waits for a
  /// full one.
  func readyAt(_ packet: QueuedPacket) -> SimTime {
    let cost = min(depth, time(packet))
    let full = max(fullAt, .zero)
    return full + cost > depth ? full + cost - depth : .zero
  }

  mutating func take(_ packet: QueuedPacket, at now: SimTime) { fullAt = max(fullAt, now) + time(packet) }

  private func time(_ packet: QueuedPacket) -> SimTime {
    Channel.transmissionTime(bytes: packet.bytes, picosecondsPerByte: picosecondsPerByte)
  }
}
