import Kernel
import NetworkModel

/// Health from the requests themselves: nginx's max_fails, and Envoy's outlier detection.
extension Simulation {
  /// A try has ended at a backend.
  mutating func noteResult(_ service: Int, _ balancer: Int, _ backend: Int, _ succeeded: Bool) {
    if let passive = services[service].healthRules.passive {
      notePassively(service, balancer, backend, succeeded, passive)
    }
    if let outlier = services[service].healthRules.outlier {
      noteForOutliers(service, balancer, backend, succeeded, outlier)
    }
  }

  /// nginx, `ngx_http_upstream_free_round_robin_peer`: failures within the timeout add up; as many as max_fails take the
  /// server out for as long; then one request tries it, and its success forgets them.
  private mutating func notePassively(
    _ service: Int, _ balancer: Int, _ backend: Int, _ succeeded: Bool, _ spec: PassiveHealthSpec
  ) {
    var health = services[service].balancers[balancer].health[backend]
    if succeeded {
      guard health.failedAt < health.checkedAt || health.isOnTrial else { return }
      health.fails = 0
      health.isOnTrial = false
      health.isFailed = false
    } else {
      health.fails += 1
      health.failedAt = now
      health.checkedAt = now
      health.isOnTrial = false
      if health.fails >= spec.maximumFailures {
        health.isFailed = true
        queue.push(
          at: now + spec.failTimeout, kind: EventKind.failTimeoutEnds.rawValue,
          target: UInt32(truncatingIfNeeded: service), argument: UInt64(balancer) << 32 | UInt64(backend))
      }
    }
    services[service].balancers[balancer].health[backend] = health
    healthChanged(service, balancer, backend)
  }

  /// The backend may be tried again, by one request.
  mutating func failTimeoutEnds(_ event: Event) {
    let service = Int(event.target)
    let (balancer, backend) = (Int(event.argument >> 32), Int(event.argument & 0xFFFF_FFFF))
    guard let spec = services[service].healthRules.passive else { return }
    let health = services[service].balancers[balancer].health[backend]
    // A later failure has begun a later timeout.
    guard health.isFailed, now - health.failedAt >= spec.failTimeout else { return }
    services[service].balancers[balancer].health[backend].isFailed = false
    services[service].balancers[balancer].health[backend].isOnTrial = true
    healthChanged(service, balancer, backend)
  }

  /// The request that tries a backend whose time is over; others wait for what comes of it.
  mutating func noteTrial(_ service: Int, _ balancer: Int, _ backend: Int) {
    guard services[service].balancers[balancer].health[backend].isOnTrial,
      !services[service].balancers[balancer].health[backend].isFailed
    else { return }
    services[service].balancers[balancer].health[backend].checkedAt = now
    services[service].balancers[balancer].health[backend].isFailed = true
    healthChanged(service, balancer, backend)
  }

  // MARK: Outlier detection

  /// Envoy, `DetectorImpl`: so many failures in a row eject at once.
  private mutating func noteForOutliers(
    _ service: Int, _ balancer: Int, _ backend: Int, _ succeeded: Bool, _ spec: OutlierSpec
  ) {
    services[service].balancers[balancer].health[backend].intervalRequests += 1
    if succeeded {
      services[service].balancers[balancer].health[backend].intervalSuccesses += 1
      services[service].balancers[balancer].health[backend].consecutiveFailures = 0
      return
    }
    services[service].balancers[balancer].health[backend].consecutiveFailures += 1
    let failures = services[service].balancers[balancer].health[backend].consecutiveFailures
    if failures >= spec.consecutiveFailures {
      services[service].balancers[balancer].health[backend].consecutiveFailures = 0
      eject(service, balancer, backend, spec, "\(failures) failures in a row")
    }
  }

  private mutating func eject(
    _ service: Int, _ balancer: Int, _ backend: Int, _ spec: OutlierSpec, _ reason: String
  ) {
    guard !services[service].balancers[balancer].health[backend].isEjected else { return }
    let count = services[service].balancers[balancer].health.count
    let ejected = services[service].balancers[balancer].health.count { $0.isEjected }
    // One may always be ejected, more only while the share stays within its bound.
    guard ejected == 0 || Double(ejected + 1) <= spec.maximumEjected * Double(count) else { return }
    services[service].balancers[balancer].health[backend].isEjected = true
    services[service].balancers[balancer].health[backend].ejectedAt = now
    services[service].balancers[balancer].health[backend].ejections += 1
    note("outlier-ejected", entity: services[service].servers[backend].name, detail: reason)
    healthChanged(service, balancer, backend)
  }

  /// Every interval: those whose time is over come back, and success rates are compared.
  mutating func outlierSweep(_ event: Event) {
    let (service, balancer) = (Int(event.target), Int(event.argument))
    guard let spec = services[service].healthRules.outlier else { return }
    queue.push(
      at: now + spec.interval, kind: EventKind.outlierSweep.rawValue, target: event.target,
      argument: event.argument)
    for backend in services[service].servers.indices {
      let health = services[service].balancers[balancer].health[backend]
      let time = min(spec.maximumEjection, spec.baseEjection * Int64(max(1, health.ejections)))
      if health.isEjected && now - health.ejectedAt >= time {
        services[service].balancers[balancer].health[backend].isEjected = false
        services[service].balancers[balancer].health[backend].consecutiveFailures = 0
        healthChanged(service, balancer, backend)
      } else if !health.isEjected && health.ejections > 0 {
        services[service].balancers[balancer].health[backend].ejections -= 1
      }
    }
    compareSuccessRates(service, balancer, spec)
  }

  private mutating func compareSuccessRates(_ service: Int, _ balancer: Int, _ spec: OutlierSpec) {
    let all = services[service].balancers[balancer].health
    let judged = all.indices.filter {
      all[$0].intervalRequests >= spec.successRateRequests && !all[$0].isEjected
    }
    if judged.count >= spec.successRateHosts {
      let rates = judged.map { Double(all[$0].intervalSuccesses) / Double(all[$0].intervalRequests) }
      let mean = rates.reduce(0, +) / Double(rates.count)
      let variance = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rates.count)
      let threshold = mean - spec.successRateFactor * variance.squareRoot()
      for (backend, rate) in zip(judged, rates) where rate < threshold {
        eject(service, balancer, backend, spec, "a success rate of \(Int((rate * 100).rounded())) %")
      }
    }
    for backend in services[service].servers.indices {
      services[service].balancers[balancer].health[backend].intervalRequests = 0
      services[service].balancers[balancer].health[backend].intervalSuccesses = 0
    }
  }

  // MARK: Consequences

  /// The health of a backend may have changed: who is eligible, who is warm, what is told.
  mutating func healthChanged(_ service: Int, _ balancer: Int, _ backend: Int) {
    let isHealthy = services[service].balancers[balancer].health[backend].isHealthy
    let wasHealthy = services[service].balancers[balancer].wasHealthy[backend]
    if isHealthy != wasHealthy {
      services[service].balancers[balancer].wasHealthy[backend] = isHealthy
      services[service].balancers[balancer].health[backend].hasBeenOut = true
      if isHealthy {
        services[service].balancers[balancer].health[backend].healthySince = now
        if let slowStart = services[service].healthRules.slowStart {
          let until = now + slowStart.window
          services[service].balancers[balancer].warmUntil = max(
            until, services[service].balancers[balancer].warmUntil)
        }
      } else if services[service].connections != nil {
        closeConnections(to: backend, service, balancer)
      }
      let node = topology.nodes[Int(services[service].balancers[balancer].node)].name
      note(
        isHealthy ? "health-up" : "health-down", entity: services[service].servers[backend].name,
        detail: "\(services[service].name) seen from \(node)")
    }
    let panics = services[service].balancers[balancer].refreshEligibility(
      panicThreshold: services[service].healthRules.panicThreshold)
    if services[service].backendLimit != nil { roomFreed(service, balancer, backend) }
    if panics != services[service].balancers[balancer].isPanicking {
      services[service].balancers[balancer].isPanicking = panics
      note(
        panics ? "panic" : "panic-over", entity: services[service].name,
        detail: "too few of the backends are healthy to choose among them")
    }
  }

  mutating func startOutlierDetection() {
    for service in services.indices {
      guard let spec = services[service].healthRules.outlier else { continue }
      for balancer in services[service].balancers.indices {
        queue.push(
          at: now + spec.interval, kind: EventKind.outlierSweep.rawValue,
          target: UInt32(truncatingIfNeeded: service), argument: UInt64(balancer))
      }
    }
  }
}
