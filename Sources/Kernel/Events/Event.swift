/// One entry of the event queue: what happens when, as plain bits.
///
/// The kernel does not know what `kind` means; the engine's dispatch does. `target` and `argument` name things by
/// index (a channel, a timer, a flow), never by reference: an event is copied by its 32 bytes and owns nothing.
@frozen
public struct Event: BitwiseCopyable, Sendable, Equatable {
  public var time: SimTime
  /// Order of scheduling. Among equal times the lower sequence comes first.
  public var sequence: UInt64
  public var kind: UInt32
  public var target: UInt32
  public var argument: UInt64

  @inlinable
  public init(time: SimTime, sequence: UInt64, kind: UInt32, target: UInt32, argument: UInt64) {
    self.time = time
    self.sequence = sequence
    self.kind = kind
    self.target = target
    self.argument = argument
  }

  /// (time, sequence) as one number, so that one comparison without a branch orders two events.
  /// Times are never negative: `SimTime` begins at zero and saturates.
  @inlinable
  var key: UInt128 {
    UInt128(_low: sequence, _high: UInt64(bitPattern: time.picoseconds))
  }
}
