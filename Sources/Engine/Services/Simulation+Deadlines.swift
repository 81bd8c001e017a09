import Kernel
import NetworkModel

/// The service's timeout: the client stops waiting.
extension Simulation {
  @inline(__always)
  mutating func watchDeadline(of request: UInt32) {
    let service = services.base + Int(requests[request].service)
    let deadline = now + service.pointee.timeout
    let isFirst = service.pointee.deadlines.isEmpty
    requests[request].deadlineEntry = service.pointee.deadlines.append(
      DeadlineQueue.Entry(deadline: deadline, request: request, stamp: requests[request].stamp))
    guard isFirst, !service.pointee.isDeadlineScheduled else { return }
    service.pointee.isDeadlineScheduled = true
    queue.push(at: deadline, kind: EventKind.requestTimesOut.rawValue, target: requests[request].service)
  }

  /// The request goes on in another slot.
  mutating func moveDeadline(from old: UInt32, to new: UInt32) {
    let service = Int(requests[new].service)
    let entry = requests[old].deadlineEntry
    requests[new].deadlineEntry = entry
    guard services[service].deadlines.contains(entry) else { return }
    services[service].deadlines[entry].request = new
    services[service].deadlines[entry].stamp = requests[new].stamp
  }

  /// Requests of one service time out in the order of their arrival, so one event for the first is enough.
  mutating func requestTimesOut(_ service: UInt32) {
    let position = Int(service)
    services[position].isDeadlineScheduled = false
    while !services[position].deadlines.isEmpty {
      let entry = services[position].deadlines[services[position].deadlines.first]
      if !isWaiting(entry) {
        services[position].deadlines.removeFirst()
      } else if entry.deadline > now {
        services[position].isDeadlineScheduled = true
        queue.push(at: entry.deadline, kind: EventKind.requestTimesOut.rawValue, target: service)
        return
      } else {
        finish(entry.request, .timeout, isFinal: true)
      }
    }
  }

  /// A request with this entry has ended. If it was the first, it is dropped, and what has ended behind it.
  @inline(__always)
  mutating func forgetDeadline(_ number: Int, of service: Int) {
    if services[service].deadlines.first == number { forgetDeadlines(of: service) }
  }

  private mutating func forgetDeadlines(of service: Int) {
    let service = services.base + service
    while !service.pointee.deadlines.isEmpty,
      !isWaiting(service.pointee.deadlines[service.pointee.deadlines.first])
    {
      service.pointee.deadlines.removeFirst()
    }
  }

  /// Whether a client still waits for the request of an entry.
  @inline(__always)
  private mutating func isWaiting(_ entry: DeadlineQueue.Entry) -> Bool {
    requests[entry.request].stamp == entry.stamp && !requests[entry.request].isGivenUp
  }
}
