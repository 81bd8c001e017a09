import Engine
import Kernel
import NetworkModel

/// Requests to backends at 0.9 load, two random choices, over packets or over ideal links. A unit is a request. The bare
/// loop is a heap with an arrival and a departure each, and the two choices.
enum BalancedRequests {
  static func measure(backends: Int, isIdeal: Bool, requests: Int) -> Measurement {
    let scenario = scenario(backends: backends, isIdeal: isIdeal, requests: requests)
    let own = best { run(scenario) { $0.requests } }
    let bare = best { bareLoop(backends: backends, requests: own.units) }
    return Measurement(
      "requests to \(backends) backends\(isIdeal ? ", ideal links" : "")", unit: "request", own, bare)
  }

  private static func scenario(backends: Int, isIdeal: Bool, requests: Int) -> Scenario {
    var scenario = Scenario(title: "requests")
    scenario.network.transport = isIdeal ? .ideal : .packets
    scenario.network.hosts = [HostSpec(name: "client")] + (0..<backends).map { HostSpec(name: "b\($0)") }
    scenario.network.routers = [RouterSpec(name: "r")]
    for host in scenario.network.hosts {
      var link = LinkSpec(host.name, "r")
      link.delay = .microseconds(10)
      link.bandwidth = .gigabits(100)
      scenario.network.links.append(link)
    }
    var service = ServiceSpec(name: "web")
    service.backends = (0..<backends).map { BackendSpec(name: "b\($0)") }
    service.serviceTime = .exponential(mean: 0.001)
    service.policy.name = "power-of-d"
    scenario.services = [service]
    let gap = 0.001 / (0.9 * Double(backends))
    var spec = RequestsSpec(
      gap: .exponential(mean: gap), requestBytes: .constant(500), responseBytes: .constant(1000))
    spec.limit = requests
    scenario.traffic = [
      TrafficSpec(name: "t", from: "client", to: .service("web"), kind: .requests(spec))
    ]
    scenario.duration = .seconds(gap * Double(requests) * 1.2)
    return scenario
  }

  private static func bareLoop(backends: Int, requests: Int) -> Run {
    timed {
      var stream = RandomStream(word: 7)
      var heap = BareHeap(capacity: backends + 1)
      var waiting = [Int](repeating: 0, count: backends)
      let gap = 1e6 / (0.9 * Double(backends))
      var (done, now) = (0, UInt64(0))
      // Time above, backend below; 0: an arrival.
      func schedule(_ mean: Double, _ place: Int) {
        heap.push((now + UInt64(stream.exponential() * mean)) << 16 | UInt64(place))
      }
      schedule(gap, 0)
      while done < requests {
        let key = heap.pop()
        now = key >> 16
        let place = Int(key & 0xFFFF)
        if place == 0 {
          let (a, b) = (stream.below(backends), stream.below(backends))
          let least = waiting[b] < waiting[a] ? b : a
          waiting[least] += 1
          if waiting[least] == 1 { schedule(1e6, least + 1) }
          schedule(gap, 0)
        } else {
          done += 1
          waiting[place - 1] -= 1
          if waiting[place - 1] > 0 { schedule(1e6, place) }
        }
      }
      return (done, now)
    }
  }
}
