import Kernel
import NetworkModel

/// The service's timeout: the client stops waiting.
extension Simulation {
  mutating func watchDeadline(of request: UInt32) {
    let service = Int(requests[request].service)
    let deadline = now + services[service].timeout
    let isFirst = services[service].firstDeadline == services[service].deadlines.count
    requests[request].deadlineEntry = services[service].deadlinesDropped + services[service].deadlines.count
    services[service].deadlines.append((deadline, request, requests[request].stamp))
    if isFirst && !services[service].isDeadlineScheduled {
      services[service].isDeadlineScheduled = true
      queue.push(at: deadline, kind: EventKind.requestTimesOut.rawValue, target: requests[request].service)
    }
  }

  /// The request goes on in another slot.
  mutating func moveDeadline(from old: UInt32, to new: UInt32) {
    let service = Int(requests[new].service)
    requests[new].deadlineEntry = requests[old].deadlineEntry
    let place = requests[old].deadlineEntry - services[service].deadlinesDropped
    guard services[service].deadlines.indices.contains(place) else { return }
    services[service].deadlines[place].request = new
    services[service].deadlines[place].stamp = requests[new].stamp
  }

  /// Requests of one service time out in the order of their arrival, so one event for the first is enough.
  mutating func requestTimesOut(_ service: UInt32) {
    let position = Int(service)
    services[position].isDeadlineScheduled = false
    while services[position].firstDeadline < services[position].deadlines.count {
      let entry = services[position].deadlines[services[position].firstDeadline]
      if requests[entry.request].stamp == entry.stamp && !requests[entry.request].isGivenUp {
        if entry.deadline > now {
          services[position].isDeadlineScheduled = true
          queue.push(at: entry.deadline, kind: EventKind.requestTimesOut.rawValue, target: service)
          return
        }
        finish(entry.request, .timeout, isFinal: true)
      } else {
        services[position].firstDeadline += 1
      }
    }
    forgetDeadlines(of: position)
  }

  /// Drops the entries of requests that have ended, from the front.
  mutating func forgetDeadlines(of service: Int) {
    while services[service].firstDeadline < services[service].deadlines.count {
      let entry = services[service].deadlines[services[service].firstDeadline]
      if requests[entry.request].stamp == entry.stamp && !requests[entry.request].isGivenUp { break }
      services[service].firstDeadline += 1
    }
    let passed = services[service].firstDeadline
    if passed > 1024 && passed * 2 > services[service].deadlines.count {
      services[service].deadlines.removeFirst(passed)
      services[service].deadlinesDropped += passed
      services[service].firstDeadline = 0
    }
  }
}
