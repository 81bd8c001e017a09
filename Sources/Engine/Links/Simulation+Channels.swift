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
    if bytes > UInt32(channels[channel].mtu) {
      tooLong(packet, on: interface)
      return
    }
    if channels[channel].managed != .max {
      enqueue(packet, on: channel)
      return
    }
    let start = max(now, channels[channel].busyUntil)
    if start > now {
      if !joinQueue(of: channel, packet, bytes, at: start) { return }
    } else if channels[channel].firstWaiting != .max {
      channels[channel].emptyQueue()
    }
    launch(packet, on: channel, at: start)
  }

  /// Counts a packet that must wait for the transmitter; false: there is no room, and it is gone.
  @inline(__always)
  private mutating func joinQueue(
    of channel: UInt32, _ packet: UInt32, _ bytes: UInt32, at start: SimTime
  ) -> Bool {
    // Those that have been sent meanwhile are counted off only where it makes a difference: each would have to be looked at.
    if channels[channel].waitsUntil <= now && channels[channel].isCountOfMoment(withOneMoreOf: bytes) {
      advanceQueue(channel)
    }
    guard channels[channel].hasRoom(for: bytes) else {
      channels[channel].counters.dropped &+= 1
      drop(packet, .queueFull)
      return false
    }
    channels[channel].waitingPackets &+= 1
    channels[channel].waitingBytes &+= bytes
    if channels[channel].firstWaiting == .max {
      channels[channel].firstWaiting = packet
      channels[channel].waitsUntil = start
    }
    if channels[channel].waitingPackets > channels[channel].counters.queuePeak {
      channels[channel].counters.queuePeak = channels[channel].waitingPackets
    }
    return true
  }

  /// A packet that routers may cut is cut; any other is lost here.
  private mutating func tooLong(_ packet: UInt32, on interface: UInt32) {
    let channel = interfaces[interface].channel
    let isCut = packets[packet].mayFragment && nodes[interfaces[interface].node].kind != .bridge
    if !isCut { channels[channel].counters.dropped &+= 1 }
    dropTooLong(packet, on: interface, mtu: UInt32(channels[channel].mtu))
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
    packets[packet].next = .max
    if channels[channel].head == .max {
      channels[channel].head = packet
      channels[channel].mayOvertake = false
      schedule(channel, at: arrival, sequence)
    } else {
      let ahead = channels[channel].tail
      packets[ahead].next = packet
      packets[ahead].nextStart = start
      packets[ahead].nextArrival =
        channels[channel].mayOvertake ? notOvertaking(arrival, on: channel) : arrival
      packets[ahead].nextSequence = sequence
    }
    channels[channel].tail = packet
  }

  /// A delay that was shortened while packets were under way must not let later ones overtake.
  private func notOvertaking(_ arrival: SimTime, on channel: UInt32) -> SimTime {
    max(arrival, lastArrivals[channel] ?? .zero)
  }

  mutating func setDelay(_ delay: SimTime, of channel: UInt32) {
    if channels[channel].head != .max {
      let last = channels[channel].busyUntil + channels[channel].delay
      lastArrivals[channel] = notOvertaking(last, on: channel)
      channels[channel].mayOvertake = true
    }
    channels[channel].delay = delay
  }

  /// Takes packets whose transmission has begun out of the queue's count. There is one.
  private mutating func advanceQueue(_ channel: UInt32) {
    var waiting = channels[channel].firstWaiting
    var start: SimTime
    repeat {
      channels[channel].waitingPackets &-= 1
      channels[channel].waitingBytes &-= packets[waiting].bytes
      start = packets[waiting].nextStart
      waiting = packets[waiting].next
    } while waiting != .max && start <= now
    channels[channel].firstWaiting = waiting
    channels[channel].waitsUntil = waiting == .max ? .never : start
  }

  @inline(__always)
  private mutating func schedule(_ channel: UInt32, at arrival: SimTime, _ sequence: UInt64) {
    queue.push(
      Event(
        time: arrival, sequence: sequence, kind: EventKind.arrival.rawValue, target: channel,
        argument: UInt64(channels[channel].epoch)))
  }

  /// The head of a channel is at the far end.
  mutating func packetArrives(_ event: Event) {
    let channel = event.target
    guard UInt32(truncatingIfNeeded: event.argument) == channels[channel].epoch else { return }
    let packet = channels[channel].head
    let following = packets[packet].next
    if channels[channel].firstWaiting == packet {
      channels[channel].waitingPackets &-= 1
      channels[channel].waitingBytes &-= packets[packet].bytes
      channels[channel].firstWaiting = following
      channels[channel].waitsUntil = following == .max ? .never : packets[packet].nextStart
    }
    channels[channel].head = following
    if following == .max {
      channels[channel].tail = .max
    } else {
      schedule(channel, at: packets[packet].nextArrival, packets[packet].nextSequence)
    }
    if channels[channel].mayLose && linkStreams[Int(channel)].bernoulli(channels[channel].loss) {
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
    channels[channel].emptyQueue()
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
