/// A port of the host belongs to one container: Docker refuses to start a second one that publishes it.
extension ComposeLowering {
  /// Those that services have taken, in the order of the file.
  typealias HostPort = (number: Int, transport: String, address: String?, service: String)

  /// Warns where another service has the port, on the same address or on all. A range is a choice, and finds a free one.
  mutating func take(_ port: ComposePort, by service: String) {
    guard let published = port.published, published.count == 1 else { return }
    let address = port.hostAddress == "0.0.0.0" ? nil : port.hostAddress
    let other = hostPorts.first {
      $0.number == published.lowerBound && $0.transport == port.transport && $0.service != service
        && ($0.address == nil || address == nil || $0.address == address)
    }
    if let other {
      log.warning(
        "services.\(service).ports: `\(other.service)` publishes the host's port \(published.lowerBound)/\(port.transport) already",
        at: port.place, hint: "Docker refuses to start the second one; give one of them another port")
    }
    hostPorts.append((published.lowerBound, port.transport, address, service))
  }
}
