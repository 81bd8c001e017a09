import Kernel
import Metrics
import NetworkModel

extension Simulation {
  /// Puts a packet on an interface's channel, or drops it there. The caller has set the hardware addresses.
  mutating func transmit(_ packet: UInt32, on interface: UInt32) {
    transmit(packet, on: interface, channel: interfaces[interface].channel)
  }

  /// - Parameter channel: of the interface.
  @inline(__always)
  mutating func transmit(_ packet: UInt32, on interface: UInt32, channel: UInt32) {
    if channel == .max {
      enterTunnel(packet, on: interface)
      return
    }
    if !channels[channel].isUp {
      channels[channel].counters.dropped &+= 1
      drop(packet, .linkDown)
      return
    }
    let bytes = packets[packet].bytes
    if bytes > channels[channel].mtu {
      tooLong(packet, on: interface)
      return
    }
    if channels[channel].managed != .max {
      enqueue(packet, on: channel)
      return
    }
    advanceQueue(channel)
    let start = max(now, channels[channel].busyUntil)
    if start > now {
      let waiting = channels[channel].waitingPackets
      guard waiting < channels[channel].packetLimit,
        UInt64(channels[channel].waitingBytes) + UInt64(bytes) <= UInt64(channels[channel].byteLimit)
      else {
        channels[channel].counters.dropped &+= 1
        drop(packet, .queueFull)
        return
      }
      channels[channel].waitingPackets = waiting &+ 1
      channels[channel].waitingBytes &+= bytes
      if channels[channel].firstWaiting == .max { channels[channel].firstWaiting = packet }
      if waiting >= channels[channel].counters.queuePeak {
        channels[channel].counters.queuePeak = waiting &+ 1
      }
    }
    launch(packet, on: channel, at: start)
  }

  /// A packet that routers may cut is cut; any other is lost here.
  private mutating func tooLong(_ packet: UInt32, on interface: UInt32) {
    let channel = interfaces[interface].channel
    let isCut = packets[packet].mayFragment && nodes[interfaces[interface].node].kind != .bridge
    if !isCut { channels[channel].counters.dropped &+= 1 }
    dropTooLong(packet, on: interface, mtu: channels[channel].mtu)
  }

  /// The packet's first bit leaves the queue at `start`, which is when the transmitter is free.
  @inline(__always)
  mutating func launch(_ packet: UInt32, on channel: UInt32, at start: SimTime) {
    let bytes = packets[packet].bytes
    let duration = channels[channel].transmissionTime(bytes: bytes)
    let end = start + duration
    channels[channel].busyUntil = end
    channels[channel].counters.packets &+= 1
    channels[channel].counters.bytes &+= UInt64(bytes)
    channels[channel].counters.busy += duration

    let arrival = end + channels[channel].delay
    let sequence = queue.reserveSequence()
    packets[packet].transmissionStart = start
    packets[packet].arrival = arrival
    packets[packet].sequence = sequence
    packets[packet].next = .max
    if channels[channel].head == .max {
      channels[channel].head = packet
      schedule(channel, packet)
    } else {
      packets[channels[channel].tail].next = packet
      // A delay that was shortened while packets were under way must not let this one overtake.
      let ahead = packets[channels[channel].tail].arrival
      if arrival < ahead { packets[packet].arrival = ahead }
    }
    channels[channel].tail = packet
  }

  /// Moves packets whose transmission has begun out of the queue's count.
  private mutating func advanceQueue(_ channel: UInt32) {
    var waiting = channels[channel].firstWaiting
    while waiting != .max && packets[waiting].transmissionStart <= now {
      channels[channel].waitingPackets &-= 1
      channels[channel].waitingBytes &-= packets[waiting].bytes
      waiting = packets[waiting].next
    }
    channels[channel].firstWaiting = waiting
  }

  private mutating func schedule(_ channel: UInt32, _ packet: UInt32) {
    queue.push(
      Event(
        time: packets[packet].arrival, sequence: packets[packet].sequence, kind: EventKind.arrival.rawValue,
        target: channel, argument: UInt64(channels[channel].epoch)))
  }

  /// The head of a channel is at the far end.
  mutating func packetArrives(_ event: Event) {
    let channel = event.target
    guard UInt32(truncatingIfNeeded: event.argument) == channels[channel].epoch else { return }
    let packet = channels[channel].head
    if channels[channel].firstWaiting == packet { advanceQueue(channel) }
    let following = packets[packet].next
    channels[channel].head = following
    if following == .max {
      channels[channel].tail = .max
    } else {
      schedule(channel, following)
    }
    if channels[channel].loss > 0 && linkStreams[Int(channel)].bernoulli(channels[channel].loss) {
      channels[channel].counters.dropped &+= 1
      drop(packet, .linkLoss)
      return
    }
    let destination = channels[channel].destination
    if channels[channel].endsAtNode && packets[packet].hardwareDestination == destination
      && packets[packet].kind.isIP
    {
      route(packet, at: channels[channel].node, arrivedOn: destination)
    } else {
      receive(packet, on: destination)
    }
  }

  /// Loses everything on a channel, in flight or waiting: the link has failed.
  mutating func clearChannel(_ channel: UInt32) {
    var packet = channels[channel].head
    channels[channel].head = .max
    channels[channel].tail = .max
    channels[channel].firstWaiting = .max
    channels[channel].waitingPackets = 0
    channels[channel].waitingBytes = 0
    channels[channel].epoch &+= 1
    // What had not been sent yet has not used the transmitter either.
    if channels[channel].busyUntil > now {
      channels[channel].counters.busy = channels[channel].counters.busy - (channels[channel].busyUntil - now)
      channels[channel].busyUntil = now
    }
    clearManagedQueue(of: channel)
    while packet != .max {
      let following = packets[packet].next
      channels[channel].counters.dropped &+= 1
      drop(packet, .linkDown)
      packet = following
    }
  }
}
