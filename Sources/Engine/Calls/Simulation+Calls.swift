import Kernel
import Metrics
import NetworkModel

/// A backend that asks other services before it answers.
///
/// Its own work is done; stage by stage it makes its calls and waits until enough of them are answered. An answer that can
/// no longer be had makes its own one an error, which its caller may try again: so retries multiply over the depth.
extension Simulation {
  /// The request's own work is done.
  mutating func beginCalls(_ request: UInt32) {
    let service = Int(requests[request].service)
    let backend = Int(requests[request].backend)
    requests[request].place = .calling
    let call = openCalls.allocate(OpenCall(request: request, stamp: nextStamp()))
    if Int(call) == callChildren.count { callChildren.append([]) }
    requests[request].call = call
    let freesSlot = services[service].calls?.freesSlot ?? false
    makeCalls(call)
    if freesSlot { freeSlot(service, backend) }
  }

  /// Makes the calls of the next stages, until one has to be waited for.
  private mutating func makeCalls(_ call: UInt32) {
    while true {
      let service = Int(requests[openCalls[call].request].service)
      let stage = openCalls[call].stage
      guard let plan = services[service].calls, stage < plan.stages.count else {
        endCalls(call, failed: false)
        return
      }
      makeStage(call, plan.stages[stage])
      if openCalls[call].cannotSucceed {
        endCalls(call, failed: true)
        return
      }
      guard openCalls[call].hasEnough else { return }
    }
  }

  private mutating func makeStage(_ call: UInt32, _ stage: ServiceCalls.Stage) {
    let request = openCalls[call].request
    let content = requests[request]
    let place = openCalls[call].stage
    var made = 0
    for (position, target) in stage.calls.enumerated() {
      for copy in 0..<target.count
      where target.isMade(ServiceCalls.seed(content, stage: place, call: position, copy: copy)) { made += 1 }
    }
    openCalls[call].stage += 1
    openCalls[call].stageBegan = now
    (openCalls[call].made, openCalls[call].answered, openCalls[call].failed) = (made, 0, 0)
    openCalls[call].needed = min(made, stage.quorum ?? made)
    openCalls[call].isSending = true
    if isTraced(request) && made > 0 { tellStage(call, stage) }
    for (position, target) in stage.calls.enumerated() {
      for copy in 0..<target.count {
        let seed = ServiceCalls.seed(content, stage: place, call: position, copy: copy)
        if target.isMade(seed) { makeCall(call, content, target, seed) }
      }
    }
    openCalls[call].isSending = false
  }

  /// One request of a server to another service.
  private mutating func makeCall(
    _ call: UInt32, _ caller: Request, _ target: ServiceCalls.Call, _ seed: UInt64
  ) {
    checkBacklog()
    let source = target.firstSource + Int(caller.backend)
    var stream = RandomStream(word: seed)
    let link = callLinks.allocate(
      CallLink(
        call: call, stamp: openCalls[call].stamp, stage: openCalls[call].stage, isOptional: target.isOptional,
        caller: caller.id))
    let work = stream.next()
    var content = Request(
      id: nextRequestID, service: UInt32(truncatingIfNeeded: target.service),
      client: requestSources[source].client.value, source: UInt32(truncatingIfNeeded: source), created: now,
      requestBytes: target.request.sample(&stream),
      responseBytes: target.response.sample(&stream), workSeed: work,
      stamp: nextStamp())
    content.link = link
    content.key = requestSources[source].callKey(caller.key)
    let index = requests.allocate(content)
    nextRequestID += 1
    services[target.service].requests += 1
    services[target.service].calledRequests += 1
    noteChild(index, of: call, caller)
    if nextRequestID - 1 == tracedRequest { tellArrival(index, caller: caller.id) }
    watchDeadline(of: index)
    if services[target.service].connections != nil && !takeConnection(index) { return }
    sendToBalancer(index)
  }

  /// Where deadlines are passed on, a call must be found when its caller's is over, in whatever slot.
  private mutating func noteChild(_ request: UInt32, of call: UInt32, _ caller: Request) {
    if services[Int(caller.service)].calls?.passesDeadlines ?? false {
      callChildren[Int(call)].append((request, requests[request].stamp))
    }
  }

  /// A call goes on in another slot too, or in its place.
  mutating func noteMovedChild(_ request: UInt32) {
    guard requests[request].link != .max else { return }
    let link = callLinks[requests[request].link]
    guard openCalls[link.call].stamp == link.stamp else { return }
    noteChild(request, of: link.call, requests[openCalls[link.call].request])
  }

  /// A call has its answer, or has failed.
  mutating func callEnded(_ place: UInt32, _ outcome: RequestOutcome, request id: UInt64, _ service: Int) {
    let link = callLinks[place]
    callLinks.release(place)
    let call = link.call
    guard openCalls[call].stamp == link.stamp, openCalls[call].stage == link.stage else { return }
    let request = openCalls[call].request
    if outcome == .ok || link.isOptional {
      openCalls[call].answered += 1
    } else {
      openCalls[call].failed += 1
    }
    if isTraced(request) { tellAnswer(call, outcome, id, service) }
    if openCalls[call].isSending { return }
    if openCalls[call].hasEnough {
      makeCalls(call)
    } else if openCalls[call].cannotSucceed {
      endCalls(call, failed: true)
    }
  }

  /// All stages are done, or one has failed: the answer leaves.
  private mutating func endCalls(_ call: UInt32, failed: Bool) {
    let request = openCalls[call].request
    let service = Int(requests[request].service)
    let backend = Int(requests[request].backend)
    forgetCall(call)
    if failed { requests[request].isError = true }
    if isTraced(request) {
      tell(
        request,
        failed
          ? "too many of its calls have failed; an error leaves" : "has all it needs; the answer leaves")
    }
    let holdsSlot = !(services[service].calls?.freesSlot ?? false)
    if holdsSlot { changeLoad(service, backend, inService: -1, queued: 0) }
    requests[request].serverLoad = UInt32(clamping: services[service].servers[backend].load)
    respond(request)
    if holdsSlot { serveNext(service, backend) }
  }

  /// Nobody waits any more for a request that waits for its calls, and its server knows, since deadlines are passed on.
  mutating func abandonCalls(_ request: UInt32) {
    let service = Int(requests[request].service)
    let backend = Int(requests[request].backend)
    let call = requests[request].call
    guard call != .max, let plan = services[service].calls, plan.passesDeadlines else { return }
    let children = callChildren[Int(call)]
    forgetCall(call)
    for child in children where requests[child.request].stamp == child.stamp {
      if !requests[child.request].isGivenUp { finish(child.request, .timeout, isFinal: true) }
    }
    releaseRequest(request)
    if !plan.freesSlot { freeSlot(service, backend) }
  }

  /// Requests that wait at a server which crashes are lost; what they have called goes on in vain.
  mutating func loseCalls(_ service: Int, _ backend: Int) {
    guard services[service].calls != nil else { return }
    for call in 0..<UInt32(truncatingIfNeeded: openCalls.extent) where openCalls[call].stamp != 0 {
      let request = openCalls[call].request
      guard Int(requests[request].service) == service, Int(requests[request].backend) == backend else {
        continue
      }
      forgetCall(call)
      loseWork(request)
    }
  }

  private mutating func forgetCall(_ call: UInt32) {
    requests[openCalls[call].request].call = .max
    openCalls[call].stamp = 0
    callChildren[Int(call)].removeAll(keepingCapacity: true)
    openCalls.release(call)
  }

  private mutating func freeSlot(_ service: Int, _ backend: Int) {
    changeLoad(service, backend, inService: -1, queued: 0)
    serveNext(service, backend)
  }
}
